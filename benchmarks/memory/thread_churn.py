"""Threads that are started, work on an object of their own and are joined, 64 at a time: `thread_churn.py THREADS`."""

import sys
import threading

import samples

TOGETHER = 64


class Part:
    """What one thread makes."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.total = 0

    def work(self) -> None:
        """Count a little."""
        for value in range(5):
            self.total += value * self.number


def main() -> None:
    """Start and join all threads and print."""
    total = int(sys.argv[1])
    record = samples.Samples(total)
    threading.stack_size(256 << 10)
    for start in range(0, total, TOGETHER):
        parts = [Part(number) for number in range(start, start + TOGETHER)]
        threads = [threading.Thread(target=part.work) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(part.total for part in parts) == 10 * sum(range(start, start + TOGETHER))
        del parts, threads, thread
        record.at(start + TOGETHER)
    record.print()


main()
