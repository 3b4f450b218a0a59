"""A field of all records, and one record of it."""

# expect: index 7 of ndarray
# kind: lost-update

import threading

import numpy as np

a = np.zeros(50, dtype=[('x', 'f8'), ('y', 'i4')])
xs = a['x']


def first():
    xs[:] += 1.0


def second():
    xs[7] = 3.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
