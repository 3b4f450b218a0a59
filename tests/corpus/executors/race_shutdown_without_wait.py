"""`shutdown(wait=False)` returns before the calls have ended."""

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
total = 2
