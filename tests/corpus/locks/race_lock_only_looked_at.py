"""`lock.locked()` orders nothing: the thread sees that the lock is free and goes on without it."""

# expect: global 'total'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
lock = threading.Lock()
total = 0


def owner():
    global total
    with lock:
        total = 1
    os.write(tell, b"x")


def watcher():
    global total
    os.read(told, 1)
    if not lock.locked():
        total = 2


threads = [threading.Thread(target=owner), threading.Thread(target=watcher)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
