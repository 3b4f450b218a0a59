"""Eight blocks of a large array, each with a thread of its own."""

import threading

import numpy as np

a = np.zeros(1_000_003)
bounds = np.linspace(0, len(a), 9).astype(int)


def work(k):
    a[bounds[k] : bounds[k + 1]] = k
    a[bounds[k] : bounds[k + 1]] *= 2
    block = a[bounds[k] : bounds[k + 1]]
    np.sqrt(block, out=block)


threads = [threading.Thread(target=work, args=[k]) for k in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
