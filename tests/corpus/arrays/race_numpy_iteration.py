"""A loop over an array reads item after item."""

# expect: index 42 of ndarray
# kind: read-write

import threading

import numpy as np

a = np.ones(100)


def first():
    a[42] = 2.0


def second():
    for x in a:
        if x < 0:
            break


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
