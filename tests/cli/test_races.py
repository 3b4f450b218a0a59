"""What a run under datarace says and with which status it ends, with a race in it."""

from __future__ import annotations

import os
import re
import signal
import sys

import pytest

from datarace import StateError, UsageError

STATUS_0 = ["", "\nimport sys; sys.exit()", "\nimport sys; sys.exit(0)", "\nimport sys; sys.exit(None)"]


@pytest.mark.parametrize("end", STATUS_0)
def test_a_program_that_ends_well_ends_with_66(runner, racy, end):
    with (runner.folder / racy).open("a") as program:
        program.write(end)
    done = runner.datarace(racy)
    assert (done.status, done.out, done.reports) == (66, "done\n", 1)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit('words')", 1),
        ("1/0", 1),
        ("raise KeyboardInterrupt", -signal.SIGINT),
        ("import os; os._exit(4)", 4),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
    ],
)
def test_a_program_that_fails_keeps_its_status(runner, racy, end, status):
    with (runner.folder / racy).open("a") as program:
        program.write(f"\nimport sys; sys.stdout.flush()\n{end}\n")
    done = runner.datarace(racy)
    assert (done.status, done.out, done.reports) == (status, "done\n", 1)


def test_os__exit_with_0_is_0(runner, racy):
    with (runner.folder / racy).open("a") as program:
        program.write("\nimport os; os._exit(0)\n")
    assert runner.datarace(racy).status == 0


def test_the_report_says_all_that_it_should(runner, racy):
    done = runner.datarace(racy)
    assert "Location: attribute 'n' of <Counter at 0x" in done.err
    later = re.search(r"^(Read|Write) at 0x[0-9a-f]{12} by thread (T[12] 'adder-[12]'):$", done.err, re.M)
    earlier = re.search(r"^Previous (read|write) at 0x[0-9a-f]{12} by thread (T[12] 'adder-[12]'):$", done.err, re.M)
    # Without the GIL either may come second.
    assert later
    assert earlier
    assert {later[2], earlier[2]} == {"T1 'adder-1'", "T2 'adder-2'"}
    assert re.search(r"^  add\(\)\n      .*racy\.py:12\n        counter\.n \+= 1$", done.err, re.M)
    assert done.err.count("holding no lock") == 2
    assert re.search(r"^Thread T2 'adder-2' \((running|finished)\) created at:\n", done.err, re.M)
    assert re.search(r"^  <module>\n      .*racy\.py:17\n        thread\.start\(\)$", done.err, re.M)
    assert re.search(r"^datarace: found \d+ data races?, 1 distinct$", done.err, re.M)


def test_a_race_in_a_loop_is_printed_once_and_counted(runner):
    runner.write(
        "loop.py",
        "import threading\nclass A: n = 0\na = A()\n"
        "def add():\n    for _ in range(100): a.n += 1\n"
        "ts = [threading.Thread(target=add) for _ in range(4)]\n[t.start() for t in ts]\n[t.join() for t in ts]\n",
    )
    done = runner.datarace("loop.py")
    assert done.status == 66
    found, distinct = re.search(r"found (\d+) data races?, (\d+) distinct", done.err).groups()
    assert int(found) >= int(distinct) == done.reports


def test_exit_code_can_be_chosen(runner, racy):
    assert runner.datarace("--exit-code", "5", racy).status == 5
    assert runner.datarace("--exit-code=0", racy).status == 0
    assert runner.datarace(racy, env={"DATARACE_OPTIONS": "exit_code=7"}).status == 7
    assert runner.datarace("--exit-code", "8", racy, env={"DATARACE_OPTIONS": "exit_code=7"}).status == 8


def test_halt_on_error_ends_with_the_first_report(runner, racy):
    with (runner.folder / racy).open("a") as program:
        program.write("\nprint('never')\n")
    done = runner.datarace("--halt-on-error", racy)
    assert (done.status, done.reports) == (66, 1)
    assert "never" not in done.out
    # Without the GIL the other thread may be in the midst of the same race.
    assert re.search(r"found [12] data races?, 1 distinct", done.err)


def test_halt_on_error_writes_out_what_was_printed(runner, racy):
    runner.write("program.py", "print('before', end='')\nimport racy\n")
    assert runner.datarace("--halt-on-error", "program.py").out.startswith("before")


def test_log_path(runner, racy):
    done = runner.datarace("--log-path", "log", racy)
    assert (done.status, done.out, done.err) == (66, "done\n", "")
    (log,) = runner.folder.glob("log.*")
    assert re.fullmatch(r"log\.\d+", log.name)
    text = log.read_text()
    assert text.count("WARNING: DATA RACE") == 1
    assert "datarace: found" in text


def test_log_path_is_not_written_without_a_race(runner):
    runner.write("quiet.py", "")
    assert runner.datarace("--log-path", "log", "quiet.py").status == 0
    assert list(runner.folder.glob("log*")) == []


def test_strip_path_prefix(runner, racy):
    done = runner.datarace("--strip-path-prefix", f"{runner.folder}/", f"{runner.folder}/{racy}")
    assert re.search(r"^      racy\.py:12$", done.err, re.M)
    assert str(runner.folder) not in done.err


def test_verbose_tells_that_nothing_was_found(runner):
    runner.write("quiet.py", "")
    done = runner.datarace("--verbose", "quiet.py")
    assert done.status == 0
    assert done.err.startswith("datarace: found 0 data races")


def test_excluded_modules_are_not_watched(runner, racy):
    runner.write("program.py", "import racy")
    assert runner.datarace("program.py").reports == 1
    done = runner.datarace("--exclude", "racy", "--verbose", "program.py")
    assert (done.status, done.reports) == (0, 0)
    assert "racy (excluded)" in done.err


def test_reports_do_not_go_through_the_program_s_sys_stderr(runner, racy):
    text = (runner.folder / racy).read_text()
    runner.write("program.py", "import io, sys\nsys.stderr = kept = io.StringIO()\n" + text + "print(kept.getvalue())")
    done = runner.datarace("program.py")
    assert (done.out, done.reports) == ("done\n\n", 1)


def test_code_modules_and_standard_input(runner, racy):
    code = (runner.folder / racy).read_text()
    assert runner.datarace("-c", code).status == 66
    assert runner.datarace("-", stdin=code).status == 66
    assert runner.datarace("-m", "racy").status == 66


def test_an_interrupted_program_has_told_what_was_found(runner, racy):
    with (runner.folder / racy).open("a") as program:
        program.write("\nimport os, signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time; time.sleep(60)\n")
    done = runner.datarace(racy)
    assert (done.status, done.reports) == (-signal.SIGINT, 1)
    assert "KeyboardInterrupt" in done.err


def test_a_forked_child_that_finds_nothing_ends_with_0(runner, racy):
    with (runner.folder / racy).open("a") as program:
        program.write(
            "\nimport os, sys\nsys.stdout.flush()\npid = os.fork()\nif not pid: sys.exit(0)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
        )
    done = runner.datarace(racy)
    assert (done.status, done.out) == (66, "done\n0\n")


IN_PROGRAM = """\
import datarace
datarace.start({options})
import racy
races = datarace.stop()
for race in races:
    print(type(race).__name__, race.location.kind, race.location.name, race.location.owner.split(" at ")[0], race.count)
    print(race.current.task, "/", race.previous.task, race.current.stack[0].line, race.current.is_update)
    assert str(race).count("WARNING: DATA RACE") == 1
"""


def test_start_and_stop_in_a_program(runner, racy):
    runner.write("program.py", IN_PROGRAM.format(options=""))
    done = runner.python("program.py")
    assert "Race attribute 'n' <Counter" in done.out, done.err
    # Without the GIL either may come second.
    assert re.search(r"^thread (T1 'adder-1' / thread T2 'adder-2'|T2 'adder-2' / thread T1 'adder-1') 12 ", done.out, re.M)
    assert done.reports == 1


def test_start_takes_the_options_of_the_table(runner, racy):
    runner.write("program.py", IN_PROGRAM.format(options="log_path='log'"))
    done = runner.python("program.py")
    assert (done.err, done.status) == ("", 0)
    assert len(list(runner.folder.glob("log.*"))) == 1


def test_without_a_stop_the_end_is_as_under_datarace_run(runner, racy):
    runner.write("program.py", "import datarace\ndatarace.start(exit_code=9)\nimport racy\n")
    done = runner.python("program.py")
    assert (done.out, done.status, done.reports) == ("done\n", 9, 1)
    assert re.search(r"^datarace: found \d+ data races?, 1 distinct$", done.err, re.M)


def test_start_and_stop_twice(runner, racy):
    runner.write(
        "program.py",
        "import datarace, importlib\n"
        "for _ in range(2):\n    datarace.start()\n    import racy\n    importlib.reload(racy)\n"
        "    print(len(datarace.stop()))\n",
    )
    assert re.sub(r"done\n", "", runner.python("program.py").out) == "1\n1\n"


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ("datarace.stop()", StateError, "stop() needs a start() before it"),
        ("datarace.start(); datarace.start()", StateError, "running already"),
        ("datarace.start(exit_cod=1)", UsageError, "did you mean 'exit_code'?"),
        ("datarace.start(exit_code='x')", UsageError, "whole number"),
        ("datarace.start(log_path='none/log')", UsageError, "is not a folder"),
        ("datarace.start(); datarace.stop(); datarace.stop()", StateError, "not running"),
    ],
)
def test_calls_that_do_not_fit(runner, code, error, words):
    done = runner.python("-c", f"import datarace\n{code}")
    assert done.status == 1
    last = done.err.splitlines()[-1]
    assert last.startswith(f"datarace.errors.{error.__name__}: ")
    assert words in last


def test_under_datarace_run_start_is_told_that_it_runs_already(runner):
    assert "running already" in runner.datarace("-c", "import datarace; datarace.start()").err


def test_the_program_sees_the_public_names(runner):
    runner.write(
        "program.py", "import datarace\nfor name in datarace.__all__: getattr(datarace, name)\nprint(dir(datarace) != [])"
    )
    assert runner.python("program.py").out == "True\n"
    assert "no attribute 'nothing'" in runner.python("-c", "import datarace; datarace.nothing").err


def test_synchronisation_that_nobody_sees_can_be_told(runner):
    runner.write(
        "program.py",
        "import datarace, os, threading\n"
        "class A: n = 0\na = A()\nreading, writing = os.pipe()\n"
        "def first():\n    a.n = 1\n    datarace.release(a)\n    os.write(writing, b'x')\n"
        "def second():\n    os.read(reading, 1)\n    datarace.acquire(a)\n    a.n = 2\n"
        "ts = [threading.Thread(target=f) for f in (first, second)]\n[t.start() for t in ts]\n[t.join() for t in ts]\n",
    )
    assert runner.same("program.py").status == 0
    without = (runner.folder / "program.py").read_text().replace("datarace.acquire(a)", "pass")
    runner.write("without.py", without)
    assert runner.datarace("without.py").status == 66


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform != "linux", reason="looks at /proc")
def test_no_descriptor_and_no_variable_of_ours_reaches_a_child(runner):
    runner.write(
        "program.py",
        "import os, subprocess, sys\n"
        "print(subprocess.run(['ls', '/proc/self/fd'], capture_output=True, text=True, close_fds=False).stdout)\n",
    )
    assert runner.same("program.py").status == 0


@pytest.mark.skipif(sys.version_info < (3, 12), reason="tracemalloc itself does not find objects that have a dict up to 3.11")
def test_with_tracemalloc_a_report_says_where_the_object_was_made(runner, racy):
    done = runner.datarace(racy, flags=("-X", "tracemalloc=5"))
    assert (done.status, done.reports) == (66, 1)
    made = done.err[done.err.index(" allocated at:") :]
    assert "racy.py:8\n        counter = Counter()\n" in made
    assert " allocated at:" not in runner.datarace(racy).err
