"""Threads that are started, work on an object of their own and are joined: `thread_churn.py THREADS`.

64 live at a time: they wait at a gate until all have started, or the number of stacks would depend on how busy the machine is.
"""

import sys
import threading

import samples

TOGETHER = 64


class Part:
    """What one thread makes."""

    def __init__(self, number: int, gate: threading.Lock) -> None:
        self.number = number
        self.gate = gate
        self.total = 0

    def work(self) -> None:
        """Count a little."""
        with self.gate:
            pass
        for value in range(5):
            self.total += value * self.number


def main() -> None:
    """Start and join all threads and print."""
    total = int(sys.argv[1])
    record = samples.Samples(total)
    threading.stack_size(256 << 10)
    for start in range(0, total, TOGETHER):
        gate = threading.Lock()
        gate.acquire()
        parts = [Part(number, gate) for number in range(start, start + TOGETHER)]
        threads = [threading.Thread(target=part.work) for part in parts]
        for thread in threads:
            thread.start()
        gate.release()
        for thread in threads:
            thread.join()
        assert sum(part.total for part in parts) == 10 * sum(range(start, start + TOGETHER))
        del gate, parts, threads, thread
        record.at(start + TOGETHER)
    record.print()


main()
