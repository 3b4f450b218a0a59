"""Clean: the second task waits for the future of the first."""

from concurrent.futures import ThreadPoolExecutor

state = {}


def first():
    state["value"] = 1


def second(future):
    future.result()
    state["value"] += 1


with ThreadPoolExecutor(2) as pool:
    one = pool.submit(first)
    two = pool.submit(second, one)
    two.result()
    assert state["value"] == 2
