"""A list of indices and an item that is not among them."""

import threading

import numpy as np

a = np.zeros(10)


def first():
    a[[1, 5, 7]] += 1.0


def second():
    a[6] += 2.0
    a[np.array([2, 3])] += 1.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
