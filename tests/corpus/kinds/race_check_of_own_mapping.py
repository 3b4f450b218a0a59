"""A mapping of the program's own: `if key not in cache: cache[key] = ...`, with the dict inside of it."""

# expect: key 'logo'
# kind: check-then-act

import threading


class Cache:
    def __init__(self):
        self._data = {}

    def __contains__(self, key):
        return key in self._data

    def __setitem__(self, key, value):
        self._data[key] = value


cache = Cache()


def load():
    if "logo" not in cache:
        cache["logo"] = object()


threads = [threading.Thread(target=load) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
