"""SyncLeak of a program that drives the runtime itself: `embedded_sync_leak.py ROUNDS [TASKS] [keep] [control]`.

1000 tasks, in turn, make objects of 4000 bytes, do one atomic operation on one of the 1000 words in each, and keep ten. What a
task drops is garbage until the collector sweeps it: then each dead object's memory is reported to the runtime, with no
task current, and its address is used again. With `keep` the collector reports nothing; with `control` nothing at all is reported.
"""

import sys
from collections.abc import Callable
from random import Random

import samples

SIZE = 4000
WORDS = 1000
HELD = 10
BASE = 0x7000_0000_0000

#: So many dead objects start a sweep.
GARBAGE = 5000


class Memory:
    """Addresses for objects of one size: those of the dead first, in an order that says nothing."""

    def __init__(self, freed: Callable[[int, int], object]) -> None:
        self.freed = freed
        self.random = Random(1)
        self.free: list[int] = []
        self.garbage: list[int] = []
        self.top = BASE

    def new(self) -> int:
        """Return the address of a new object."""
        if self.free:
            return self.free.pop()
        self.top += SIZE + 96
        return self.top

    def drop(self, address: int) -> None:
        """Nobody refers to this object any more."""
        self.garbage.append(address)
        if len(self.garbage) >= GARBAGE:
            for dead in self.garbage:
                self.freed(dead, SIZE)
            self.random.shuffle(self.garbage)
            self.free += self.garbage
            self.garbage.clear()


def nothing(*_: object) -> None:
    """Report nothing."""


def main() -> None:
    """Run all tasks in turn, ten rounds at a time, and print."""
    rounds = int(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    from datarace import runtime

    runtime.init()
    tasks = [runtime.task_start(0) for _ in range(count)]
    atomic_add = nothing if "control" in sys.argv else runtime.release_acquire
    memory = Memory(nothing if {"control", "keep"} & set(sys.argv) else runtime.free)
    random = Random(2).random
    hold = [[memory.new() for _ in range(HELD)] for _ in tasks]
    for _ in range(0, rounds, HELD):
        for task, held in zip(tasks, hold, strict=True):
            for _ in range(HELD):
                address = memory.new()
                atomic_add(task, address + 4 * int(random() * WORDS))
                place = int(random() * HELD)
                memory.drop(held[place])
                held[place] = address
    samples.say(operations=rounds * count)


main()
