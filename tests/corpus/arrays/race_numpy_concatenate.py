"""One thread joins arrays, the other writes one of them."""

# expect: index 2 of ndarray
# kind: read-write

import threading

import numpy as np

a = np.ones(10)
b = np.zeros(10)


def first():
    print(np.concatenate([a, b]).shape)


def second():
    b[2] = 1.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
