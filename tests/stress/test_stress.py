"""Real threads under load. The name of a program is the oracle, as in the corpus; results are asserted by the programs.

On free-threaded builds these threads run in parallel, with nothing but the detector's own locks between them and its tables.
"""

from __future__ import annotations

import re
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Run

HERE = Path(__file__).parent / "programs"
RACY = sorted(HERE.glob("race_*.py"))
CLEAN = sorted(HERE.glob("norace_*.py"))

#: How often one racy program is run: the race has to be found every time, not most of the time.
TIMES = 10


def expect_race(path: Path, outcome: Outcome) -> None:
    texts = re.findall(r"^# expect: (.+)$", path.read_text(), re.MULTILINE)
    assert outcome.status == 66, str(outcome)
    assert outcome.reports, str(outcome)
    for location in outcome.locations:
        assert any(text in location for text in texts), f"false report: {location}\n{outcome}"


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_program_under_load(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run(path)
    assert (outcome.status, outcome.reports, outcome.err) == (0, (), ""), str(outcome)


@pytest.mark.parametrize("path", RACY, ids=lambda path: path.stem)
def test_race_under_load_is_found(path: Path, datarace_run: Run) -> None:
    expect_race(path, datarace_run("--fail-on", "warning", path))


@pytest.mark.parametrize("name", ["race_needle_in_haystack", "race_threads_made_in_c"])
def test_race_is_found_every_time(name: str, datarace_run: Run) -> None:
    path = HERE / f"{name}.py"
    for _ in range(TIMES):
        expect_race(path, datarace_run("--fail-on", "warning", path))


@pytest.mark.parametrize("name", ["norace_daemon_threads_at_exit", "race_daemon_threads_at_exit"])
def test_exit_under_running_daemons_is_a_clean_one(name: str, datarace_run: Run) -> None:
    path = HERE / f"{name}.py"
    for _ in range(TIMES // 2):
        outcome = datarace_run("--fail-on", "warning", path)
        assert outcome.status == (66 if name.startswith("race_") else 0), str(outcome)
        assert "Fatal Python error" not in outcome.err, str(outcome)
        assert "Traceback" not in outcome.err, str(outcome)


def test_both_stacks_are_complete(datarace_run: Run) -> None:
    """Two hundred equal frames are told as a few and a count, as in Python's tracebacks; none is cut off."""
    outcome = datarace_run(HERE / "race_deep_stacks.py")
    stacks = re.findall(r"^(?:Previous )?(?:write|read) at .*?(?=\n\n)", outcome.reports[0], re.M | re.S | re.I)
    assert len(stacks) == 2, str(outcome)
    for stack in stacks:
        repeated = re.findall(r"\[previous entry repeated (\d+) more times\]", stack)
        frames = len(re.findall(r"^  (?:left|right)\(\)$", stack, re.M)) + sum(map(int, repeated))
        assert frames == 201, str(outcome)


@pytest.mark.parametrize(
    ("shape", "count"),
    [("events", 300_000), ("locks", 200_000), ("readers", 64), ("readers", 1000)],
    ids=lambda value: str(value),
)
def test_race_far_back_is_found_with_both_stacks(shape: str, count: int, datarace_run: Run) -> None:
    """Whatever happened since the earlier access: a history of events would not reach back to it."""
    path = HERE / "race_far_back.py"
    outcome = datarace_run("--fail-on", "warning", path, shape, str(count))
    expect_race(path, outcome)
    assert outcome.found == (1, 1), str(outcome)
    current, previous = re.findall(r"^(?:Previous )?(?:write|read) at .*?(?=\n\n)", outcome.reports[0], re.M | re.S | re.I)
    assert re.findall(r"^  (\w+)\(\)$", previous, re.M)[:3] == ["first", "early_middle", "early"], str(outcome)
    assert re.findall(r"^  (\w+)\(\)$", current, re.M)[:3] == ["last", "late_middle", "late"], str(outcome)


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="the build has no other mode than with the GIL")
def test_gil_stays_off(datarace_run: Run) -> None:
    outcome = datarace_run("-c", "import sys; print(sys._is_gil_enabled())", PYTHON_GIL="")
    assert outcome.out == "False\n", str(outcome)


def test_switching_all_the_time_changes_nothing(datarace_run: Run, tmp_path: Path) -> None:
    """With the GIL, the shortest switch interval puts a switch of threads between any two of the detector's steps."""
    for name in ("norace_one_lock", "norace_queue_of_objects", "race_one_counter"):
        path = HERE / f"{name}.py"
        code = f"import runpy, sys; sys.setswitchinterval(1e-6); runpy.run_path({str(path)!r}, run_name='__main__')"
        script = tmp_path / f"{name}.py"
        script.write_text(code)
        outcome = datarace_run("--fail-on", "warning", script)
        if name.startswith("race_"):
            expect_race(path, outcome)
        else:
            assert (outcome.status, outcome.reports) == (0, ()), str(outcome)
