"""Each thread makes its arrays; memory is used again and again."""

import threading

import numpy as np

done = []


def work():
    for i in range(200):
        a = np.zeros(50)
        a += i
        a[3] = 2.0
        b = a * 2
        b[:10] = 1


threads = [threading.Thread(target=target) for target in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
