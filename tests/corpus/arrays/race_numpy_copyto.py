"""One thread copies into what the other multiplies."""

# expect: items 0 to 99 of ndarray
# kind: torn

import threading

import numpy as np

a = np.ones(100)
b = np.zeros(100)


def first():
    np.copyto(a, b)


def second():
    print(np.dot(a, b))


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
