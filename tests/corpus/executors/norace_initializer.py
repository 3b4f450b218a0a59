"""Clean: each worker's initializer prepares a value of that thread alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

local = threading.local()
prefix = "w"


def prepare(name):
    local.name = name
    local.calls = 0


def work(number):
    local.calls += 1
    return f"{local.name}{number}"


with ThreadPoolExecutor(3, initializer=prepare, initargs=(prefix,)) as pool:
    assert list(pool.map(work, range(10))) == [f"w{number}" for number in range(10)]
