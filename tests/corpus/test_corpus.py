"""Runs every program of the corpus. The name is the oracle: ``race_*`` must report, ``norace_*`` must not."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

HERE = Path(__file__).parent
PROGRAMS = sorted(HERE.glob("*/*.py"))
RACY = [path for path in PROGRAMS if path.name.startswith("race_")]
CLEAN = [path for path in PROGRAMS if path.name.startswith("norace_")]

EXPECT = re.compile(r"^# expect: (.+)$", re.MULTILINE)
KIND = re.compile(r"^# kind: (.+)$", re.MULTILINE)
LEVEL = re.compile(r"^# level: (error|warning)$", re.MULTILINE)
LIMIT = re.compile(r"^# limit: (.+)$", re.MULTILINE)


def name(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


def expectations(path: Path) -> list[list[str]]:
    """One entry for each ``# expect:`` line: the texts of which one has to be part of a report's location."""
    return [line.split(" | ") for line in EXPECT.findall(path.read_text())]


NEEDS_NUMPY = pytest.mark.skipif(importlib.util.find_spec("numpy") is None, reason="numpy is not installed")


def or_known_limit(path: Path) -> object:
    """The program as a parameter; expected to fail, strictly, if it shows a limit of the detector."""
    limit = LIMIT.search(path.read_text())
    marks = [pytest.mark.xfail(strict=True, reason=limit[1])] if limit else []
    if path.parent.name == "arrays":
        marks.append(NEEDS_NUMPY)
    return pytest.param(path, marks=marks, id=name(path))


@pytest.mark.parametrize("path", [or_known_limit(path) for path in RACY])
def test_race_is_reported(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run(path)
    kinds = {kind for kind, _ in outcome.kinds}
    for expected_kind in KIND.findall(path.read_text()):
        assert expected_kind in kinds, f"no report is of kind {expected_kind}\n{outcome}"
    for expected_level in LEVEL.findall(path.read_text()):
        assert {level for _, level in outcome.kinds} == {expected_level}, f"not all are of level {expected_level}\n{outcome}"
    assert outcome.status == (66 if any(level == "error" for _, level in outcome.kinds) else 0), str(outcome)
    assert outcome.found[1] == len(outcome.reports) > 0, str(outcome)
    expected = expectations(path)
    for texts in expected:
        assert any(text in location for location in outcome.locations for text in texts), (
            f"no report names {' or '.join(texts)}\n{outcome}"
        )
    # The other half of the oracle: a racy program must not be reported for what is not racy in it.
    allowed = [text for texts in expected for text in texts]
    for location in outcome.locations:
        assert any(text in location for text in allowed), f"false report: {location}\n{outcome}"


@pytest.mark.parametrize("path", [or_known_limit(path) for path in CLEAN])
def test_clean_program_is_not_reported(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run(path)
    assert not outcome.reports, str(outcome)
    assert outcome.status == 0, str(outcome)
    assert not outcome.err, str(outcome)


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[NEEDS_NUMPY] if path.parent.name == "arrays" else [], id=name(path)) for path in PROGRAMS],
)
def test_program_runs_without_datarace(path: Path, plain_run: Run) -> None:
    outcome = plain_run(path)
    assert outcome.status == 0, str(outcome)
    assert not outcome.err, str(outcome)


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_program_says_what_it_is_about(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring, "a program opens with one or two sentences that say what is racy, or why nothing is"
    expected = expectations(path)
    if path in RACY:
        assert expected, "a racy program says in a line '# expect: attribute 'balance'' what must be reported"
    else:
        assert path in CLEAN, "the name must start with race_ or norace_"
        assert not expected


def test_corpus_is_large_and_tempting() -> None:
    """Half of a corpus that a detector could satisfy by silence, or by reporting everything, would be worth nothing."""
    assert len(RACY) >= 90
    assert len(CLEAN) >= 90
