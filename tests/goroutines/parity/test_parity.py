"""The verdicts on Go's own race suite: each of its cases that means something in Python, written anew, must be judged as Go judges it.

`cases.csv` has the names and Go's verdicts. `DATARACE_PARITY_REPEAT=20` runs all of them as often.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Run

HERE = Path(__file__).parent
SUITE = HERE / "suite.py"
REPEAT = int(os.environ.get("DATARACE_PARITY_REPEAT", "1"))


def expected() -> dict[str, dict[str, bool]]:
    """For each of Go's files, by the name of the module here, whether each case has a race."""
    files: dict[str, dict[str, bool]] = {}
    with (HERE / "cases.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            files.setdefault(row["file"].removesuffix("_test.go"), {})[row["name"]] = row["expectation"] == "race"
    return files


EXPECTED = expected()


def test_the_table_has_all_cases_that_mean_something() -> None:
    assert sum(map(len, EXPECTED.values())) == 324


#: By the name of the case, as `suite.py` tells what it found.
VERDICTS = {name: race for verdicts in EXPECTED.values() for name, race in verdicts.items()}


def judged(datarace_run: Run, tmp_path: Path, processors: str) -> tuple[dict[str, bool], Outcome]:
    """Whether each case that could be run had a race, all of them in one process."""
    result = tmp_path / "races.json"
    outcome = datarace_run("--strict", SUITE, ",".join(EXPECTED), processors, result)
    assert outcome.status == 66, outcome.err
    return {name: count > 0 for name, count in json.loads(result.read_text()).items()}, outcome


@pytest.mark.parametrize("processors", ["1", "4"])
def test_verdicts_are_those_of_go(datarace_run: Run, tmp_path: Path, processors: str) -> None:
    for _ in range(REPEAT):
        verdicts, outcome = judged(datarace_run, tmp_path, processors)
        assert verdicts == VERDICTS, outcome.err


def test_verdicts_are_the_same_for_threads(datarace_run: Run, tmp_path: Path) -> None:
    verdicts, outcome = judged(datarace_run, tmp_path, "threads")
    # In these cases nobody waits for a goroutine: they are about ordinary variables, and need no channel or lock of goroutines.
    assert len(verdicts) > 150
    assert verdicts == {name: VERDICTS.get(name) for name in verdicts}, outcome.err


def test_the_page_has_the_figures_and_names_each_other_case_once() -> None:
    page = (HERE.parents[2] / "docs" / "goroutines-parity.md").read_text(encoding="utf-8")
    for module, verdicts in EXPECTED.items():
        races = sum(verdicts.values())
        file = module if module == "file" else f"{module}_test.go"
        assert f"| `{file}` | {races} | {len(verdicts) - races} |" in page
    others = page.split("## The 46 ")[1]
    named = [word for word in others.replace("`", " ").replace(",", " ").split() if word.startswith("Test")]
    assert len(named) == len(set(named)) == 46
    assert not set(named) & {name for verdicts in EXPECTED.values() for name in verdicts}
