"""Clean: `exception()` waits for the end of the task as `result()` does."""

from concurrent.futures import ThreadPoolExecutor

state = {"step": 0}


def work():
    state["step"] = 1
    raise ValueError("on purpose")


with ThreadPoolExecutor(2) as pool:
    future = pool.submit(work)
    assert isinstance(future.exception(), ValueError)
    assert state["step"] == 1
    state["step"] = 2
    try:
        future.result()
    except ValueError:
        state["step"] = 3
