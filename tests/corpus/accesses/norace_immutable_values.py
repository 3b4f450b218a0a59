"""Clean: tuples, named tuples, strings and frozen dataclasses can be read by anybody."""

import collections
import dataclasses
import threading

Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass(frozen=True)
class Size:
    width: int
    height: int


point = Point(1, 2)
size = Size(3, 4)
words = ("a", "b", "c")


def work():
    for _ in range(50):
        assert point.x + point[1] == 3
        assert size.width * size.height == 12
        assert "".join(words) == "abc" and words[-1] == "c"
        x, y = point
        assert [word.upper() for word in words] == ["A", "B", "C"]


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
