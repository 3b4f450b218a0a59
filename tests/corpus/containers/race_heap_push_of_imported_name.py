"""heappush under another name is heappush."""

# expect: elements | index 0

import threading
from heapq import heappush as push

heap = [5, 7, 9]


def one():
    push(heap, 1)


def two():
    return heap[0]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
