"""An expression reads the whole array."""

# expect: index 42 of ndarray
# kind: read-write

import threading

import numpy as np

a = np.ones(100)


def first():
    a[42] = 2.0


def second():
    print((1 - a * 2).shape)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
