"""Equal instances of a frozen dataclass are one element."""

# expect: key

import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    x: int
    y: str = "a"


first, again, other = Point(1), Point(1, "a"), Point(1, "b")
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
