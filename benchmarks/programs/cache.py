"""Contended object: three threads share one least-recently-used cache, a doubly linked list and a dict under one lock."""

import threading

import harness


class Entry:
    """A link of the list."""

    __slots__ = ("after", "before", "key", "value")

    def __init__(self, key: int, value: int) -> None:
        self.key = key
        self.value = value
        self.before = self
        self.after = self


class Cache:
    """Keeps the entries that were used last."""

    def __init__(self, capacity: int) -> None:
        self.lock = threading.RLock()
        self.capacity = capacity
        self.entries: dict[int, Entry] = {}
        self.ring = Entry(-1, -1)
        self.hits = 0
        self.misses = 0

    def get(self, key: int) -> int:
        """Return the value of the key, made if it is not there."""
        with self.lock:
            entry = self.entries.get(key)
            if entry is None:
                self.misses += 1
                entry = Entry(key, key * key % 1013)
                self.entries[key] = entry
                if len(self.entries) > self.capacity:
                    oldest = self.ring.before
                    self.unlink(oldest)
                    del self.entries[oldest.key]
            else:
                self.hits += 1
                self.unlink(entry)
            entry.before = self.ring
            entry.after = self.ring.after
            self.ring.after.before = entry
            self.ring.after = entry
            return entry.value

    def unlink(self, entry: Entry) -> None:
        """Take the entry out of the list."""
        entry.before.after = entry.after
        entry.after.before = entry.before


def run(size: int) -> str:
    """Return the sum of all values that were returned, and how many calls there were."""
    cache = Cache(512)

    def work(index: int) -> int:
        state = index + 1
        total = 0
        for _ in range(size):
            state = (state * 1103515245 + 12345) % 2147483648
            total += cache.get((state >> 8) % 700)
        return total

    total = sum(harness.in_threads(3, work))
    return f"{total} {cache.hits + cache.misses}"


if __name__ == "__main__":
    harness.main(run, 90_000)
