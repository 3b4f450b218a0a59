"""``datarace explain``: every kind, and the last race that was found."""

from __future__ import annotations

import pytest

from datarace.reports.lessons import LESSONS


def explain(runner, *arguments: str, **settings):
    return runner.python("-m", "datarace", "explain", *arguments, **settings)


@pytest.mark.parametrize("kind", LESSONS)
def test_a_kind_is_explained_with_its_two_programs(runner, kind):
    done = explain(runner, kind)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"{kind} ({LESSONS[kind].level})\n")
    unindented = "\n".join(line.removeprefix("    ") for line in done.out.splitlines())
    assert LESSONS[kind].program in unindented + "\n"
    assert LESSONS[kind].mended in unindented + "\n"
    assert max(map(len, done.out.splitlines())) <= 100


def test_without_a_kind_all_are_listed(runner):
    done = explain(runner)
    assert [line.split()[0] for line in done.out.splitlines()] == list(LESSONS)


def test_an_unknown_kind_is_told_with_the_nearest(runner):
    done = explain(runner, "lost-updates")
    assert (done.status, done.out) == (2, "")
    assert done.err == "datarace: there is no kind of race 'lost-updates'; did you mean 'lost-update'?\n"


def test_the_last_race_is_explained(runner, racy):
    runner.write("clean.py", "pass\n")
    runner.datarace(racy)
    runner.datarace("clean.py")
    done = explain(runner, "LAST")
    assert (done.status, done.err) == (0, "")
    assert "racy.py:12:5: error: lost-update" in done.out
    assert "Location: attribute 'n'" in done.out
    assert "How to mend it" in done.out


def test_before_the_first_race_there_is_none_to_explain(runner):
    done = explain(runner, "LAST")
    assert (done.status, done.out) == (2, "")
    assert "no race is recorded" in done.err


def test_a_folder_that_cannot_be_written_is_no_matter(runner, racy):
    runner.write(".state", "a file")
    done = runner.datarace(racy)
    assert done.status == 66
    assert "Traceback" not in done.err


def test_programs_are_highlighted_where_colour_is_wanted(runner):
    assert "\x1b[" in explain(runner, "torn", env={"FORCE_COLOR": "1"}).out
    assert "\x1b[" not in explain(runner, "torn", env={"NO_COLOR": "1"}).out
