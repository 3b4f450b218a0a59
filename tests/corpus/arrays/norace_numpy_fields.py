"""Two fields of the same records."""

import threading

import numpy as np

a = np.zeros(50, dtype=[('x', 'f8'), ('y', 'i4')])
xs, ys = a['x'], a['y']


def first():
    xs[:] += 1.0


def second():
    ys[:] += 1


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
