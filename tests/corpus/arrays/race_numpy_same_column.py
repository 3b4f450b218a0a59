"""Both threads scale the same column."""

# expect: of ndarray
# kind: lost-update

import threading

import numpy as np

a = np.ones((50, 4))


def work():
    a[:, 2] *= 2.0


threads = [threading.Thread(target=target) for target in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
