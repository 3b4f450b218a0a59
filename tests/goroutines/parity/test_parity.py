"""The verdicts on Go's own race suite: each of its cases that means something in Python, written anew, must be judged as Go judges it.

`cases.csv` has the names and Go's verdicts. `DATARACE_PARITY_REPEAT=20` runs every module as often.
"""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

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


@pytest.mark.parametrize("processors", [1, 4])
@pytest.mark.parametrize("module", EXPECTED)
def test_verdicts_are_those_of_go(datarace_run: Run, tmp_path: Path, module: str, processors: int) -> None:
    for _ in range(REPEAT):
        result = tmp_path / "races.json"
        outcome = datarace_run("--strict", SUITE, module, str(processors), str(result))
        assert outcome.status in (0, 66), outcome.err
        counts = json.loads(result.read_text())
        assert {name: count > 0 for name, count in counts.items()} == EXPECTED[module], outcome.err


def test_verdicts_are_the_same_for_threads(datarace_run: Run, tmp_path: Path) -> None:
    result = tmp_path / "races.json"
    outcome = datarace_run("--strict", SUITE, ",".join(EXPECTED), "threads", str(result))
    assert outcome.status == 66, outcome.err
    counts = json.loads(result.read_text())
    # In these cases nobody waits for a goroutine: they are about ordinary variables, and need no channel or lock of goroutines.
    assert len(counts) > 150
    verdicts = {name: race for verdicts in EXPECTED.values() for name, race in verdicts.items() if name in counts}
    assert {name: count > 0 for name, count in counts.items()} == verdicts, outcome.err


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
