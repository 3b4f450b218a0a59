"""`done()` that says False, and `running()`, say that the call has not ended."""

# expect: global 'total'

import os
from concurrent.futures import ThreadPoolExecutor

written, write = os.pipe()  # fixes the order in time; the detector sees no edge in it
told, tell = os.pipe()
total = 0


def work():
    global total
    total = 1
    os.write(write, b"x")
    os.read(told, 1)


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(work)
    os.read(written, 1)
    assert not future.done()
    assert future.running()
    total = 2
    os.write(tell, b"x")
