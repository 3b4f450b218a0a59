"""Clean: a dict that locks in its methods, and a subclass of it that calls those through `super()` without a lock of its own."""

import threading


class Locked(dict):
    def __init__(self):
        super().__init__()
        self._lock = threading.RLock()

    def __setitem__(self, key, value):
        with self._lock:
            super().__setitem__(key, value)

    def __getitem__(self, key):
        with self._lock:
            return dict.__getitem__(self, key)

    def __contains__(self, key):
        with self._lock:
            return dict.__contains__(self, key)

    def __delitem__(self, key):
        with self._lock:
            super().__delitem__(key)

    def pop(self, key, default=None):
        with self._lock:
            return super().pop(key, default)

    def copy(self):
        with self._lock:
            return super().copy()


class Named(Locked):
    def __setitem__(self, key, value):
        super().__setitem__(str(key), value)

    def __getitem__(self, key):
        return super().__getitem__(str(key))


table = Named()


def work(number):
    for i in range(20):
        table[i % 5] = number
        assert table[i % 5] in (0, 1, 2)
        table.copy()
    table[f"own {number}"] = number
    assert f"own {number}" in table
    table.pop(f"own {number}")
    table[f"own {number}"] = number
    del table[f"own {number}"]


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(table) == 5
