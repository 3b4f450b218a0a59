"""Goroutines send what they counted; one of them adds it up."""

from __future__ import annotations

from datarace.goroutines import Chan, go, run

TEXTS = ["to be or not to be", "the rest is silence", "all is well that ends well", "to thine own self be true"] * 25


async def count_words(text: str, counts: Chan[int]) -> None:
    await counts.send(len(text.split()))


async def main() -> None:
    counts: Chan[int] = Chan()
    for text in TEXTS:
        go(count_words, text, counts)
    # Nobody but this goroutine has the total: what is shared goes through the channel.
    total = 0
    for _ in TEXTS:
        total += await counts.recv()
    print(f"{total} words")


if __name__ == "__main__":
    run(main)
