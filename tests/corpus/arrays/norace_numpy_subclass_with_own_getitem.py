"""A subclass with access methods of its own: what they do is what counts."""

import threading

import numpy as np


class Guarded(np.ndarray):
    lock = threading.Lock()

    def __getitem__(self, key):
        with self.lock:
            return super().__getitem__(key)

    def __setitem__(self, key, value):
        with self.lock:
            super().__setitem__(key, value)


a = np.zeros(10).view(Guarded)


def work():
    a[3] = 1.0


threads = [threading.Thread(target=target) for target in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
