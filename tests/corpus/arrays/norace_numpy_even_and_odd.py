"""Even items in one thread, odd ones in the other."""

import threading

import numpy as np

a = np.zeros(200)


def first():
    a[::2] += 1.0


def second():
    a[1::2] += 1.0


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
