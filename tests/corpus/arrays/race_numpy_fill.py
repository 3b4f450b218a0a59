"""One thread fills what the other sums."""

# expect: items 0 to 99 of ndarray
# kind: torn

import threading

import numpy as np

a = np.zeros(100)


def first():
    a.fill(3)


def second():
    print(a.sum() >= 0)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
