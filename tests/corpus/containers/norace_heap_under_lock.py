"""Every use of the heap is under its lock."""

import heapq
import threading

heap = [5, 7, 9]
lock = threading.Lock()


def one():
    with lock:
        heapq.heappush(heap, 1)


def two():
    with lock:
        heapq.heappop(heap)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
