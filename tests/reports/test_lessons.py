"""Every kind is explained, by a program that has it and one that has not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from datarace.reports.kinds import KINDS
from datarace.reports.lessons import LESSONS


def test_every_kind_has_a_lesson_and_every_lesson_a_kind():
    assert LESSONS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", LESSONS)
def test_the_program_of_a_kind_is_reported_as_that_kind(kind, tmp_path, datarace_run):
    (tmp_path / "program.py").write_text(LESSONS[kind].program)
    outcome = datarace_run("program.py")
    assert (kind, LESSONS[kind].level) in outcome.kinds, str(outcome)
    assert {level for _, level in outcome.kinds} <= {LESSONS[kind].level}, str(outcome)


@pytest.mark.parametrize("kind", LESSONS)
def test_nothing_is_reported_of_what_mends_it(kind, tmp_path, datarace_run):
    (tmp_path / "program.py").write_text(LESSONS[kind].mended)
    outcome = datarace_run("program.py")
    assert (outcome.status, outcome.err) == (0, ""), str(outcome)


def test_the_page_is_what_the_table_says():
    script = Path(__file__).parents[2] / "docs" / "make_kinds.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
