"""A memoryview of an array, and the array."""

# expect: index 3 of ndarray
# kind: write-write

import threading

import numpy as np

a = np.zeros(10, dtype=np.int32)
view = memoryview(a)


def first():
    view[3] = 5


def second():
    a[3] = 6


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
