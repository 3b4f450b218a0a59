"""Both threads only read."""

import threading

import numpy as np

a = np.arange(100.0)
b = np.ones(100)


def first():
    print((a * b).sum(), np.dot(a, b), a[3], a[5:9].max())


def second():
    print((a + b).sum(), np.dot(b, a), max(a), list(b)[0])


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
