"""Clean: two buffers change hands through two semaphores."""

import threading

buffers = [[0], [0]]
empty, full = threading.Semaphore(2), threading.Semaphore(0)
results = []


def produce():
    for number in range(20):
        empty.acquire()
        buffers[number % 2][0] = number
        full.release()


def consume():
    for number in range(20):
        full.acquire()
        results.append(buffers[number % 2][0])
        empty.release()


threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert results == list(range(20))
