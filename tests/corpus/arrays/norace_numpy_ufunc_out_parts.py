"""Both threads read all of one array; each has its part for the result."""

import threading

import numpy as np

a = np.ones(100)
result = np.zeros(100)


def first():
    np.multiply(a[:50], 2, out=result[:50])
    print(np.sum(a))


def second():
    np.multiply(a[50:], 2, out=result[50:])
    print(a.mean())


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
