"""What the benchmark programs share: run work in real threads, take the size from the command line, print one result.

A program prints one line that depends on all that it computed, so that `run.py` can see that detection changed nothing.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


def in_threads(count: int, work: Callable[[int], Result]) -> list[Result]:
    """Call work(0) .. work(count - 1), each in a thread of its own, and return the results in that order.

    All threads start working together: while they do, more than one task is live and the detector records.
    """
    results: dict[int, Result] = {}
    together = threading.Barrier(count)

    def run(index: int) -> None:
        together.wait()
        results[index] = work(index)

    threads = [threading.Thread(target=run, args=(index,), name=f"worker-{index}") for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(results) != count:
        raise SystemExit("a worker failed")
    return [results[index] for index in range(count)]


def main(program: Callable[[int], object], size: int) -> None:
    """Run the program with the size of its first argument, or the default one, and print its result."""
    if len(sys.argv) > 2 or not all(argument.isdigit() for argument in sys.argv[1:]):
        raise SystemExit(f"usage: {Path(sys.argv[0]).name} [size]    (default size: {size})")
    size = int(sys.argv[1]) if len(sys.argv) > 1 else size
    print(Path(sys.argv[0]).stem, size, program(size))
