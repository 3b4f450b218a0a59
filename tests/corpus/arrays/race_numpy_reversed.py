"""A slice that goes backwards is the same items."""

# expect: index 10 of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(100)


def first():
    a[::-1] = 1.0


def second():
    a[10] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
