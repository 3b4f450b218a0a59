"""SyncLeak under the detector: `sync_leak.py ROUNDS [THREADS] [keep]`.

Each of 1000 threads makes, ROUNDS times, a list of 1000 slots with a new lock in one of them, takes that lock once, and
keeps the list in one of ten places: dead lists and locks by the million, ten thousand alive at any time. The threads wait for
each other before the first round and after the last one: they hold what they hold together, however short their work is.

With `keep` the detector is not told of objects that die.
"""

import sys
import threading
from random import Random

import samples

SLOTS = 1000
HELD = 10


class Task:
    """One thread and what it keeps."""

    def __init__(self, seed: int, rounds: int, barrier: threading.Barrier) -> None:
        self.random = Random(seed).random
        self.rounds = rounds
        self.barrier = barrier
        self.hold: list[list[threading.Lock | None]] = [[] for _ in range(HELD)]

    def run(self) -> None:
        """Do all rounds."""
        random = self.random
        self.barrier.wait()
        for _ in range(self.rounds):
            slots: list[threading.Lock | None] = [None] * SLOTS
            self.hold[int(random() * HELD)] = slots
            lock = threading.Lock()
            slots[int(random() * SLOTS)] = lock
            with lock:
                pass
        self.barrier.wait()


def main() -> None:
    """Start the threads, wait for them, print."""
    rounds = int(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    if "keep" in sys.argv:
        from datarace.probes import lifetime

        lifetime.uninstall()
    threading.stack_size(256 << 10)
    barrier = threading.Barrier(count)
    threads = [threading.Thread(target=Task(seed, rounds, barrier).run) for seed in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    samples.say(operations=rounds * count)


main()
