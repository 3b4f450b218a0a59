"""A mask and an item that it picks."""

# expect: index 5 of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(10)
mask = np.arange(10) > 4


def first():
    a[mask] = 1.0


def second():
    a[5] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
