"""Clean: the callback comes after the task; main reads what it wrote after the pool was shut down."""

from concurrent.futures import ThreadPoolExecutor

state = {"task": 0}


def work():
    state["task"] = 1


def note(future):
    assert future.result() is None
    state["callback"] = state["task"] + 1


with ThreadPoolExecutor(2) as pool:
    pool.submit(work).add_done_callback(note)
assert state == {"task": 1, "callback": 2}
