"""The two halves have one item in common."""

# expect: index 500 of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(1001)


def first():
    a[:501] = 1.0


def second():
    a[500:] = 3.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
