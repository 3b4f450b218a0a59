"""Both threads add to the whole array, in place."""

# expect: items 0 to 999 of ndarray
# kind: lost-update

import threading

import numpy as np


def work(a):
    a += 1


shared = np.zeros(1000)
threads = [threading.Thread(target=work, args=[shared]) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
