"""Thread-heavy: thousands of short threads, eight at a time, each with a little work of its own."""

import threading

import harness


class Part:
    """What one thread makes."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.total = 0

    def work(self) -> None:
        """Add up a few numbers."""
        for value in range(150):
            self.total += value * self.number % 17


def run(size: int) -> int:
    """Return the sum of what the threads made."""
    total = 0
    for start in range(0, size, 8):
        parts = [Part(number) for number in range(start, start + 8)]
        threads = [threading.Thread(target=part.work) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        total += sum(part.total for part in parts)
    return total


if __name__ == "__main__":
    harness.main(run, 8_000)
