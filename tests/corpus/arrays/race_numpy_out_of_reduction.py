"""A sum is put into an array that both threads use."""

# expect: items 0 to 9 of ndarray
# kind: torn

import threading

import numpy as np

a = np.ones((10, 10))
result = np.zeros(10)


def work():
    a.sum(axis=0, out=result)


threads = [threading.Thread(target=target) for target in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
