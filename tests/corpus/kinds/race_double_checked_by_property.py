"""Racy, a warning: a state behind a property is looked at without the lock, and again under it by the method that changes it."""

# expect: attribute '_status'
# kind: read-write
# level: warning

import threading


class Context:
    def __init__(self):
        self._status = "created"
        self.lock = threading.RLock()

    @property
    def status(self):
        return self._status

    @status.setter
    def status(self, status):
        with self.lock:
            self._status = status


class Pool:
    def __init__(self):
        self.context = Context()
        self.started = 0

    def update(self):
        if self.context.status == "created":
            self.start()

    def start(self):
        with self.context.lock:
            if self.context.status == "created":
                self.started += 1
                self.context.status = "running"


pool = Pool()

threads = [threading.Thread(target=pool.update) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert pool.started == 1
