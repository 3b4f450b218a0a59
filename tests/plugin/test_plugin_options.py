"""Off unless asked; the same options everywhere; markers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from datarace.options import Options

RACY = """
    from shop import race


    def test_race():
        race()
"""


def test_off_unless_asked_and_then_nothing_is_imported(suite):
    ran = suite(
        command=("-m", "pytest"),
        test_off="""
        import sys

        from shop import race


        def test_race():
            race()
            assert [name for name in sys.modules if name.partition(".")[0] == "datarace"] == []
        """,
    )
    assert ran.status == 0, ran
    assert "data race" not in ran.out
    assert "datarace: " not in ran.out


def test_no_trace_when_the_plugin_is_blocked(suite):
    ran = suite("-p", "no:datarace", command=("-m", "pytest"), test_off="import sys\n\n\ndef test_it():\n    assert 'pytest_datarace' not in sys.modules\n")  # fmt: skip
    assert ran.status == 0, ran
    ran = suite("-p", "no:datarace", test_off=RACY)
    assert ran.status == 4
    assert "--datarace" in ran.err


def test_the_ini_file_turns_it_on_and_a_flag_off_again(suite, pytester):
    pytester.makeini("[pytest]\ndatarace = true\n")
    assert suite(command=("-m", "pytest"), test_ini=RACY).outcomes() == {"test_race": "failed"}
    assert suite("--no-datarace", command=("-m", "pytest"), test_ini=RACY).outcomes() == {"test_race": "passed"}


def test_layers_in_their_order(suite, pytester):
    pytester.makepyprojecttoml("[tool.datarace]\nfail_on = 'never'\n")
    assert suite(test_layers=RACY).status == 0
    pytester.makeini("[pytest]\ndatarace_fail_on = error\n")
    assert suite(test_layers=RACY).status == 1
    assert suite(options="fail_on=never", test_layers=RACY).status == 0
    ran = suite("--datarace-fail-on=warning", options="fail_on=never", test_layers=RACY)
    assert ran.status == 1
    # The header says what is not the default.
    assert "\ndatarace: 0." in ran.out
    assert "fail_on=warning" in ran.out


@pytest.mark.parametrize(
    ("arguments", "files", "message"),
    [
        (("--datarace-fail-on=sometimes",), {}, "option --datarace-fail-on must be error, warning or never, not 'sometimes'"),
        ((), {"pyproject.toml": "[tool.datarace]\nstict = true\n"}, "there is no option 'stict'; did you mean 'strict'?"),
        ((), {"pytest.ini": "[pytest]\ndatarace_memory_limit = much\n"}, "datarace_memory_limit must be a whole number"),
        (("--datarace-suppressions=none.txt",), {}, "the suppressions in '"),
        (("--datarace-ignore=rase:x",), {}, "there is no rule 'rase'; did you mean 'race'?"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_no_traceback(suite, pytester, arguments, files, message):
    for name, text in files.items():
        (pytester.path / name).write_text(text)
    ran = suite(*arguments, test_bad=RACY)
    assert ran.status == 4
    assert f"{message}" in ran.err, ran
    assert "datarace: " in ran.err
    assert "Traceback" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("stict=True", "has no argument 'stict'; did you mean 'strict'?"),
        ("'error'", "takes names only"),
        ("fail_on='sometimes'", "fail_on must be error, warning or never, not 'sometimes'"),
        ("ignore=['kind:rase']", "there is no kind 'rase'"),
    ],
)
def test_a_marker_that_cannot_be_used_is_said_before_the_first_test(suite, marker, message):
    ran = suite(test_bad=f"import pytest\n\n\n@pytest.mark.datarace({marker})\ndef test_it():\n    pass\n")
    assert ran.status == 4, ran
    assert message in ran.err
    assert "test_bad.py::test_it" in ran.err
    assert "Traceback" not in ran.out + ran.err


def test_a_worker_says_it_of_the_test(suite):
    ran = suite("-n", "2", test_bad="import pytest\n\n\n@pytest.mark.datarace(stict=True)\ndef test_it():\n    pass\n")
    assert (ran.status, ran.outcomes()) == (1, {"test_it": "error"}), ran
    assert "has no argument 'stict'" in ran.cases["test_it"].text


def test_markers_change_what_holds_for_a_test(suite):
    ran = suite(
        "--strict-markers",
        test_markers="""
        import pytest

        from shop import Counter, both, race


        def flag():
            counter = Counter()

            def stop():
                counter.n = True

            both(lambda: counter.n, stop)


        def atomic():
            table = {}
            both(lambda: table.update(a=1), lambda: table.update(a=2))


        def test_flag():
            flag()


        @pytest.mark.datarace(strict=True)
        def test_flag_strict():
            flag()


        @pytest.mark.datarace(fail_on="warning")
        def test_flag_warning():
            flag()


        def test_atomic():
            atomic()


        @pytest.mark.datarace(strict=True)
        def test_atomic_strict():
            atomic()


        def test_atomic_after():
            atomic()


        @pytest.mark.datarace_off
        def test_off():
            race()


        @pytest.mark.datarace(ignore=["race:shop.py", "race_top:never"])
        def test_ignored():
            race()


        @pytest.mark.datarace(fail_on="never", ignore=["kind:torn"])
        class TestClass:
            def test_never(self):
                race()

            @pytest.mark.datarace(fail_on="error")
            def test_nearest_wins(self):
                race()
        """,
    )
    assert ran.outcomes() == {
        "test_flag": "passed",
        "test_flag_strict": "failed",
        "test_flag_warning": "failed",
        "test_atomic": "passed",
        "test_atomic_strict": "failed",
        "test_atomic_after": "passed",
        "test_off": "passed",
        "test_ignored": "passed",
        "test_never": "passed",
        "test_nearest_wins": "failed",
    }, ran
    assert "suppressed by race:shop.py (marker of test_markers.py::test_ignored)" in ran.summary


def test_every_option_is_there_under_its_name(pytester):
    done = pytester.run(sys.executable, "-m", "pytest", "--help")
    text = done.stdout.str()
    for row in Options.table():
        assert (f"--datarace-{row.flag[2:]}" in text) is row.for_tests
        assert (f"datarace_{row.name} " in text) is row.for_tests


def test_the_copy_of_the_option_table_is_what_the_table_says():
    script = Path(__file__).parents[2] / "docs" / "make_options.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
