"""Clean: `store[key]` of a class written in Python is a call, and its body takes the lock."""

import threading


class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self._values = {}

    def __getitem__(self, key):
        with self._lock:
            return self._values.get(key)

    def __setitem__(self, key, value):
        with self._lock:
            self._values[key] = value

    def __contains__(self, key):
        with self._lock:
            return key in self._values

    def __iter__(self):
        with self._lock:
            return iter(list(self._values))


store = Store()


def write():
    store["a"] = 1


def read():
    assert store["a"] in (None, 1)
    assert "b" not in store
    assert list(store) in ([], ["a"])
    for name in store:
        name.upper()


threads = [
    threading.Thread(target=write),
    threading.Thread(target=read),
    threading.Thread(target=write),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
