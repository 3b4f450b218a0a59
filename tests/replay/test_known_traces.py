"""Traces whose counts are known: our own small ones, and those of the race prediction literature where they are at hand.

Ours, in the folder `traces`, are each about one point of the rules; their counts are what the naive rules say (`rules`) and were
checked by hand. The others come with the counts of RAPID, in a table of the same form. They are not part of the project: the environment
variable DATARACE_TRACES names their folder, or they lie in shared/reference/traces beside the repository.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from rules import counts

from datarace.runtime.replay import Replay

OWN = Path(__file__).with_name("traces")
RULES = {"all": "hb_all", "fasttrack": "fasttrack"}


def literature() -> Path | None:
    """The folder with the traces of the literature."""
    named = os.environ.get("DATARACE_TRACES")
    if named:
        return Path(named)
    for folder in Path(__file__).resolve().parents:
        if (folder / "shared/reference/traces/expected.csv").exists():
            return folder / "shared/reference/traces"
    return None


def table(folder: Path) -> dict[str, dict[str, tuple[int, int]]]:
    """Racy accesses and distinct locs of each trace, by each rule."""
    with open(folder / "expected.csv", newline="", encoding="utf-8") as file:
        return {
            row["trace"]: {
                rule: (int(row[f"{column}_racy_accesses"]), int(row[f"{column}_lines"])) for rule, column in RULES.items()
            }
            for row in csv.DictReader(file)
        }


def replayed(path: Path, rule: str) -> tuple[int, int]:
    with Replay(rule) as replay:
        replay.feed(path.read_bytes())
        replay.finish()
        found = replay.counts()
    return found.racy_accesses, found.racy_locs


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", sorted(table(OWN)))
def test_small_trace_has_the_counts_that_it_is_written_for(name: str, rule: str) -> None:
    assert replayed(OWN / name, rule) == table(OWN)[name][rule]


def test_every_small_trace_is_in_the_table_with_the_counts_of_the_naive_rules() -> None:
    naive = {}
    for path in OWN.glob("*.std"):
        every, every_locs, fast, fast_locs = counts(path.read_text(encoding="utf-8"))
        naive[path.name] = {"all": (every, every_locs), "fasttrack": (fast, fast_locs)}
    assert naive == table(OWN)


def test_counts_of_the_literature_are_rapids() -> None:
    folder = literature()
    if folder is None:
        pytest.skip("the traces of the literature are not here: set DATARACE_TRACES to a folder with them and their expected.csv")
    expected = table(folder)
    assert len(expected) >= 44
    assert {name: {rule: replayed(folder / name, rule) for rule in RULES} for name in expected} == expected
