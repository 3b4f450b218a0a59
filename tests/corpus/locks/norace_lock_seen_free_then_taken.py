"""Clean: whether the lock is free is only looked at; what counts is done after taking it."""

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


def onlooker():
    global total
    os.read(told, 1)
    assert not lock.locked()
    with lock:
        total = 2


threads = [threading.Thread(target=f) for f in (owner, onlooker)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
