"""Options in layers: default, pyproject.toml, environment, flags; and what shows them."""

from __future__ import annotations

import os

import pytest

from datarace.configuration import Configuration, Layer, find
from datarace.errors import UsageError
from datarace.options import Options


def row(name: str):
    return next(row for row in Options.table() if row.name == name)


def test_a_later_layer_wins_and_what_is_repeatable_adds_up(tmp_path):
    inner = tmp_path / "src" / "deep"
    inner.mkdir(parents=True)
    file = tmp_path / "pyproject.toml"
    file.write_text(
        "[tool.datarace]\nstrict = true\nexit_code = 3\nfail_on = 'never'\nmemory_limit = '1G'\n"
        "include = ['app', 'app/tool.py']\nsuppressions = 'known.txt'\nlog_path = 'out/races'\ncache = 'off'\n"
    )
    # One without our table is passed over, as one of another project would be.
    (inner / "pyproject.toml").write_text("[tool.other]\nname = 'datarace'\n")
    flags = Layer("command line", Options({"exit_code": 5, "strict": False}))
    found = Configuration.of(str(inner), {"DATARACE_OPTIONS": "exit_code=4 include=more fail_on=warning"}, flags)
    options = found.options
    assert (options.strict, options.exit_code, options.fail_on, options.memory_limit) == (False, 5, "warning", 1024)
    # Paths are relative to the file.
    assert options.include == ("app", f"{tmp_path}/app/tool.py", "more")
    assert options.suppressions == (f"{tmp_path}/known.txt",)
    assert (options.log_path, options.cache) == (f"{tmp_path}/out/races", "off")
    assert found.sources(row("exit_code")) == ["command line"]
    assert found.sources(row("fail_on")) == ["DATARACE_OPTIONS"]
    assert found.sources(row("memory_limit")) == [str(file)]
    assert found.sources(row("include")) == [str(file), "DATARACE_OPTIONS"]
    assert found.sources(row("verbose")) == []


def test_no_file_is_no_layer(tmp_path):
    assert find(str(tmp_path)) == ("", {})
    assert Configuration.of(str(tmp_path), {}).options == Options()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.datarace]\nstict = true\n", "[tool.datarace]: there is no option 'stict'; did you mean 'strict'?"),
        ("[tool.datarace]\nfail-on = 'error'\n", "there is no option 'fail-on'; did you mean 'fail_on'?"),
        ("[tool.datarace]\nstrict = 'yes'\n", "option strict must be True or False, not 'yes'"),
        ("[tool.datarace]\ninclude = [1]\n", "option include must be a text or a sequence of texts"),
        ("[tool.datarace\n", "cannot be read: expected"),
        ("[tool]\ndatarace = 1\n", "tool.datarace must be a table"),
        (b"[tool.datarace]\nlog_path = '\xff'\n", "cannot be read: "),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_file(runner, text, message):
    file = runner.folder / "pyproject.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    for command in (("run", "-c", "print(1)"), ("env",), ("test",)):
        done = runner.python("-m", "datarace", *command)
        assert (done.status, done.out) == (2, ""), done
        assert done.err.startswith(f"datarace: {file}")
        assert message in done.err
        assert done.err.count("\n") == 1


def test_the_file_holds_for_a_run_and_flags_win_over_it(runner, racy):
    runner.write("pyproject.toml", "[tool.datarace]\nexit_code = 3\nignore = ['race:add']\n")
    done = runner.datarace(racy)
    assert (done.status, done.reports) == (0, 0)
    # Twice: the read and the write in one thread meet the write in the other, or only one does.
    assert "suppressed by race:add (option ignore)" in done.err
    runner.write("pyproject.toml", "[tool.datarace]\nexit_code = 3\n")
    assert runner.datarace(racy).status == 3
    assert runner.datarace("--exit-code", "4", racy).status == 4
    assert runner.datarace(racy, env={"DATARACE_OPTIONS": "exit_code=5"}).status == 5


def test_the_program_reads_no_file_of_ours(runner):
    runner.write("pyproject.toml", "[tool.datarace]\nverbose = true\n")
    done = runner.datarace("-c", "import sys; print('tomllib' in sys.modules, 'datarace.configuration' in sys.modules)")
    assert done.out == "False False\n"
    assert "datarace: found 0 data races" in done.err


def test_env_shows_each_value_and_its_source(runner):
    file = runner.folder / "pyproject.toml"
    file.write_text("[tool.datarace]\nstrict = true\nexclude = ['a b']\n")
    done = runner.python("-m", "datarace", "env", "--exclude", "c", env={"DATARACE_OPTIONS": "fail_on=never"})
    lines = {line.split()[0]: line.split(" = ", 1)[1] for line in done.out.splitlines()}
    assert list(lines) == [row.name for row in Options.table()]
    assert lines["strict"].split() == ["1", os.path.realpath(file)] or lines["strict"].split() == ["1", str(file)]
    assert lines["fail_on"].split() == ["never", "DATARACE_OPTIONS"]
    assert lines["exit_code"].split() == ["66", "default"]
    assert lines["exclude"].startswith("'a b' 'c'  ")
    assert lines["exclude"].endswith(f"{file}, command line")


def test_suppressions_in_a_file_and_a_comment(runner, racy):
    runner.write("known.txt", "race_top:nothing\nthread:adder-*\n")
    done = runner.datarace("--suppressions", "known.txt", racy)
    assert (done.status, done.reports) == (0, 0)
    assert "suppressed by thread:adder-* (known.txt:2)" in done.err
    assert "nothing was suppressed by race_top:nothing (known.txt:1)" in done.err
    text = (runner.folder / racy).read_text().replace("counter.n += 1", "counter.n += 1  # datarace: ignore[lost-update] shown")
    runner.write("commented.py", text)
    done = runner.datarace("commented.py")
    assert (done.status, done.reports) == (0, 0)
    assert f"suppressed by comment at {runner.folder}/commented.py:12" in done.err


@pytest.mark.parametrize("flags", [("--suppressions", "none.txt"), ("--ignore", "rase:x"), ("--suppressions", "bad.txt")])
def test_bad_suppressions_end_the_command_before_the_program(runner, flags):
    runner.write("bad.txt", "race\n")
    done = runner.datarace(*flags, "-c", "print(1)")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("datarace: ")
    assert done.err.count("\n") == 1


def test_bad_suppressions_end_start_with_an_error():
    import datarace

    with pytest.raises(UsageError, match="there is no rule 'rase'"):
        datarace.start(ignore="rase:x")


def test_shells_can_complete(runner):
    for shell in ("bash", "zsh", "fish"):
        done = runner.python("-m", "datarace", "completion", shell)
        assert "_DATARACE_COMPLETE" in done.out
    words = {"_DATARACE_COMPLETE": "bash_complete", "COMP_CWORD": "2"}
    done = runner.python("-m", "datarace", env={**words, "COMP_WORDS": "datarace run --str"})
    assert done.out.splitlines() == ["plain,--strict", "plain,--strip-path-prefix"]
    done = runner.python("-m", "datarace", env={**words, "COMP_CWORD": "1", "COMP_WORDS": "datarace te"})
    assert done.out == "plain,test\n"
    done = runner.python("-m", "datarace", env={**words, "COMP_WORDS": "datarace run app"})
    assert done.out == "file,app\n"


def test_the_version_says_for_which_build(runner):
    import sysconfig

    done = runner.python("-m", "datarace", "--version")
    assert sysconfig.get_config_var("SOABI") in done.out
    assert ("free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else "with GIL") in done.out


def test_the_command_test_says_what_is_wrong(runner):
    done = runner.python("-m", "datarace", "test", "--memory-limit", "x")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "option --memory-limit must be a whole number" in done.err
    # What is none of our options is pytest's.
    done = runner.python("-m", "datarace", "test", "--fail-on", "never", "--no-such-option")
    assert done.status == 4
    assert "--no-such-option" in done.err
