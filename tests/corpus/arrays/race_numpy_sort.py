"""One thread sorts while the other looks for the largest."""

# expect: items 0 to 99 of ndarray
# kind: torn

import threading

import numpy as np

a = np.arange(100)[::-1].copy()


def first():
    a.sort()


def second():
    print(np.max(a))


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
