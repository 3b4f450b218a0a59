"""Clean: a home-made read-write lock on a condition: many readers or one writer."""

import threading


class ReadWriteLock:
    def __init__(self):
        self._condition = threading.Condition()
        self._readers = 0

    def acquire_read(self):
        with self._condition:
            self._readers += 1

    def release_read(self):
        with self._condition:
            self._readers -= 1
            if not self._readers:
                self._condition.notify_all()

    def acquire_write(self):
        self._condition.acquire()
        while self._readers:
            self._condition.wait()

    def release_write(self):
        self._condition.release()


lock = ReadWriteLock()
table = {"version": 0}


def write():
    for _ in range(20):
        lock.acquire_write()
        table["version"] += 1
        lock.release_write()


def read():
    last = 0
    for _ in range(20):
        lock.acquire_read()
        now = table["version"]
        lock.release_read()
        assert now >= last
        last = now


threads = [
    threading.Thread(target=write),
    threading.Thread(target=read),
    threading.Thread(target=read),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert table["version"] == 20
