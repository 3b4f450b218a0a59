"""TestNoRaceAsFunc4: the result is written after the callee took the lock."""

import threading

lock = threading.Lock()
x = 0


def locked(value):
    lock.acquire()
    return value


def first():
    global x
    x = locked(1)
    lock.release()


def second():
    global x
    with lock:
        x = 2


threads = [threading.Thread(target=first), threading.Thread(target=second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
