"""A row of the transposed matrix is a column."""

import threading

import numpy as np

a = np.zeros((20, 30))


def first():
    a.T[3] = 1.0


def second():
    a[:, 4] = 2.0
    a[:, 2] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
