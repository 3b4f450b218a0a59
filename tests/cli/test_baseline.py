"""Known races: they do not fail, new ones do, and those that are gone are told."""

from __future__ import annotations

import json

import pytest
from sample import RACY

OTHER = RACY.replace("n = 0", "m = 0").replace("counter.n", "counter.m")


@pytest.fixture
def known(runner, racy):
    """A baseline that knows the race of ``racy.py``."""
    runner.datarace("--format=json=races.json", racy)
    done = baseline(runner, "update", "base.json", "races.json")
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("1 added, 0 known, 0 dropped\nbase.json: 1 known race\n")
    return "--baseline=base.json"


def baseline(runner, *arguments: str):
    return runner.python("-m", "datarace", "baseline", *arguments)


def test_a_known_race_is_counted_and_neither_told_nor_an_error(runner, racy, known):
    done = runner.datarace(known, "--format=json=again.json", racy)
    assert (done.status, done.out, done.reports) == (0, "done\n", 0)
    assert "1 distinct; all of the distinct ones in the baseline" in done.err
    data = json.loads((runner.folder / "again.json").read_text())
    assert [race["known"] for race in data["races"]] == [True]
    assert data["runs"][0]["found"]["known"] == 1


def test_a_new_race_is_told_and_an_error(runner, racy, known):
    runner.write("both.py", "import racy\n" + OTHER)
    done = runner.datarace(known, "both.py")
    assert (done.status, done.reports) == (66, 1)
    assert "Location: attribute 'm'" in done.err
    assert "1 of the distinct ones in the baseline" in done.err


def test_a_known_race_does_not_halt(runner, racy, known):
    assert runner.datarace(known, "--halt-on-error", racy).out == "done\n"


def test_a_race_that_is_gone_is_told(runner, racy, known):
    runner.write("clean.py", "print('done')\n")
    done = runner.datarace(known, "clean.py")
    assert (done.status, done.out) == (0, "done\n")
    assert done.err == "datarace: found 0 data races; 1 race of the baseline was not found\n"


def test_edits_elsewhere_in_the_file_do_not_make_a_race_new(runner, known):
    runner.write(
        "racy.py", "# A comment.\n\nX = 1\n\n\n" + RACY.replace("    counter.n += 1", "    y = 1\n    counter.n += 1  # here")
    )
    assert runner.datarace(known, "racy.py").status == 0


@pytest.mark.parametrize("change", [("counter.n += 1", "counter.n += 2"), ("def add", "def plus"), ("n = 0", "k = 0")])
def test_another_line_function_or_name_is_a_new_race(runner, known, change):
    runner.write(
        "racy.py",
        RACY.replace(*change)
        .replace("target=add", "target=add if 'add' in globals() else plus")
        .replace("counter.n", "counter.k" if change[1] == "k = 0" else "counter.n"),
    )
    assert runner.datarace(known, "racy.py").status == 66


@pytest.mark.parametrize(
    "start",
    [
        "import os\nchild = os.fork()\nif not child:\n    import racy\n    os._exit(0)\nos.waitpid(child, 0)\n",
        "import subprocess, sys\nsubprocess.run([sys.executable, 'racy.py'])\n",
    ],
)
def test_a_known_race_of_a_child_is_known_and_not_gone(runner, racy, known, start):
    runner.write("program.py", start)
    done = runner.datarace(known, "--follow-children", "program.py")
    assert (done.status, done.reports) == (0, 0)
    assert "was not found" not in done.err


def test_a_record_of_a_run_is_a_baseline_too(runner, racy, known):
    assert runner.datarace("--baseline=races.json", "--format=json=races.json", racy).status == 0


def test_the_same_race_makes_the_same_baseline(runner, racy, known):
    first = (runner.folder / "base.json").read_text()
    runner.datarace("--format=json=races.json", racy)
    baseline(runner, "update", "base.json", "races.json")
    assert (runner.folder / "base.json").read_text() == first
    assert "0x" not in first
    assert str(runner.folder) not in first


def test_a_known_race_of_which_other_accesses_met_leaves_the_baseline_as_it_is(runner, racy, known):
    first = (runner.folder / "base.json").read_text()
    record = json.loads((runner.folder / "races.json").read_text())
    (race,) = record["races"]
    for side in (race["current"], race["previous"]):
        side["is_write"] = not side["is_write"]
    (runner.folder / "races.json").write_text(json.dumps(record))
    assert baseline(runner, "update", "base.json", "races.json").out.startswith("0 added, 1 known")
    assert (runner.folder / "base.json").read_text() == first


def test_update_adds_and_drops_and_can_keep(runner, racy, known):
    runner.write("other.py", OTHER)
    runner.datarace("--format=json=other.json", "other.py")
    done = baseline(runner, "update", "--keep-gone", "base.json", "other.json")
    assert done.out.endswith("1 added, 0 known, 1 kept\nbase.json: 2 known races\n")
    done = baseline(runner, "update", "base.json", "other.json")
    assert "dropped: racy.py:12:5: error: lost-update of attribute 'n' of <Counter>\n" in done.out
    assert done.out.endswith("0 added, 1 known, 1 dropped\nbase.json: 1 known race\n")


def test_compare_tells_what_is_new_and_what_is_gone(runner, racy, known):
    runner.write("other.py", OTHER)
    runner.datarace("--format=json=other.json", "other.py")
    done = baseline(runner, "compare", "base.json", "other.json")
    assert done.status == 66
    assert done.out.endswith("1 new, 0 known, 1 gone\n")
    done = baseline(runner, "compare", "base.json", "races.json", "other.json", "--exit-code=4")
    assert done.status == 4
    assert baseline(runner, "compare", "base.json", "races.json").status == 0


def test_a_report_can_leave_out_what_is_known(runner, racy, known):
    done = runner.python("-m", "datarace", "report", "races.json", "--baseline=base.json")
    assert "WARNING" not in done.out
    assert done.out.endswith("1 in the baseline\n")
    log = runner.python("-m", "datarace", "report", "races.json", "--baseline=base.json", "--format=sarif").out
    assert json.loads(log)["runs"][0]["results"][0]["baselineState"] == "unchanged"


@pytest.mark.parametrize("content", [None, "", "[]", '{"version": 1}', '{"races": [{}], "version": 1}'])
def test_a_baseline_that_is_none_ends_before_the_program_starts(runner, racy, content):
    if content is not None:
        runner.write("bad.json", content)
    done = runner.datarace("--baseline=bad.json", racy)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("datarace: the baseline 'bad.json'")
    assert done.err.count("\n") == 1
