"""Locks that are made, used by two threads and dropped: `lock_churn.py LOCKS`.

One thread makes accounts with a lock each, pays in under it, and hands them over by the thousand; the other pays in too and drops
them.
"""

import queue
import sys
import threading

import samples

BATCH = 1000


class Account:
    """An object with a lock of its own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.balance = 0

    def deposit(self, amount: int) -> None:
        """Pay in."""
        with self.lock:
            self.balance += amount


def serve(jobs: "queue.SimpleQueue[list[Account] | None]", done: "queue.SimpleQueue[int]") -> None:
    """Use what comes and drop it."""
    while (batch := jobs.get()) is not None:
        for account in batch:
            account.deposit(2)
        del account
        size = len(batch)
        del batch
        done.put(size)


def main() -> None:
    """Make all locks and print."""
    total = int(sys.argv[1])
    record = samples.Samples(total)
    jobs: queue.SimpleQueue[list[Account] | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[int] = queue.SimpleQueue()
    server = threading.Thread(target=serve, args=(jobs, done))
    server.start()
    finished = 0
    while finished < total:
        batch = [Account() for _ in range(BATCH)]
        jobs.put(batch)
        for account in batch:
            account.deposit(1)
        del account, batch
        finished += done.get()
        record.at(finished)
    jobs.put(None)
    server.join()
    record.print()


main()
