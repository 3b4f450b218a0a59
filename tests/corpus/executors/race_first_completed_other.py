"""`wait` for the first of two futures orders what is done, not the call that still runs."""

# expect: index 1 of list

import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

written, write = os.pipe()  # fixes the order in time; the detector sees no edge in it
told, tell = os.pipe()
data = [0, 0]


def quick():
    data[0] = 1


def slow():
    data[1] = 1
    os.write(write, b"x")
    os.read(told, 1)


with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(quick), pool.submit(slow)]
    os.read(written, 1)
    done, _ = wait(futures, return_when=FIRST_COMPLETED)
    assert done == {futures[0]}
    data[0] += 1
    data[1] += 1
    os.write(tell, b"x")
