"""Clean: the check and the making are both under the lock."""

import threading


class Registry:
    _instance = None
    _lock = threading.Lock()

    def __init__(self):
        self.entries = {"a": 1}

    @classmethod
    def get(cls):
        with cls._lock:
            if cls._instance is None:
                cls._instance = cls()
            return cls._instance


def work():
    assert Registry.get().entries["a"] == 1


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
