"""One item in the middle of a large array."""

# expect: index 654321 of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(1_000_000)


def first():
    a[250_000:750_000] = 1.0


def second():
    a[654_321] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
