"""Two views of one array that have nothing in common."""

import threading

import numpy as np

a = np.zeros(100)
left = a[:50]
right = a[50:].reshape(5, 10)


def first():
    left[:] += 1.0


def second():
    right[:] += 1.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
