"""A race whose earlier access lies far back, under the detector: `far_back.py SHAPE COUNT`.

    events      after the earlier access come COUNT accesses by the thread that will make the later one, each recorded
    lock-pairs  COUNT times a lock is taken and given back
    readers     the earlier access is a read; COUNT threads read after it, all ordered before the write that races with it

The two accesses are made by `first` and `last`, three calls deep each. What orders them in time is a pipe, which is not
synchronisation to the detector.
"""

import os
import sys
import threading


class Box:
    """An attribute."""

    def __init__(self) -> None:
        self.value = 0


told, tell = os.pipe()
lock = threading.Lock()
needle = Box()
hay = [Box() for _ in range(64)]


def early(write: bool) -> None:
    """Make the first access, tell, and go on living."""
    with lock:
        hay[0].value += 1
    early_middle(write)
    os.write(tell, b"x")
    os.read(wait, 1)


def early_middle(write: bool) -> None:
    """Go one call deeper."""
    first(write)


def first(write: bool) -> None:
    """Make the earlier access, ordered before nothing."""
    if write:
        needle.value = 1
    else:
        print(needle.value)


def late() -> None:
    """Make the later access."""
    late_middle()


def late_middle() -> None:
    """Go one call deeper."""
    last()


def last() -> None:
    """Make the later access, ordered after everything but the earlier one."""
    needle.value = 2


def events(count: int) -> None:
    """Access things; 64 of them are 64 different locations, and with each lock pair all count anew."""
    for _ in range(0, count, len(hay)):
        with lock:
            for box in hay:
                box.value = 3


def lock_pairs(count: int) -> None:
    """Take and give back."""
    for _ in range(count):
        with lock:
            hay[0].value += 1


def read() -> None:
    """Read what was read too early, in order."""
    with lock:
        hay[1].value = needle.value


def readers(count: int) -> None:
    """Read in COUNT threads that are joined."""
    for _ in range(count):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()


wait, done = os.pipe()
shape, number = sys.argv[1], int(sys.argv[2])
thread = threading.Thread(target=early, args=(shape != "readers",))
thread.start()
os.read(told, 1)
{"events": events, "lock-pairs": lock_pairs, "readers": readers}[shape](number)
late()
os.write(done, b"x")
thread.join()
