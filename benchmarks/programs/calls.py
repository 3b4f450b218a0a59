"""Call-heavy: recursion and method calls on small objects, each thread its own."""

import harness


def fibonacci(n: int) -> int:
    """Return the n-th number by the definition."""
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


class Counter:
    """Counts in steps."""

    def __init__(self, step: int) -> None:
        self.step = step
        self.value = 0

    def advance(self, times: int) -> int:
        """Take that many steps."""
        for _ in range(times):
            self.one()
        return self.value

    def one(self) -> None:
        """Take one step."""
        self.value = self.limited(self.value + self.step)

    def limited(self, value: int) -> int:
        """Return the value, wrapped."""
        return value if value < 1_000_000 else value - 1_000_000


def run(size: int) -> int:
    """Return a number that depends on every call."""

    def work(index: int) -> int:
        return fibonacci(size) + Counter(index + 3).advance(size * 60_000)

    return sum(harness.in_threads(2, work))


if __name__ == "__main__":
    harness.main(run, 31)
