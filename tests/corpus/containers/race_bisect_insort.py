"""insort looks for the place and then inserts: two of them on one list leave it unsorted."""

# expect: elements | shape

import bisect
import threading

numbers = [5, 7, 9]


def one():
    bisect.insort(numbers, 6)


def two():
    bisect.insort(numbers, 8)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
