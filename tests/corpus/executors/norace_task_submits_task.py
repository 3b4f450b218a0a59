"""Clean: a task submits the next one and hands it what it has written."""

from concurrent.futures import ThreadPoolExecutor

steps = {"count": 0}
pool = ThreadPoolExecutor(2)


def last():
    steps["count"] += 1


def middle():
    steps["count"] += 1
    return pool.submit(last)


steps["count"] += 1
pool.submit(middle).result().result()
assert steps["count"] == 3
pool.shutdown()
