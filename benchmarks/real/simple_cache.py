"""A known bug of a package: cachelib's in-memory cache, which Flask-Caching offers as `SimpleCache`, shared by threads.

    python -m datarace run benchmarks/real/simple_cache.py [threads] [keys]

`SimpleCache.set` walks its dictionary for expired entries while other threads insert: now and then a server answers with
`RuntimeError: dictionary changed size during iteration` (pallets-eco/flask-caching #572, pallets-eco/cachelib #446). The error
takes luck to see; the race is there in every run. Here the cache is small and the keys are few, so that it overflows at once.
Needs `cachelib==0.13.0`.
"""

import sys
import threading

from cachelib import SimpleCache


def main() -> None:
    """Fill one cache from all threads."""
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    keys = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    cache = SimpleCache(threshold=20)
    together = threading.Barrier(threads)

    def fill(number: int) -> None:
        together.wait()
        for key in range(keys):
            name = f"page-{number}-{key}"
            cache.set(name, key)
            cache.get(name)

    workers = [threading.Thread(target=fill, args=(number,), name=f"request-{number}") for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("done")


if __name__ == "__main__":
    main()
