"""Double-checked locking: the first check reads the class attribute without the lock."""

# expect: attribute '_instance'
# kind: read-write

import threading


class Registry:
    _instance = None
    _lock = threading.Lock()

    def __init__(self):
        self.entries = {}

    @classmethod
    def get(cls):
        if cls._instance is None:
            with cls._lock:
                if cls._instance is None:
                    cls._instance = cls()
        return cls._instance


threads = [threading.Thread(target=Registry.get) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
