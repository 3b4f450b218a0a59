"""Clean: different keys of one dict. Equal instances of a frozen dataclass are one key."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    x: int
    y: str = "a"


first, again, other = Point(1), Point(1, "a"), Point(1, "b")
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
