"""TestRaceAsFunc3: the argument is read before the callee takes the lock."""

# expect: global 'x'

import os
import threading

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
lock = threading.Lock()
x = 0


def locked(value):
    lock.acquire()
    return value


def first():
    global x
    with lock:
        x = 1
    os.write(tell, b"x")


def second():
    global x
    os.read(told, 1)
    locked(x)
    x = 2
    lock.release()


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
