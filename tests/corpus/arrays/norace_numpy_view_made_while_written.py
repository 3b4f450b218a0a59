"""Making a view reads nothing of the array."""

import threading

import numpy as np

a = np.ones(100)


def first():
    a[:] = 2.0


def second():
    view = a[10:20]
    other = a.reshape(10, 10)[3]
    print(view.shape, other.T.shape, len(a), np.shape(a))


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
