"""Runs every program of the corpus. The name is the oracle: ``race_*`` must report, ``norace_*`` must not."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from oracle import CLEAN, PROGRAMS, RACY, complaints, expectations, limit, missing, name

if TYPE_CHECKING:
    from conftest import Run


def program(path: Path, *, watched: bool = True) -> object:
    """The program as a parameter; watched it is expected to fail, strictly, if it shows a limit of the detector."""
    marks = [pytest.mark.xfail(strict=True, reason=limit(path))] if watched and limit(path) else []
    if missing(path):
        marks.append(pytest.mark.skip(reason=missing(path)))
    return pytest.param(path, marks=marks, id=name(path))


@pytest.mark.parametrize("path", [program(path) for path in RACY])
def test_race_is_reported(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run(path)
    assert not complaints(path, outcome), str(outcome)


@pytest.mark.parametrize("path", [program(path) for path in CLEAN])
def test_clean_program_is_not_reported(path: Path, datarace_run: Run) -> None:
    outcome = datarace_run(path)
    assert not complaints(path, outcome), str(outcome)


@pytest.mark.parametrize("path", [program(path, watched=False) for path in PROGRAMS])
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
