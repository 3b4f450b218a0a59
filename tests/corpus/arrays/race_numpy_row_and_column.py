"""A row and a column have one item in common."""

# expect: of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros((10, 10))


def first():
    a[3, :] = 1.0


def second():
    a[:, 4] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
