"""A loop that ends early has not read what comes after."""

import threading

import numpy as np

a = np.arange(100)


def first():
    a[42] = 2


def second():
    for x in a:
        if x == 10:
            break


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
