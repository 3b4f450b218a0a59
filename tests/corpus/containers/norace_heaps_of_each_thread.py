"""Each thread has a heap of its own."""

import heapq
import threading

heaps = [[5], [7]]


def one():
    heapq.heappush(heaps[0], 1)


def two():
    heapq.heappush(heaps[1], 2)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
