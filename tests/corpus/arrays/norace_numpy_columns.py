"""Each thread has a column of its own, between those of the other."""

import threading

import numpy as np

a = np.zeros((50, 4))


def first():
    a[:, 0] = 1.0
    a[:, 2] *= 2.0


def second():
    a[:, 1] = 1.0
    a[:, 3] *= 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
