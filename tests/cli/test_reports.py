"""What a run leaves for later, however it ends, and what ``datarace report`` makes of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sample import RACY

FORMS = {"text": "races.txt", "json": "races.json", "sarif": "r.sarif", "github": "r.github", "junit": "r.xml", "html": "r.html"}
ALL = [f"--format={name}={file}" for name, file in FORMS.items()]

#: A second thread of another name, and another attribute.
OTHER = RACY.replace("n = 0", "m = 0").replace("counter.n", "counter.m")

FORKED = """\
import os, sys, racy
child = os.fork()
if not child:
    exec(open("other.py").read())
    os._exit(0)
os.waitpid(child, 0)
"""


@pytest.fixture
def other(runner):
    return runner.write("other.py", OTHER)


def record(runner, name: str = "races.json") -> dict:
    return json.loads((runner.folder / name).read_text())


def report(runner, *arguments: str, **settings):
    return runner.python("-m", "datarace", "report", *arguments, **settings)


def left(runner) -> set[str]:
    return {path.name for path in runner.folder.iterdir() if path.suffix not in (".py", "") and path.name != "__pycache__"}


def test_every_form_is_written_at_the_end_and_nothing_else(runner, racy):
    done = runner.datarace(*ALL, racy)
    assert (done.status, done.out) == (66, "done\n")
    # The text goes to its file; the last line is for whoever watches.
    assert re.fullmatch(r"datarace: found \d+ data races?, 1 distinct\n", done.err)
    assert left(runner) == set(FORMS.values())
    for name, file in FORMS.items():
        text = (runner.folder / file).read_text()
        assert "lost-update" in text, name
        again = report(runner, "races.json", f"--format={name}")
        assert (again.status, again.err) == (0, "")
        assert again.out == text, name
    data = record(runner)
    assert [run["found"]["distinct"] for run in data["runs"]] == [1]
    assert data["races"][0]["count"] == data["runs"][0]["found"]["races"]


def test_text_stays_where_it_is_unless_it_is_sent_elsewhere(runner, racy):
    done = runner.datarace("--format=json=races.json", "--format=text", racy)
    assert (done.status, done.reports) == (66, 1)


def test_annotations_come_after_the_text_on_standard_error(runner, racy):
    done = runner.datarace("--format=github", racy)
    assert done.reports == 1
    assert done.err.splitlines()[-1].startswith("::error file=racy.py,line=12,col=5,")
    assert "::" not in done.out
    assert left(runner) == set()


def test_a_form_can_go_to_standard_output(runner, racy):
    done = runner.datarace("--format=json=-", racy)
    head, _, rest = done.out.partition("\n")
    assert head == "done"
    assert json.loads(rest)["races"][0]["kind"] == "lost-update"


def test_a_run_without_a_race_leaves_reports_that_say_so(runner):
    runner.write("clean.py", "print('done')\n")
    done = runner.datarace(*ALL, "clean.py")
    assert (done.status, done.out, done.err) == (0, "done\n", "")
    assert left(runner) == set(FORMS.values())
    assert record(runner)["races"] == []
    assert report(runner, "races.json").out == "datarace: 0 data races\n"


def test_nothing_that_makes_reports_is_loaded_in_the_program(runner, racy):
    runner.write(
        "program.py",
        "import atexit, sys\n"
        "atexit.register(lambda: print(sorted({'click', 'jinja2', 'pygments', 'rich', 'xml', 'datarace.reports.formats'} & set(sys.modules))))\n"
        "import racy\n",
    )
    done = runner.datarace(*ALL, "program.py")
    assert done.out == "done\n[]\n"
    assert left(runner) == set(FORMS.values())


def test_modules_of_the_program_are_not_taken_for_those_of_reports(runner, racy):
    for name in ("json", "jinja2", "pygments", "hashlib", "xml"):
        runner.write(f"{name}.py", f"raise RuntimeError('the {name} of the program')\n")
    # The command as it is installed: `python -m` would put the folder of the program before the standard library itself.
    command = str(Path(sys.executable).with_name("datarace"))
    done = runner.python(command, "run", *ALL, racy)
    assert (done.status, done.out) == (66, "done\n"), done.err
    assert left(runner) == set(FORMS.values())


@pytest.mark.parametrize("end", ["os._exit(0)", "sys.exit()", "1/0"])
def test_reports_are_made_however_python_ends(runner, racy, end):
    runner.write("program.py", f"import os, sys, racy\n{end}\n")
    runner.datarace(*ALL, "program.py")
    assert left(runner) == set(FORMS.values())
    assert len(record(runner)["races"]) == 1


def test_reports_are_made_when_the_first_race_ends_the_program(runner, racy):
    done = runner.datarace("--halt-on-error", *ALL, racy)
    assert done.status == 66
    assert left(runner) == set(FORMS.values())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_what_was_found_is_there_when_the_program_is_killed(runner, racy, number):
    runner.write("program.py", f"import os, racy\nos.kill(os.getpid(), {number:d})\n")
    done = runner.datarace(*ALL, "program.py")
    assert done.status == -number
    assert left(runner) == {"races.json"}
    again = report(runner, "races.json", "--format=text", "--format=html=late.html")
    assert again.status == 0
    assert again.out.count("WARNING: DATA RACE") == 1
    assert "was not recorded" in again.out
    assert "lost-update" in (runner.folder / "late.html").read_text()


def test_what_was_found_is_beside_the_report_when_there_is_no_record(runner, racy):
    runner.write("program.py", "import os, racy\nos.kill(os.getpid(), 9)\n")
    runner.datarace("--format=html=r.html", "program.py")
    assert left(runner) == {"r.html.jsonl"}
    assert "WARNING: DATA RACE" in report(runner, "r.html.jsonl").out


def test_a_line_that_was_cut_off_is_told_and_the_rest_is_used(runner, racy):
    runner.write("program.py", "import os, racy\nos.kill(os.getpid(), 9)\n")
    runner.datarace("--format=json=races.json", "program.py")
    file = runner.folder / "races.json"
    file.write_text(file.read_text() + '{"race": {"kind": "lo')
    done = report(runner, "races.json")
    assert done.out.count("WARNING: DATA RACE") == 1
    assert "1 line of the record could not be read" in done.out


def test_a_program_that_becomes_another_leaves_what_it_found(runner, racy):
    runner.write("program.py", "import os, sys, racy\nos.execv(sys.executable, [sys.executable, '-c', ''])\n")
    runner.datarace("--format=json=races.json", "program.py")
    assert "WARNING: DATA RACE" in report(runner, "races.json").out


def test_a_program_that_is_watched_in_its_next_life_has_one_record(runner, racy, other):
    runner.write("program.py", "import os, sys, racy\nos.execv(sys.executable, [sys.executable, 'other.py'])\n")
    runner.datarace("--follow-children", "--format=json=races.json", "program.py")
    assert {race["location"]["name"] for race in record(runner)["races"]} == {"'n'", "'m'"}


@pytest.mark.parametrize("start", [FORKED, "import subprocess, sys, racy\nsubprocess.run([sys.executable, 'other.py'])\n"])
def test_races_of_children_are_in_the_same_record(runner, racy, other, start):
    runner.write("program.py", start)
    runner.datarace("--follow-children", "--format=json=races.json", "program.py")
    data = record(runner)
    assert {race["location"]["name"] for race in data["races"]} == {"'n'", "'m'"}
    assert sorted(run["process"]["is_launched"] for run in data["runs"]) == [False, True]
    assert all(run["found"]["distinct"] == 1 for run in data["runs"])


def test_a_child_that_outlives_the_run_leaves_the_record_alone(runner, racy, other):
    runner.write(
        "program.py",
        "import os, racy\n"
        "go, gone = os.pipe(), os.pipe()\n"
        "if not os.fork():\n"
        "    os.close(go[1]); os.read(go[0], 1)\n"  # returns when the launched process is gone
        "    exec(open('other.py').read())\n"
        "    os._exit(0)\n",
    )
    runner.datarace("--format=json=races.json", "program.py")
    assert [race["location"]["name"] for race in record(runner)["races"]] == ["'n'"]


def test_start_and_stop_in_a_program_write_reports_too(runner, racy):
    runner.write(
        "program.py", "import datarace\ndatarace.start(format=['json=races.json'])\nimport racy\nprint(len(datarace.stop()))\n"
    )
    done = runner.python("program.py")
    assert (done.out, done.status) == ("done\n1\n", 0)
    assert len(record(runner)["races"]) == 1


def test_a_program_that_closes_everything_and_leaves_its_folder_has_its_reports(runner, racy):
    runner.write("program.py", "import os, racy\nos.closerange(3, 1000)\nos.chdir('/')\n")
    runner.datarace(*ALL, "program.py")
    assert left(runner) == set(FORMS.values())


def test_a_program_that_ignores_its_children_has_its_reports(runner, racy):
    runner.write("program.py", "import signal, racy\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n")
    done = runner.datarace(*ALL, "program.py")
    assert "could not" not in done.err
    assert left(runner) == set(FORMS.values())


def test_where_reports_cannot_be_made_the_races_are_kept_and_it_is_said(runner, racy):
    runner.write("program.py", "import os, sys, racy\nsys.executable = '/no/such/python'\n")
    done = runner.datarace(*ALL, "program.py")
    assert done.status == 66
    assert "the reports could not be made" in done.err
    assert "races.json, which datarace report reads" in done.err
    assert "WARNING: DATA RACE" in report(runner, "races.json").out


def test_a_full_disk_is_told_once_and_the_program_runs_on(runner, racy):
    done = runner.datarace("--format=json=/dev/full", racy)
    assert (done.status, done.out) == (66, "done\n")
    assert "cannot write to '/dev/full': no space left on device" in done.err
    kept = re.search(r"the races are in (\S+),", done.err)[1]
    assert "WARNING: DATA RACE" in report(runner, kept).out
    os.unlink(kept)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("jsn=races.json", "must be text, json, sarif, github, junit or html with a file after it, as in json=races.json"),
        ("json", "with a file after it"),
        ("json=", "with a file after it"),
        ("json=no/races.json", "is not a folder"),
        ("json=.", "it is a folder"),
    ],
)
def test_a_form_that_cannot_be_is_told_before_the_program_starts(runner, racy, given, message):
    done = runner.datarace(f"--format={given}", racy)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_two_forms_cannot_go_to_one_file(runner, racy):
    done = runner.datarace("--format=json=r", "--format=html=./r", racy)
    assert (done.status, done.out) == (2, "")
    assert "the forms json and html cannot both go to './r'" in done.err


# --- datarace report -------------------------------------------------------------------------------------------------


def test_many_records_become_one_and_counts_add_up(runner, racy, other):
    for name, program in (("a", racy), ("b", racy), ("c", other)):
        runner.datarace(f"--format=json={name}.json", program)
    done = report(runner, "a.json", "b.json", "c.json", "--format=json=all.json")
    assert (done.status, done.out, done.err) == (0, "", "")
    data = record(runner, "all.json")
    counts = {race["location"]["name"]: race["count"] for race in data["races"]}
    (alone,) = record(runner, "a.json")["races"]
    (second,) = record(runner, "b.json")["races"]
    assert set(counts) == {"'n'", "'m'"}
    assert counts["'n'"] == alone["count"] + second["count"]
    assert len(data["runs"]) == 3


def test_errors_come_before_warnings(runner):
    runner.write("mixed.py", RACY.replace("def add():", "flag = 0\ndef add():\n    global flag\n    flag = 1"))
    runner.datarace("--format=json=races.json", "mixed.py")
    levels = [race["level"] for race in record(runner)["races"]]
    assert levels == ["error", "warning"]


def test_the_exit_status_is_as_asked(runner, racy):
    runner.datarace("--format=json=races.json", racy)
    assert report(runner, "races.json").status == 0
    assert report(runner, "races.json", "--fail-on=error").status == 66
    assert report(runner, "races.json", "--fail-on=warning", "--exit-code=3").status == 3
    assert report(runner, "races.json", "--fail-on=error", "--baseline=races.json").status == 0


def test_a_prefix_is_left_out_of_the_names_of_files(runner, racy):
    runner.datarace("--format=json=races.json", str(runner.folder / racy))
    assert f"{runner.folder}/racy.py:12" in report(runner, "races.json").out
    done = report(runner, "races.json", f"--strip-path-prefix={runner.folder}/")
    assert str(runner.folder) not in done.out.replace("process", "")
    assert "\n      racy.py:12\n" in done.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no file 'bad.json'"),
        (b"", "it is no JSON"),
        (b"\xff\xfe", "it is no text in UTF-8"),
        (b"[]", "it is no record of datarace"),
        (b'{"version": 9, "races": []}', "it is a record of version 9, and this datarace reads version 1"),
        (b'{"version": 1, "races": [{}]}', "races[0] is not complete"),
        (b"[" * 100_000, "bad.json"),
    ],
)
def test_a_file_that_is_no_record_is_one_sentence_and_status_2(runner, content, message):
    if content is not None:
        (runner.folder / "bad.json").write_bytes(content)
    for command in (
        ["report", "bad.json"],
        ["baseline", "update", "base.json", "bad.json"],
        ["baseline", "compare", "bad.json", "bad.json"],
    ):
        done = runner.python("-m", "datarace", *command)
        assert (done.status, done.out) == (2, "")
        assert message in done.err
        assert done.err.count("\n") == 1
    assert not (runner.folder / "base.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "missing argument"),
        (("--format=jsn", "x"), "must be text, json, sarif, github, junit or html"),
        (("--format=html", "--format=json", "x"), "the forms html and json cannot both go to standard output"),
        (("--format=html=no/x.html", "x"), "is not a folder"),
        (("--formt=html", "x"), "there is no option '--formt'; did you mean '--format'?"),
    ],
)
def test_report_says_what_is_wrong_with_its_arguments(runner, arguments, message):
    done = report(runner, *arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


# --- the first line, and colour ----------------------------------------------------------------------------------------


def test_one_line_for_editors_comes_before_each_report(runner, racy):
    done = runner.datarace(racy)
    first, ruler = done.err.splitlines()[:2]
    assert re.fullmatch(r"\S*racy\.py:12:5: error: lost-update of attribute 'n' of <Counter at 0x[0-9a-f]+>", first)
    assert ruler == "=" * 18


def test_files_and_pipes_get_no_colour(runner, racy):
    assert "\x1b" not in runner.datarace(racy, env={"FORCE_COLOR": "", "NO_COLOR": ""}).err
    runner.datarace("--log-path=log", racy, env={"FORCE_COLOR": "1"})
    assert "\x1b" not in next(runner.folder.glob("log.*")).read_text()


def test_colour_can_be_forced_and_forbidden(runner, racy):
    assert "\x1b[" in runner.datarace(racy, env={"FORCE_COLOR": "1"}).err
    assert "\x1b" not in runner.datarace(racy, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).err
    assert "\x1b" not in runner.datarace(racy, env={"FORCE_COLOR": "0"}).err


@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colour(runner, racy, terminal, variables, coloured):
    main, other = terminal
    environment = {name: value for name, value in runner.environment.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "datarace", "run", racy],
        cwd=runner.folder,
        env={**environment, "TERM": "xterm", **variables},
        stdout=subprocess.DEVNULL,
        stderr=other,
    )
    os.close(other)
    text = b""
    while True:
        try:
            piece = os.read(main, 4096)
        except OSError:  # how Linux says that nobody has the other end any more
            break
        if not piece:
            break
        text += piece
    os.close(main)
    assert process.wait() == 66
    assert b"WARNING: DATA RACE" in text
    assert (b"\x1b[" in text) is coloured
