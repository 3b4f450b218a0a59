"""The module is imported where it is used."""

# expect: elements | shape

import threading

heap = [5, 7, 9]


def one():
    import heapq

    heapq.heappush(heap, 1)


def two():
    from heapq import heappop

    heappop(heap)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
