"""A mapping whose `__setitem__` holds a lock and calls `OrderedDict.__setitem__`; the walk over it forgets the lock."""

# expect: <Cache

import threading
from collections import OrderedDict


class Cache(OrderedDict):
    def __init__(self):
        super().__init__()
        self.lock = threading.RLock()

    def __setitem__(self, key, value):
        with self.lock:
            OrderedDict.__setitem__(self, key, value)

    def values_now(self):
        found = []
        try:
            for key in self:
                found.append(key)
        except RuntimeError:
            pass
        return found


cache = Cache()


def fill():
    for number in range(10):
        cache[number] = number


threads = [threading.Thread(target=fill), threading.Thread(target=cache.values_now)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
