"""What dies is forgotten: a new object at an old address has neither the old one's accesses nor its edges.

Every kind of object that the detector keeps something for is tried, in a process of its own. That the addresses really are used again,
and that it would be seen if a death were missed, is tested with the same programs.
"""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Run

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
HERE = Path(__file__).parent / "programs"
REUSE = HERE / "reuse.py"


def table() -> dict[str, bool]:
    """The kinds of the program, and whether they synchronise by themselves."""
    tree = ast.parse((HERE / "things.py").read_text())
    kinds = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "KINDS"
    )
    assert isinstance(kinds, ast.Dict)
    return {
        ast.literal_eval(key): not isinstance(value.elts[2], ast.Constant)
        for key, value in zip(kinds.keys, kinds.values, strict=True)
        if key is not None and isinstance(value, ast.Tuple)
    }


KINDS = table()

#: The free-threaded 3.13 makes these immortal when the first thread starts.
IMMORTAL = ["class", "class of a metaclass", "module", "globals"]
if not sysconfig.get_config_var("Py_GIL_DISABLED") or sys.version_info >= (3, 14):
    IMMORTAL = []

#: What has no attributes or elements of its own.
NO_LOCATIONS = {"lock", "RLock", "SimpleQueue", "Thread", "dict that its instance gave up"}
if sys.version_info >= (3, 14):
    NO_LOCATIONS.add("generator")  # what a thread has borrowed looks like what it has alone: its steps are not recorded
if sys.version_info < (3, 13):
    NO_LOCATIONS.add("namespace")  # has a `__setattr__` of its own, which is a call

WITHOUT_DEATHS = """\
import sys
from datarace import detector, probes
probes.lifetime.install = probes.lifetime.uninstall = lambda: None
detector.start()
import os, runpy
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def of_notes(outcome: Outcome) -> set[str]:
    return {location.split("'")[1] for location in outcome.locations if " of <Notes at " in location}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in IMMORTAL])
def test_nothing_of_a_dead_object_comes_through(kind: str, datarace_run: Run) -> None:
    outcome = datarace_run(REUSE, kind)
    expected = {"generic"} | ({"natural"} if KINDS[kind] else set())
    assert of_notes(outcome) == (expected if kind != "generator" else {"natural"}), str(outcome)
    assert len(outcome.locations) == len(of_notes(outcome)), str(outcome)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in IMMORTAL])
def test_a_death_that_is_not_seen_would_be_noticed(kind: str, plain_run: Run) -> None:
    """Without it the old object's edges order what is racy, and its accesses make a report of what is not."""
    if kind == "dict of an instance":
        pytest.skip(
            "whether a dict's owner lives is looked up in the owner's memory, so its death cannot be left out; see the next kind"
        )
    outcome = plain_run("-c", WITHOUT_DEATHS, REUSE, kind)
    assert "no other" not in outcome.err, str(outcome)
    assert "generic" not in of_notes(outcome), str(outcome)
    others = [location for location in outcome.locations if " of <Notes at " not in location]
    assert bool(others) == (kind not in NO_LOCATIONS), str(outcome)


def test_immortal_objects_stay_at_their_address(plain_run: Run) -> None:
    for kind in IMMORTAL:
        outcome = plain_run(REUSE, kind)
        assert f"no other {kind} was made at the address of one of the first" in outcome.err, str(outcome)


@pytest.mark.parametrize("seed", range(4))
def test_births_and_deaths_at_random_make_no_report(seed: int, datarace_run: Run) -> None:
    outcome = datarace_run(HERE / "norace_random.py", str(seed))
    assert (outcome.status, outcome.reports, outcome.err) == (0, (), ""), str(outcome)


@pytest.mark.skipif(
    FREE_THREADED, reason="what outlives its object is not safe to look at without the GIL, so deaths cannot be left out"
)
def test_births_and_deaths_at_random_would_not_end_well_without_deaths(plain_run: Run) -> None:
    """False reports, or the end of the process: whose dict a dict is must not outlive its owner either."""
    outcome = plain_run("-c", WITHOUT_DEATHS, HERE / "norace_random.py", "1")
    assert outcome.reports or outcome.status < 0, str(outcome)
