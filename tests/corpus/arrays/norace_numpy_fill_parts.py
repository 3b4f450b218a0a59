"""Each thread fills its part."""

import threading

import numpy as np

a = np.zeros(100)


def first():
    a[:50].fill(3)
    a[:50].sort()


def second():
    a[50:].fill(4)
    a[50:].sort()


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
