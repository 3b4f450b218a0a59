"""Two views of one array, made before the threads."""

# expect: index 50 of ndarray
# kind: write-write

import threading

import numpy as np

a = np.zeros(100)
left = a[:60]
right = a[40:]


def first():
    left[50] = 1.0


def second():
    right[10] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
