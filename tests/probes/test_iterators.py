"""An iterator that two threads share: a location where it is divisible, which depends on the build."""

from __future__ import annotations

import sysconfig

import pytest

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))

PROGRAM = """\
import itertools, threading
numbers = [1, 2, 3]
shared = SHARED
def work():
    next(shared)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize(
    "shared", ["iter(numbers)", "enumerate(numbers)", "zip(numbers)", "itertools.chain(numbers)", "iter((1, 2, 3))"]
)
def test_iterators_written_in_c_are_locations_without_the_gil(shared: str, tmp_path, datarace_run) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.replace("SHARED", shared))
    locations = datarace_run(program).locations
    assert [text.split(" of ")[0] for text in locations] == (["position"] if FREE_THREADED else [])


def test_count_is_indivisible_everywhere(tmp_path, datarace_run) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.replace("SHARED", "itertools.count()"))
    assert not datarace_run(program).reports
