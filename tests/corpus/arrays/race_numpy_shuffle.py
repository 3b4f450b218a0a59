"""One thread shuffles what the other reads."""

# expect: index 3 of ndarray
# kind: torn

import threading

import numpy as np

a = np.arange(100)


def first():
    np.random.shuffle(a)


def second():
    print(a[3] >= 0)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
