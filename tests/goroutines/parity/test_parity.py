"""The verdicts on Go's own race suite: each of its cases that means something in Python, written anew, must be judged as Go judges it.

`cases.csv` has the names and Go's verdicts. `DATARACE_PARITY_REPEAT=20` runs every module as often.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
from collections import Counter
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
        outcome = datarace_run("--strict", SUITE, f"{module}_cases", str(processors), str(result))
        assert result.exists(), outcome.err
        counts = json.loads(result.read_text())
        assert "Traceback" not in outcome.err.replace("WARNING", ""), outcome.err
        assert list(counts) and set(counts) == set(EXPECTED[module])
        wrong = {name: count for name, count in counts.items() if (count > 0) != EXPECTED[module][name]}
        assert not wrong, outcome.err
