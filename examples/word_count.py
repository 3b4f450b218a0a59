"""Goroutines count words, each of them a text, in one table: counts get lost."""

from __future__ import annotations

from datarace.goroutines import WaitGroup, run

TEXTS = ["to be or not to be", "the rest is silence", "all is well that ends well", "to thine own self be true"] * 25


class Table:
    def __init__(self) -> None:
        self.total = 0

    def add(self, count: int) -> None:
        # With several processors other goroutines run between any two lines, though nothing is awaited here.
        self.total += count


async def count_words(text: str, table: Table) -> None:
    table.add(len(text.split()))


async def main() -> None:
    table = Table()
    readers = WaitGroup()
    for text in TEXTS:
        readers.go(count_words, text, table)
    await readers.wait()
    print(f"at most {table.total} words")


if __name__ == "__main__":
    run(main)
