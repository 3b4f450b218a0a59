"""Each thread has rows of its own."""

import threading

import numpy as np

a = np.zeros((10, 10))


def first():
    a[0, :] = 1.0
    a[2] += 3.0


def second():
    a[1, :] = 2.0
    a[3] += 4.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
