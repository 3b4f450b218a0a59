"""A slice that goes backwards is the same items."""

import threading

import numpy as np

a = np.zeros(100)


def first():
    a[49::-1] = 1.0


def second():
    a[:49:-1] = 2.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
