"""A non-blocking acquire that fails orders nothing, and the thread touches the data all the same."""

# expect: global 'total'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
held, hold = os.pipe()
lock = threading.Lock()
total = 0


def owner():
    global total
    with lock:
        total = 1
        os.write(hold, b"x")
        os.read(told, 1)


def hasty():
    global total
    os.read(held, 1)
    assert not lock.acquire(blocking=False)
    total = 2
    os.write(tell, b"x")


threads = [threading.Thread(target=owner), threading.Thread(target=hasty)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
