"""Caches of one size for all threads: each has a lock."""

# needs: boltons

import threading

from boltons.cacheutils import LRI, LRU, cached

used = LRU(max_size=8)
inserted = LRI(max_size=8)


@cached(LRU(max_size=4))
def double(number):
    return number * 2


def work():
    for i in range(30):
        used[i % 12] = i
        used.get(i % 5)
        used.pop(3, None)
        inserted[i % 12] = i
        double(i % 7)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
