"""Both only search."""

import bisect
import threading

numbers = [5, 7, 9]


def one():
    bisect.bisect(numbers, 6)


def two():
    bisect.bisect_left(numbers, 8)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
