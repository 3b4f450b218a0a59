"""Equal named tuples are one key, as equal tuples are."""

# expect: key

import threading
from collections import namedtuple

Point = namedtuple("Point", "x y")
first, again, other = Point(1, 2), (1, 2), Point(1, 3)
table = {first: 0, other: 0}


def one():
    table[first] = 1


def two():
    table[again] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
