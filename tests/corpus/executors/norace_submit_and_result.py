"""Clean: the task sees what was written before `submit`, and `result()` sees what the task wrote."""

from concurrent.futures import ThreadPoolExecutor

data = {"input": 0}


def work(factor):
    data["output"] = data["input"] * factor
    return factor


with ThreadPoolExecutor(2) as pool:
    data["input"] = 7
    future = pool.submit(work, 6)
    assert future.result() == 6
    assert data["output"] == 42
    data["input"] = 8
