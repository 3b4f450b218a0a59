"""An array made over a bytearray, and other bytes of it."""

import threading

import numpy as np

data = bytearray(80)
a = np.frombuffer(data, dtype=np.float64)


def first():
    a[2] = 1.0


def second():
    data[15] = 1
    data[24] = 1


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
