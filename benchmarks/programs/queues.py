"""Queue-heavy: producer, two workers and a collector, joined by bounded queues."""

import queue
import threading

import harness


def run(size: int) -> int:
    """Return the sum of all squares that went through."""
    jobs: queue.Queue[int | None] = queue.Queue(maxsize=64)
    results: queue.SimpleQueue[int | None] = queue.SimpleQueue()

    def produce() -> None:
        for number in range(size):
            jobs.put(number)
        jobs.put(None)
        jobs.put(None)

    def work() -> None:
        while (number := jobs.get()) is not None:
            results.put(number * number % 1009)
        results.put(None)

    threads = [threading.Thread(target=target) for target in (produce, work, work)]
    for thread in threads:
        thread.start()
    total = 0
    open_workers = 2
    while open_workers:
        result = results.get()
        if result is None:
            open_workers -= 1
        else:
            total += result
    for thread in threads:
        thread.join()
    return total


if __name__ == "__main__":
    harness.main(run, 220_000)
