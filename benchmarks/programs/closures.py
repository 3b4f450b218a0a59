"""Closure- and generator-heavy: variables that inner functions share, pipelines of generators, each thread its own."""

from collections.abc import Callable, Iterator

import harness


def accumulator() -> tuple[Callable[[int], None], Callable[[], int]]:
    """Return two functions over one shared variable: add to it, read it."""
    total = 0

    def add(value: int) -> None:
        nonlocal total
        total += value

    def read() -> int:
        return total

    return add, read


def numbers(seed: int, count: int) -> Iterator[int]:
    """Yield pseudo-random numbers."""
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        yield seed >> 8


def running(values: Iterator[int], width: int) -> Iterator[int]:
    """Yield sums over a moving window."""
    window = [0] * width
    total = 0
    for position, value in enumerate(values):
        slot = position % width
        total += value - window[slot]
        window[slot] = value
        yield total


def run(size: int) -> int:
    """Return a number that depends on everything that was added."""

    def work(index: int) -> int:
        add, read = accumulator()
        for total in running(numbers(index + 1, size), 16):
            add(total % 1000)
            if read() % 7 == 0:
                add(1)
        return read()

    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 800_000)
