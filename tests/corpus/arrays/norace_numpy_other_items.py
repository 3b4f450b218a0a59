"""Each thread writes items of its own."""

import threading

import numpy as np

a = np.zeros(100)


def first():
    for i in range(0, 100, 2):
        a[i] = 1.0


def second():
    for i in range(1, 100, 2):
        a[i] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
