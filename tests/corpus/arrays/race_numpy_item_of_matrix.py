"""An item of a matrix is written by one thread and updated by the other."""

# expect: index 34 of ndarray
# kind: lost-update

import threading

import numpy as np

a = np.zeros((10, 10))


def first():
    a[3, 4] = 1.0


def second():
    a[3, 4] += 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
