"""A memoryview of an array, and other items of the array."""

import threading

import numpy as np

a = np.zeros(10, dtype=np.int32)
view = memoryview(a)


def first():
    view[3] = 5


def second():
    a[2] = 6
    a[4:] = 7


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
