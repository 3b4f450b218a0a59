"""A semaphore that has no permit left says so to who tries, and that orders nothing."""

# expect: global 'total'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
taken, take = os.pipe()
semaphore = threading.Semaphore(1)
total = 0


def owner():
    global total
    with semaphore:
        total = 1
        os.write(take, b"x")
        os.read(told, 1)


def hasty():
    global total
    os.read(taken, 1)
    assert not semaphore.acquire(blocking=False)
    total = 2
    os.write(tell, b"x")


threads = [threading.Thread(target=f) for f in (owner, hasty)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
