"""What the detector tells of itself: `datarace.stats`, the memory limit, the line at the end."""

from __future__ import annotations

import os
import re

import pytest

from datarace import StateError, Stats, UsageError
from datarace.figures import STRUCTURES

#: Two threads fill a list with objects that live; a race a long way after.
GROWS = """\
import threading, datarace
class A: pass
kept, lock = [], threading.Lock()
def work(first):
    for i in range(30000):
        a = A()
        a.x = i
        with lock: kept.append(a)
def run(n):
    threads = [threading.Thread(target=work, args=(i,)) for i in range(n)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
run(2)
"""


def numbers(text: str) -> dict[str, int]:
    return eval(text, {"mappingproxy": dict, "Stats": dict})


def test_every_figure_is_there_and_bytes_add_up(runner):
    runner.write("program.py", GROWS + "print(repr(datarace.stats()))\n")
    stats = numbers(runner.datarace("program.py").out)
    assert set(stats) == {field.name for field in Stats.__dataclass_fields__.values()}
    assert set(stats["bytes"]) >= set(STRUCTURES)
    assert stats["tasks_ever"] == 3
    assert stats["objects"] >= 60_000
    assert stats["locations"] >= 60_000
    assert stats["checkpoints"] == stats["races"] == stats["bytes"]["limit"] == 0
    memory = stats["bytes"]
    assert memory["total"] == sum(size for name, size in memory.items() if name not in ("total", "limit"))


def test_figures_are_frozen():
    stats = Stats.of({"tasks_live": 1, "bytes": {"index": 5}})
    assert (stats.tasks_live, stats.races, stats.bytes["index"], stats.bytes["total"]) == (1, 0, 5, 0)
    with pytest.raises(AttributeError):
        stats.tasks_live = 2
    with pytest.raises(TypeError):
        stats.bytes["index"] = 6
    assert Stats.of({"tasks_live": 1, "bytes": {"index": 5}}) == stats
    assert len({stats, Stats.of({"tasks_live": 1, "bytes": {"index": 6}})}) == 2


def test_the_text_names_what_takes_the_most():
    stats = Stats.of(
        {"tasks_live": 2, "tasks_ever": 30, "locations": 5, "objects": 4, "sync_variables": 3,
         "bytes": {"locations": 5 << 20, "index": 1 << 20, "traces": 10, "total": 6 << 20, "limit": 8 << 20}}
    )  # fmt: skip
    assert str(stats) == (
        "2 of 30 threads live, 5 locations in 4 objects, 3 sync variables; "
        "6.0 MB of 8.0 MB of memory for the detector (locations 5.0, index 1.0)"
    )
    assert str(Stats()).endswith("; 0.0 MB of memory for the detector")


def test_verbose_prints_the_figures_at_the_end(runner):
    runner.write("program.py", GROWS)
    done = runner.datarace("--verbose", "program.py")
    assert re.search(
        r"^datarace: found 0 data races.*; 1 of 3 threads live, \d+ locations in \d+ objects, \d+ sync variables; "
        r"[\d.]+ MB of memory for the detector \(.*locations [\d.]+",
        done.err,
        re.M,
    ), done.err
    assert runner.datarace("program.py").err == ""


def test_the_memory_limit_holds_and_is_told(runner):
    runner.write("program.py", GROWS + "s = datarace.stats()\nprint(s.checkpoints, s.bytes['total'], s.bytes['limit'])\n")
    done = runner.datarace("--memory-limit=2M", "program.py")
    checkpoints, total, limit = map(int, done.out.split())
    assert checkpoints >= 1
    assert total <= limit == 2 << 20
    times = "once: races across that moment" if checkpoints == 1 else f"{checkpoints} times: races across these moments"
    assert f"datarace: found 0 data races; the memory limit was reached {times} cannot be found\n" in done.err
    assert done.status == 0
    done = runner.datarace("program.py", env={"DATARACE_OPTIONS": "memory_limit=1G"})
    assert done.out.startswith("0 ")
    assert done.out.endswith(f" {1 << 30}\n")


def test_checkpoints_of_the_parent_are_not_told_by_a_forked_child(runner):
    runner.write("program.py", GROWS + "import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\n")
    done = runner.datarace("--memory-limit=2", "program.py")
    assert done.err.count("the memory limit was reached") == 1
    runner.write("later.py", GROWS.replace("run(2)\n", "import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nelse: run(2)\n"))
    done = runner.datarace("--memory-limit=2", "later.py")
    assert re.search(r"^datarace: process \d+: found 0 data races; the memory limit was reached", done.err, re.M)
    assert done.status == 0


def test_processors_can_be_set_before_and_while_it_runs(runner):
    runner.write(
        "program.py",
        "import datarace, sys\nprint(datarace.stats().processors)\n"
        "for n in (1, 5, 2, 0):\n    datarace.set_processors(n)\n    print(datarace.stats().processors)\n",
    )
    counts = list(map(int, runner.datarace("--processors=3", "program.py").out.split()))
    free_threaded = runner.python("-c", "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())").out == "False\n"
    assert counts == ([3, 1, 5, 2, os.cpu_count()] if free_threaded else [1] * 5)


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("datarace.stats()", StateError, "stats() needs a start() before it"),
        ("datarace.set_processors(2)", StateError, "set_processors() needs a start() before it"),
        ("datarace.start(); datarace.set_processors(-1)", UsageError, "processors must be a whole number from 0"),
        ("datarace.start(memory_limit=-1)", UsageError, "memory_limit must be a whole number from 0"),
    ],
)
def test_calls_that_do_not_fit(runner, code, error, words):
    done = runner.python("-c", f"import datarace\n{code}")
    last = done.err.splitlines()[-1]
    assert last.startswith(f"datarace.errors.{error.__name__}: ")
    assert words in last


UNLISTED = """\
import threading, binascii, math as m
from binascii import crc_hqx as check
data = bytearray(b"abc")
def work():
    check(data, 0)
    binascii.crc_hqx(data, 0)
    m.isqrt(4)
    len(data)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_functions_in_no_table_are_named_when_asked(runner):
    runner.write("program.py", UNLISTED)
    told = runner.datarace("--verbose", "program.py").err
    assert "functions written in C that were given a container and are in no table: binascii.crc_hqx (4)\n" in told
    assert runner.datarace("program.py").err == ""
