"""Clean: `__getattr__` is a call; what it finds is guarded by a lock."""

import threading


class Proxy:
    def __init__(self):
        self._lock = threading.Lock()
        self._values = {}

    def __getattr__(self, name):
        with self._lock:
            if name not in self._values:
                self._values[name] = name.upper()
            return self._values[name]


proxy = Proxy()


def work():
    assert proxy.colour == "COLOUR"
    assert proxy.size == "SIZE"


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
