"""Clean: different keys of one dict. Equal instances of a frozen dataclass with slots, nested in another."""

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Line:
    start: Point
    end: tuple[int, int]


first, again, other = Line(Point(1, "n"), (2, 3)), Line(Point(1), (2, 3)), Line(Point(2), (2, 3))
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
