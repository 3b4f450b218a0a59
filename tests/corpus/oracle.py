"""What the names of the programs say, and whether what came of a run is that. For pytest, and for `repeat`."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outcome import Outcome

HERE = Path(__file__).parent
PROGRAMS = sorted(HERE.glob("*/*.py"))
RACY = [path for path in PROGRAMS if path.name.startswith("race_")]
CLEAN = [path for path in PROGRAMS if path.name.startswith("norace_")]

EXPECT = re.compile(r"^# expect: (.+)$", re.MULTILINE)
KIND = re.compile(r"^# kind: (.+)$", re.MULTILINE)
LEVEL = re.compile(r"^# level: (error|warning)$", re.MULTILINE)
LIMIT = re.compile(r"^# limit: (.+)$", re.MULTILINE)

#: The exit status of a run with errors.
RACES = 66


def name(path: Path) -> str:
    """How a program is called: ``locks/race_wrong_lock``."""
    return path.relative_to(HERE).with_suffix("").as_posix()


def missing(path: Path) -> str:
    """What a program needs that is not installed, as a sentence; or nothing."""
    return "numpy is not installed" if path.parent.name == "arrays" and importlib.util.find_spec("numpy") is None else ""


def limit(path: Path) -> str:
    """The limit of the detector that a program shows, which is expected to miss its race; or nothing."""
    found = LIMIT.search(path.read_text())
    return found[1] if found else ""


def expectations(path: Path) -> list[list[str]]:
    """One entry for each ``# expect:`` line: the texts of which one has to be part of a report's location."""
    return [line.split(" | ") for line in EXPECT.findall(path.read_text())]


def complaints(path: Path, outcome: Outcome) -> list[str]:
    """What is not as the program's name and its lines say, a sentence each."""
    return list(_of_racy(path, outcome) if path.name.startswith("race_") else _of_clean(outcome))


def _of_racy(path: Path, outcome: Outcome) -> Iterator[str]:
    kinds = {kind for kind, _ in outcome.kinds}
    levels = {level for _, level in outcome.kinds}
    for kind in KIND.findall(path.read_text()):
        if kind not in kinds:
            yield f"no report is of kind {kind}"
    for level in LEVEL.findall(path.read_text()):
        if levels != {level}:
            yield f"not all reports are of level {level}"
    status = RACES if "error" in levels else 0
    if outcome.status != status:
        yield f"the exit status is {outcome.status} and not {status}"
    if not outcome.reports:
        yield "the race is not reported"
    if outcome.found[1] != len(outcome.reports):
        yield f"there are {len(outcome.reports)} reports, and the last line tells of {outcome.found[1]}"
    expected = expectations(path)
    for texts in expected:
        if not any(text in location for location in outcome.locations for text in texts):
            yield f"no report names {' or '.join(texts)}"
    # The other half of the oracle: a racy program must not be reported for what is not racy in it.
    allowed = [text for texts in expected for text in texts]
    for location in outcome.locations:
        if not any(text in location for text in allowed):
            yield f"false report: {location}"


def _of_clean(outcome: Outcome) -> Iterator[str]:
    if outcome.reports:
        yield "there is nothing to report, and something is reported"
    if outcome.status != 0:
        yield f"the exit status is {outcome.status} and not 0"
    if outcome.err and not outcome.reports:
        yield "something is written to standard error"
