"""Clean: a class of the program that holds a lock between `__enter__` and `__exit__`."""

import threading


class Guarded:
    def __init__(self):
        self._lock = threading.Lock()
        self.value = 0

    def __enter__(self):
        self._lock.acquire()
        return self

    def __exit__(self, *exception):
        self._lock.release()


guarded = Guarded()


def work():
    for _ in range(50):
        with guarded as inside:
            inside.value += 1


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert guarded.value == 100
