"""A singleton made by whoever comes first, without any lock."""

# expect: attribute '_instance'
# kind: check-then-act

import threading


class Registry:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance


threads = [threading.Thread(target=Registry) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
