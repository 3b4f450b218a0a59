"""A `submit` after the shutdown is refused, and that orders nothing."""

# expect: global 'total'

import os
from concurrent.futures import ThreadPoolExecutor

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
total = 0


def work():
    global total
    total = 1
    os.write(tell, b"x")


pool = ThreadPoolExecutor(1)
pool.submit(work)
os.read(told, 1)
pool.shutdown(wait=False)
try:
    pool.submit(work)
except RuntimeError:
    total = 2
