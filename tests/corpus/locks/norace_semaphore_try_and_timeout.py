"""Clean: the permit that a release gives is taken without waiting, and with a timeout, and carries the same order."""

import os
import threading

told, tell = os.pipe()
first, second = threading.Semaphore(0), threading.BoundedSemaphore(1)
second.acquire()
total = 0


def give():
    global total
    total = 1
    first.release()
    second.release()
    os.write(tell, b"x")


def take():
    global total
    os.read(told, 1)
    assert first.acquire(blocking=False)
    total += 1


def take_later():
    global total
    assert second.acquire(timeout=60)
    taker.join()
    total += 1


taker = threading.Thread(target=take)
threads = [taker, threading.Thread(target=give), threading.Thread(target=take_later)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert total == 3
