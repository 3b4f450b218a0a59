"""An array made over a bytearray, and the bytearray itself."""

# expect: index 17 of bytearray
# kind: write-write

import threading

import numpy as np

data = bytearray(80)
a = np.frombuffer(data, dtype=np.float64)
a.flags.writeable


def first():
    a[2] = 1.0


def second():
    data[17] = 1


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
