"""The acquire times out, and the thread goes on as if it had the lock."""

# expect: global 'total'
# kind: lost-update

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
held, hold = os.pipe()
lock = threading.Lock()
total = 0


def owner():
    global total
    with lock:
        total += 1
        os.write(hold, b"x")
        os.read(told, 1)


def impatient():
    global total
    os.read(held, 1)
    lock.acquire(timeout=0.01)
    total += 1
    os.write(tell, b"x")


threads = [threading.Thread(target=owner), threading.Thread(target=impatient)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
