"""heappush moves elements one by one: two of them on one heap leave it in disorder."""

# expect: elements | shape

import heapq
import threading

heap = [5, 7, 9]


def one():
    heapq.heappush(heap, 1)


def two():
    heapq.heappush(heap, 2)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
