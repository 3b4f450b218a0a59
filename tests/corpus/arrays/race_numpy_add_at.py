"""Both threads count into the same places."""

# expect: of ndarray
# kind: lost-update

import threading

import numpy as np

counts = np.zeros(10, dtype=int)
where = np.array([1, 5, 5])


def work():
    np.add.at(counts, where, 1)


threads = [threading.Thread(target=target) for target in (work, work)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
