"""A result is put into an array that the other thread reads."""

# expect: index 5 of ndarray
# kind: torn

import threading

import numpy as np

a = np.ones(100)
result = np.zeros(100)


def first():
    np.sqrt(a, result)


def second():
    print(result[5] >= 0)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
