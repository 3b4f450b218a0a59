"""Dict-heavy: word counts and an inverted index, each thread its part, merged under one lock."""

import threading

import harness

WORDS = [f"{first}{second}{third}" for first in "bdfgklmn" for second in "aeiou" for third in "lnrstxyz"]


def run(size: int) -> int:
    """Return a number that depends on all counts."""
    totals: dict[str, int] = {}
    lock = threading.Lock()

    def work(index: int) -> int:
        counts: dict[str, int] = {}
        places: dict[str, list[int]] = {}
        state = index + 1
        for position in range(size):
            state = (state * 1103515245 + 12345) % 2147483648
            word = WORDS[(state >> 8) % len(WORDS)]
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
                places[word] = []
            if position % 4 == 0:
                places[word].append(position)
        with lock:
            for word, count in counts.items():
                totals[word] = totals.get(word, 0) + count
        return sum(len(positions) for positions in places.values())

    seen = sum(harness.in_threads(2, work))
    return seen + sum(count * rank for rank, (_, count) in enumerate(sorted(totals.items()), start=1))


if __name__ == "__main__":
    harness.main(run, 1_000_000)
