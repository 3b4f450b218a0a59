"""Equal named tuples are one element, as equal tuples are."""

# expect: key

import threading
from collections import namedtuple

Point = namedtuple("Point", "x y")
first, again, other = Point(1, 2), (1, 2), Point(1, 3)
seen = {first, other}


def one():
    return first in seen


def two():
    seen.discard(again)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
