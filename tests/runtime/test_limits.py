"""Little address space, no memory left, a process that forks: each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from datarace import runtime

LITTLE = """
import resource
resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20, {megabytes} << 20))
from datarace import runtime
runtime.init()
child = runtime.task_start(0)
assert runtime.write(0, 0x1000) == 0
assert runtime.write(child, 0x1000) == 1
try:
    for i in range({objects}):
        runtime.write(i % 2, 0x100000 + 16 * i)
        runtime.release(i % 2, 0x100000 + 16 * i)
        if i % 1000 == 0:
            runtime.task_start(0)
except MemoryError as error:
    print(error)
print(runtime.stats()["checkpoints"] > 0, runtime.write(0, 0x2000), runtime.write(child, 0x2000))
runtime.fini()
runtime.init()
child = runtime.task_start(0)
assert runtime.write(0, 0x1000) == 0
assert runtime.write(child, 0x1000) == 1
print("again")
"""


# The heap is small, and after that there is no limit.
SMALL_HEAP = """
import resource
hard = resource.getrlimit(resource.RLIMIT_AS)[1]
resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20, hard))
from datarace import runtime
from datarace.runtime import MODE_WRITE
runtime.init()
resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
child = runtime.task_start(0)
"""

# One table that grows over what is left, between two places where a checkpoint can happen.
ONE_TABLE = (
    SMALL_HEAP
    + """
key = 0
while not runtime.stats()["lost cells"]:
    for key in range(key + 1, key + 1000):
        runtime.access(child, 0x10000, key, MODE_WRITE)
runtime.channel_put(child, 0x20000, 5)
runtime.release(0, 0x30000)
stats = runtime.stats()
print(stats["checkpoints"] > 0, stats["armed"], runtime.write(0, 0x2000), runtime.write(child, 0x2000))
"""
)

# As many tasks as there is room for.
TASKS = (
    SMALL_HEAP
    + """
count = 1
try:
    while True:
        runtime.task_start(0)
        count += 1
except MemoryError as error:
    print(error)
stats = runtime.stats()
print(stats["live tasks"] == count + 1 == stats["tasks"], stats["lost tasks"] > 0)
runtime.checkpoint()
for _ in range(100):
    print(runtime.write(0, 0x1000), runtime.write(child, 0x1000)) if _ == 99 else runtime.release(_, 0x20000)
stats = runtime.stats()
print(stats["live tasks"] == count + 1 == stats["tasks"])
runtime.fini()
runtime.init()
child = runtime.task_start(0)
assert runtime.write(0, 0x1000) == 0
assert runtime.write(child, 0x1000) == 1
print("again")
"""
)


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)


@pytest.mark.little_address_space
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of address space are Linux's here")
def test_little_address_space_is_enough_to_start() -> None:
    result = python(LITTLE.format(megabytes=1500, objects=10))
    assert (result.stdout.splitlines(), result.stderr) == (["False 0 1", "again"], "")


@pytest.mark.little_address_space
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of address space are Linux's here")
def test_detection_goes_on_after_a_checkpoint_when_memory_is_out() -> None:
    # The allocator of the free-threaded build reserves a gigabyte for itself.
    result = python(LITTLE.format(megabytes=1700 if runtime.stats()["parallel"] else 700, objects=3_000_000))
    assert (result.stdout.splitlines(), result.stderr) == (["True 0 1", "again"], "")


@pytest.mark.little_address_space
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of address space are Linux's here")
def test_detection_goes_on_when_memory_ran_out_between_two_checkpoints() -> None:
    result = python(ONE_TABLE.format(megabytes=1700 if runtime.stats()["parallel"] else 700))
    assert (result.stdout.splitlines(), result.stderr) == (["True True 0 1"], "")


@pytest.mark.little_address_space
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of address space are Linux's here")
def test_a_task_for_which_there_is_no_memory_is_refused_and_ends_detection() -> None:
    """What is ordered by way of that task is not seen any more: whatever was told after that could be false."""
    result = python(TASKS.format(megabytes=1700 if runtime.stats()["parallel"] else 700))
    expected = ["the race runtime is out of memory", "True True", "0 0", "True", "again"]
    assert (result.stdout.splitlines(), result.stderr) == (expected, "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_after_a_fork_only_the_forking_task_is_left() -> None:
    child = runtime.task_start(0)
    runtime.write(child, 0x1000)
    process = os.fork()
    if process == 0:
        status = 1
        try:
            runtime.fork_child(0)
            fresh = runtime.task_start(0)
            first, second = runtime.write(0, 0x1000), runtime.write(fresh, 0x1000)
            status = 0 if (first, second) == (0, 1) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert runtime.write(0, 0x1000) == 1
