"""What a live location takes, under the detector: `live_locations.py SHAPE LOCATIONS`.

    attributes-K    instances of a class with K attributes
    slots-K         the same with __slots__
    list-N, dict-N  lists and dicts of N elements

The objects are made before a second thread is there, so that nothing is known of them. Then each location is written once: what
the process grows by in that time is the detector's. Its parts: a header for each object; the index from addresses to headers, of
which each page that is touched stands for 16 KiB of the program's memory; tables of cells, those on free lists included, which is
the rest.
"""

import gc
import sys
import threading

import samples

HEADER = 32

#: Of the program's memory, bytes that one page of the index stands for.
INDEXED = 1 << 14


def attributes(count: int, per_object: int, slotted: bool) -> list[object]:
    """Return instances that have `count` attributes in all."""
    names = [f"a{i}" for i in range(per_object)]
    space: dict[str, object] = {"__slots__": names} if slotted else {}
    kind = type("Made", (), space)
    made = []
    for _ in range(max(1, count // per_object)):
        one = kind()
        for name in names:
            setattr(one, name, 1)
        made.append(one)
    return made


def write_attributes(made: list[object], per_object: int) -> None:
    """Write every attribute, each name by code of its own."""
    body = "\n".join(f"    one.a{i} = 2" for i in range(per_object))
    names: dict[str, object] = {}
    exec(f"def write(made):\n  for one in made:\n{body}\n", names)
    write = names["write"]
    assert callable(write)
    write(made)


def write_elements(made: "list[list[int]] | list[dict[int, int]]", size: int) -> None:
    """Write every element."""
    for one in made:
        for key in range(size):
            one[key] = 2


def main() -> None:
    """Make, write, print."""
    shape, count = sys.argv[1], int(sys.argv[2])
    kind, _, number = shape.partition("-")
    size = int(number)
    objects: list[object] = []
    lists: list[list[int]] = []
    dicts: list[dict[int, int]] = []
    if kind == "list":
        lists = [[1] * size for _ in range(max(1, count // size))]
    elif kind == "dict":
        dicts = [dict.fromkeys(range(size), 1) for _ in range(max(1, count // size))]
    else:
        objects = attributes(count, size, kind == "slots")
    gc.collect()
    parked = threading.Lock()
    parked.acquire()
    waiter = threading.Thread(target=parked.acquire)
    waiter.start()
    # What the first accesses of all need, whatever they access.
    write_attributes(attributes(16, 1, False), 1)
    write_elements([[1, 2]], 2)
    before, counters = samples.resident(), samples.detector()
    if objects:
        write_attributes(objects, size)
    write_elements(lists or dicts, size)
    after, more = samples.resident(), samples.detector()
    parked.release()
    waiter.join()
    known = [*objects, *lists, *dicts]
    made = more.get("objects", len(known)) - counters.get("objects", 0)
    assert made >= len(known), "not every object is known: the benchmark does not measure what it says"
    samples.say(
        operations=len(known) * size,
        objects=len(known),
        grown=after - before,
        headers=HEADER * len(known) if counters else 0,
        index=samples.PAGE * len({id(one) // INDEXED for one in known}) if counters else 0,
    )


main()
