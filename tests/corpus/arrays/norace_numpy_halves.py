"""Each thread has its half."""

import threading

import numpy as np

a = np.zeros(1001)


def first():
    a[:500] = 1.0
    a[:500] += 2.0


def second():
    a[500:] = 3.0
    a[500:] += 4.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
