"""What is copied from is only read."""

import threading

import numpy as np

a = np.ones(100)
b = np.zeros(100)


def first():
    np.copyto(a, b)


def second():
    print(b.sum())


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
