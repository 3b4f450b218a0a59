"""Both threads write the same item of an array."""

# expect: index 7 of ndarray
# kind: write-write

import threading

import numpy as np

a = np.zeros(100)


def first():
    a[7] = 1.0


def second():
    a[7] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
