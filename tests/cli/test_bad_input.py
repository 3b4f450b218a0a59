"""What cannot be run is one sentence on standard error and status 2."""

from __future__ import annotations

import os

import pytest


def check(done, words):
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("datarace: ")
    assert done.err.count("\n") == 1
    assert words in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "there is no program to run"),
        (["nope.py"], "there is no file 'nope.py' to run"),
        (["-m"], "-m needs the name of a module"),
        (["-c"], "-c needs code"),
        (["-q", "app.py"], "options of the interpreter go before: python -q -m datarace run"),
        (["--halt-on-eror", "app.py"], "did you mean '--halt-on-error'?"),
        (["--exit-code", "many", "app.py"], "option --exit-code must be a whole number from 0 to 255, not 'many'"),
        (["--exit-code=256", "app.py"], "not '256'"),
        (["--exit-code"], "requires an argument"),
        (["--verbose=1", "app.py"], "--verbose"),
        (["--log-path", "none/log", "app.py"], "is not a folder"),
        (["--log-path", "app.py/log", "app.py"], "is not a folder"),
    ],
)
def test_arguments(runner, arguments, words):
    runner.write("app.py", "print('never')")
    check(runner.datarace(*arguments), words)


@pytest.mark.parametrize(
    ("text", "words"),
    [("exit_cod=1", "did you mean 'exit_code'?"), ("exit_code=x", "whole number"), ("include='", "never closed")],
)
def test_options_in_the_environment(runner, text, words):
    runner.write("app.py", "print('never')")
    check(runner.datarace("app.py", env={"DATARACE_OPTIONS": text}), words)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read and write everything")
def test_files_without_permission(runner):
    (runner.folder / runner.write("app.py", "")).chmod(0)
    check(runner.datarace("app.py"), "permission denied")
    runner.write("other.py", "")
    (runner.folder / "closed").mkdir(mode=0o500)
    check(runner.datarace("--log-path", "closed/log", "other.py"), "no permission to write")


@pytest.mark.parametrize("command", [[], ["rum"], ["app.py"], ["options", "--all"], ["--all"]])
def test_commands(runner, command):
    check(runner.python("-m", "datarace", *command), "")


def test_a_script_given_as_a_command_is_told_how(runner):
    check(runner.python("-m", "datarace", "app.py"), "datarace run app.py")


@pytest.mark.parametrize("flag", ["-I", "-E", "-S"])
def test_interpreters_that_were_told_to_leave_out_what_is_needed(runner, flag):
    # These flags also hide the packages of this test's interpreter, so the path is set by hand.
    code = (
        "import sys; sys.path = {path!r}; sys.argv = ['datarace', 'run', 'app.py']; from datarace.cli.start import main; main()"
    )
    import sys

    runner.write("app.py", "")
    check(runner.python(flag, "-c", code.format(path=[p or os.getcwd() for p in sys.path])), f"started with {flag}")


PRETEND = """\
import sys
from datarace.cli.start import main
{what}
sys.argv = ["datarace", "run", "app.py"]
main()
"""


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("sys.version_info = (3, 10, 0)", "3.10 is not supported: datarace needs CPython 3.11 to 3.14 on Linux"),
        ("sys.version_info = (3, 99, 0)", "3.99 is not supported"),
        ("sys.implementation.name = 'pypy'", "pypy"),
        ("sys.platform = 'win32'", "the platform win32 is not supported"),
        ("sys.executable = ''", "does not know its own executable"),
    ],
)
def test_interpreters_and_installations_that_will_not_do(runner, what, words):
    runner.write("app.py", "print('never')")
    check(runner.python("-c", PRETEND.format(what=what)), words)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("sys.modules['datarace.probes'] = None", "the compiled part of datarace"),
        ("import datarace.probes as p; p.VERSION = '0.0.1'", "the compiled part is of datarace 0.0.1"),
    ],
)
def test_compiled_parts_that_will_not_do(runner, what, words):
    start = "from datarace.detector import start_from_environment; start_from_environment(''); print('never')"
    check(runner.python("-c", f"import sys\n{what}\n{start}"), words)


def test_version_and_help_are_no_errors(runner):
    version = runner.python("-m", "datarace", "--version")
    assert version.status == 0
    assert version.out.startswith("datarace ")
    assert "compiled part in place" in version.out
    for command in (["--help"], ["run", "--help"], ["run", "-h"], ["options"]):
        done = runner.python("-m", "datarace", *command)
        assert (done.status, done.err) == (0, "")
    assert "--halt-on-error" in runner.python("-m", "datarace", "run", "--help").out


@pytest.mark.parametrize(
    "words",
    [
        ["app.py", "--strict", "x"],
        ["--", "app.py"],
        ["-c", "import sys; print(sys.argv)", "-h"],
        ["nothing.py"],
        ["-x"],
        ["--"],
        ["-m"],
    ],
)
def test_the_short_way_of_a_run_without_options_does_what_the_long_one_does(runner, words):
    runner.write("app.py", "import sys; print(sys.argv)")
    runner.write("long.py", "from datarace.cli.main import main; main()")
    short, through_click = (runner.python(*way, "run", *words) for way in (["-m", "datarace"], ["long.py"]))
    assert (short.status, short.out, short.err) == (through_click.status, through_click.out, through_click.err)


def test_a_run_without_options_does_not_wait_for_the_import_of_click(runner):
    runner.write("app.py", "")
    for options, waits in ([], False), (["--strict"], True):
        told = runner.python("-X", "importtime", "-m", "datarace", "run", *options, "app.py").err
        assert ("click.core" in told) is waits
