"""Each worker runs the initializer, and nothing orders one worker's before another's."""

# expect: key 'workers' of dict

import threading
from concurrent.futures import ThreadPoolExecutor

state = {"workers": 0}
both = threading.Barrier(2)


def initialise():
    state["workers"] += 1


with ThreadPoolExecutor(2, initializer=initialise) as pool:
    for _ in range(2):
        pool.submit(both.wait)
