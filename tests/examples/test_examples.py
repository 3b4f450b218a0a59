"""Every example is reported as its expected text says, and its fixed twin is not. DATARACE_REWRITE=1 writes the texts anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Run

EXAMPLES = Path(__file__).parents[2] / "examples"
FIXED = sorted(EXAMPLES.glob("*_fixed.py"))
RACY = [path.with_name(path.name.replace("_fixed", "")) for path in FIXED]

#: A frame of the standard library: its lines, its source and even its number of frames are those of one version of Python.
FOREIGN_FRAME = re.compile(r"^  [^\n]+\n      /[^\n]*\n(?:        [^\n]*\n)*", re.MULTILINE)


def normalised(text: str) -> str:
    """A report without what changes from run to run and from one version of Python to the next."""
    text = re.sub(r"0x[0-9a-f]+", "0x...", text)
    text = re.sub(r"\b(T|reader_|[Gg]oroutine )\d+", r"\1*", text)
    text = re.sub(r"\((?:running|finished)\)", "(running or finished)", text)
    return FOREIGN_FRAME.sub("", text)


def accesses(report: str) -> tuple[str, frozenset[str]]:
    """What a report is about, and its two accesses, whichever was found second. Of threads, only that they are two."""
    # Which part of a line an instruction stands for differs between versions of Python.
    report = re.sub(r"^ +\^+\n", "", report, flags=re.MULTILINE)
    location = re.search(r"^Location: (.*)$", report, re.MULTILINE)
    blocks = re.findall(r"^(?:Previous )?((?:write|read) at .*?)(?:\n\n|\Z)", report, re.MULTILINE | re.DOTALL | re.I)
    assert location, report
    assert len(blocks) == 2, report
    # Whether it is an element, all of them or the shape that a report names is a matter of which access was the second.
    what = re.sub(r"^(?:elements|shape|key .*|index \S+) of (?=\w+ at )", "", location[1])
    # The name of the thread, too, depends on who came first.
    return what, frozenset(re.sub(r" by .*:", "", block).lower().strip() for block in blocks)


def observed(outcome: Outcome) -> list[str]:
    return [normalised(report) for report in outcome.reports]


@pytest.mark.parametrize("path", RACY, ids=lambda path: path.stem)
def test_race_of_the_example_is_reported(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run("--strip-path-prefix", f"{EXAMPLES}/", path)
    assert outcome.status == (66 if any(level == "error" for _, level in outcome.kinds) else 0), str(outcome)
    reports = observed(outcome)
    expected_file = path.with_suffix(".expected.txt")
    if os.environ.get("DATARACE_REWRITE"):
        ruler = "=" * 18 + "\n"
        expected_file.write_text("".join(f"{ruler}{report}{ruler}" for report in reports))
    expected = {accesses(text) for text in expected_file.read_text().split("=" * 18 + "\n") if text.strip()}
    got = {accesses(report) for report in reports}
    # Threads that really run in parallel meet at other points, too; but never at another location.
    assert got & expected, str(outcome)
    assert {location for location, _ in got} <= {location for location, _ in expected}, str(outcome)


@pytest.mark.parametrize("path", FIXED, ids=lambda path: path.stem)
def test_fixed_twin_is_not_reported(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run(path)
    assert (outcome.status, outcome.reports, outcome.err) == (0, (), ""), str(outcome)


@pytest.mark.parametrize("path", FIXED + RACY, ids=lambda path: path.stem)
def test_example_runs_without_datarace(path: Path, plain_run: Run) -> None:
    outcome = plain_run(path)
    assert outcome.status == 0, str(outcome)


def test_readme_shows_every_example() -> None:
    text = (EXAMPLES / "README.md").read_text()
    assert len(FIXED) >= 8
    assert [path.name for path in FIXED + RACY if f"]({path.name})" not in text] == []
