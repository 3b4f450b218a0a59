"""Caches are not safe for threads by themselves; the decorator takes a lock for that."""

# needs: cachetools

import threading

import cachetools


@cachetools.cached(cachetools.TTLCache(16, 10), lock=threading.Lock())
def double(number):
    return number * 2


@cachetools.cached(cachetools.LRUCache(4), lock=threading.RLock(), info=True)
def half(number):
    return number / 2


def work():
    for i in range(40):
        assert double(i % 20) == 2 * (i % 20)
        half(i % 7)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
