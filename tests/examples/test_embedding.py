"""The example host that drives the runtime itself: its whole output, which is the same in every run and on every version."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Run

EMBEDDING = Path(__file__).parents[2] / "examples" / "embedding"

NOTHING = "left in the runtime: {'objects': 0, 'tables': 0, 'sets': 0, 'sync variables': 0, 'channel entries': 0, 'tasks': 1}"


def test_race_of_the_embedding_example_is_reported_with_both_stacks(plain_run: Run) -> None:
    outcome = plain_run(EMBEDDING / "bank.py")
    assert (outcome.status, outcome.err) == (0, ""), str(outcome)
    expected = EMBEDDING / "bank.expected.txt"
    if os.environ.get("DATARACE_REWRITE"):
        expected.write_text(outcome.out)
    assert outcome.out == expected.read_text(), str(outcome)
    assert outcome.out.count("WARNING: DATA RACE") == 1, str(outcome)


def test_fixed_embedding_example_is_not_reported_and_leaves_nothing(plain_run: Run) -> None:
    outcome = plain_run(EMBEDDING / "bank.py", "--fixed")
    assert (outcome.status, outcome.err) == (0, ""), str(outcome)
    lines = outcome.out.splitlines()
    made, gone = (int(word) for word in lines[-2].split() if word.isdigit() and word != "0")
    assert lines[-2].startswith("0 distinct races;"), str(outcome)
    assert made == gone > 10, str(outcome)
    assert lines[-1] == NOTHING, str(outcome)


def test_embedding_example_without_its_collector_is_reported_falsely(plain_run: Run, tmp_path: Path) -> None:
    """What a host that does not report freed memory gets: a new object at an old address has the old one's past."""
    for name in ("scheduler.py", "bank.py"):
        text = (EMBEDDING / name).read_text()
        for hook in ("malloc", "free"):
            text = text.replace(f"runtime.{hook}(address, BLOCK)", "pass")
        (tmp_path / name).write_text(text)
    outcome = plain_run(tmp_path / "bank.py", "--fixed")
    assert "WARNING: DATA RACE" in outcome.out, str(outcome)
    assert "left in the runtime: {'objects': 0," not in outcome.out, str(outcome)
