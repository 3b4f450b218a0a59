"""Executor-heavy: many small tasks in a ThreadPoolExecutor, results by future, callback and map."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

import harness


class Statistics:
    """What the callbacks count."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.finished = 0

    def count(self, _: "Future[int]") -> None:
        """Count one finished task."""
        with self.lock:
            self.finished += 1


def collatz(number: int) -> int:
    """Return how many steps the number takes to reach one."""
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def run(size: int) -> str:
    """Return the sums of the results that came by each way, and how many callbacks ran."""
    statistics = Statistics()
    with ThreadPoolExecutor(max_workers=4) as executor:
        total = 0
        for start in range(1, size, 500):
            futures = [executor.submit(collatz, number) for number in range(start, min(start + 500, size))]
            for future in futures:
                future.add_done_callback(statistics.count)
            total += sum(future.result() for future in as_completed(futures))
        mapped = sum(executor.map(collatz, range(1, size // 4)))
    return f"{total} {mapped} {statistics.finished}"


if __name__ == "__main__":
    harness.main(run, 35_000)
