"""A value out of `functools.lru_cache` is one object for all, and two threads change it."""

# expect: key 'hits' of dict

import functools
import threading


@functools.lru_cache
def counters():
    return {"hits": 0}


def work():
    counters()["hits"] += 1


threads = [threading.Thread(target=f) for f in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
