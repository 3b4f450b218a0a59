"""Clean: `done()` that says True comes after the end of the task."""

import time
from concurrent.futures import ThreadPoolExecutor

state = {"step": 0}


def work():
    state["step"] = 1


with ThreadPoolExecutor(2) as pool:
    future = pool.submit(work)
    while not future.done():
        time.sleep(0.001)
    assert state["step"] == 1
    state["step"] = 2
