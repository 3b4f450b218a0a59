"""Clean: different keys of one dict. Equal named tuples are one key, as equal tuples are."""

import threading
from collections import namedtuple

Point = namedtuple("Point", "x y")
first, again, other = Point(1, 2), (1, 2), Point(1, 3)
table = {first: 0, other: 0}


def one():
    table[first] = 1
    table[again] += 1


def two():
    table[other] = 2
    table[other] += 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
