"""`wait` gives up after its time: the future among `not_done` orders nothing."""

# expect: key 'answer'

import os
from concurrent.futures import ThreadPoolExecutor, wait

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
results = {"answer": None}


def work():
    results["answer"] = 42
    os.read(told, 1)


with ThreadPoolExecutor(1) as pool:
    future = pool.submit(work)
    done, not_done = wait([future], timeout=0.02)
    assert not_done == {future}
    print("answer so far:", results["answer"])
    os.write(tell, b"x")
