"""A list of indices and an item among them."""

# expect: index 5 of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(10)


def first():
    a[[1, 5, 7]] = 1.0


def second():
    a[5] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
