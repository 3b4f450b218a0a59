"""Each thread counts into places of its own."""

import threading

import numpy as np

counts = np.zeros(10, dtype=int)
low = np.array([1, 2, 2])
high = np.array([7, 5, 5])


def first():
    np.add.at(counts, low, 1)


def second():
    np.add.at(counts, high, 1)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
