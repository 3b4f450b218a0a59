"""Two calls in a `multiprocessing.pool.ThreadPool` update one global."""

# expect: global 'total'

import threading
from multiprocessing.pool import ThreadPool

both = threading.Barrier(2)
total = 0


def work(_):
    global total
    both.wait()
    total += 1


with ThreadPool(2) as pool:
    pool.map(work, range(2), chunksize=1)
