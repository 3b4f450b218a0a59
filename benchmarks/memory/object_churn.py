"""Short-lived objects that the detector knows: `object_churn.py OBJECTS`.

Two threads make instances, lists and dicts and access them. One object in ten is read by the other thread as well, after it came
through a queue.
"""

import queue
import sys
import threading

import samples

#: Objects of one thread between two meetings with the other.
BATCH = 30_000


class Point:
    """Two attributes."""

    def __init__(self, x: int) -> None:
        self.x = x
        self.y = x


def shown(thing: object) -> None:
    """May be known to anybody from here on, so that every access has a probe."""


def make(size: int) -> list[Point]:
    """Make objects, in equal parts of each kind; return the tenth part."""
    kept = []
    for number in range(size // 3):
        point = Point(number)
        shown(point)
        point.y = point.x + 1
        items = [number]
        shown(items)
        items[0] = point.y
        names = {"x": items[0]}
        shown(names)
        names["y"] = names["x"]
        if number % 3 == 0:
            kept.append(point)
    return kept


def work(
    total: int,
    mine: "queue.SimpleQueue[list[Point]]",
    other: "queue.SimpleQueue[list[Point]]",
    record: samples.Samples | None,
) -> None:
    """Make `total` objects, exchanging some with the other thread."""
    done = 0
    while done < total:
        other.put(make(BATCH))
        for point in mine.get():
            assert point.y == point.x + 1
        done += BATCH
        if record is not None:
            record.at(2 * done)


def main() -> None:
    """Run two threads and print."""
    total = int(sys.argv[1])
    record = samples.Samples(total)
    here: queue.SimpleQueue[list[Point]] = queue.SimpleQueue()
    there: queue.SimpleQueue[list[Point]] = queue.SimpleQueue()
    second = threading.Thread(target=work, args=(total // 2, there, here, None))
    second.start()
    work(total // 2, here, there, record)
    second.join()
    record.print()


main()
