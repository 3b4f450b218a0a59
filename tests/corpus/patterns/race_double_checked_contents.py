"""Double-checked locking of a flag: that the first look is without the lock is told, but not what the flag stands for."""

# expect: attribute '_loaded'
# kind: read-write

import threading


class Settings:
    def __init__(self):
        self._lock = threading.Lock()
        self._loaded = False
        self.names = []
        self.values = {}

    def get(self):
        if not self._loaded:
            with self._lock:
                if not self._loaded:
                    for number in range(10):
                        self.names.append(f"name {number}")
                        self.values[number] = number
                    self.names.sort()
                    self._loaded = True
        return [name for name in self.names], sum(self.values.values())


settings = Settings()
threads = [threading.Thread(target=settings.get) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
