"""Even items in one thread, all in the other."""

# expect: of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(200)


def first():
    a[::2] = 1.0


def second():
    print(a.sum() < 1000)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
