"""A function of the program's own is not the one of the standard library, whatever it is called."""

import threading

heap = [5, 7, 9]


def heappush(heap, item):
    return len(heap) + item


def one():
    heappush(heap, 1)


def two():
    heappush(heap, 2)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
