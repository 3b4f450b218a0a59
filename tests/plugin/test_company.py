"""Together with other plugins and other ways to run tests."""

from __future__ import annotations

import pytest

RACY = """
    from shop import Counter, race


    def test_race():
        race()


    def test_fine():
        pass
"""


def test_run_parallel(suite):
    pytest.importorskip("pytest_run_parallel")
    ran = suite(
        "--parallel-threads=3",
        test_parallel="""
        from shop import Counter

        counter = Counter()


        def test_races_with_itself():
            counter.add()


        def test_fine():
            Counter().add()
        """,
    )
    assert ran.outcomes() == {"test_races_with_itself": "failed", "test_fine": "passed"}, ran
    assert ran.cases["test_races_with_itself"].reports >= 1


HANGS = """
    import os

    from shop import race


    def test_hangs():
        race()
        os.read(os.pipe()[0], 1)
"""


def test_timeout_by_signal_keeps_its_failure_and_the_report(suite):
    pytest.importorskip("pytest_timeout")
    ran = suite("--timeout=3", "--timeout-method=signal", test_hangs=HANGS)
    assert ran.outcomes() == {"test_hangs": "failed"}
    assert "Timeout" in ran.cases["test_hangs"].text
    assert "- datarace call -" in ran.out
    assert ran.out.count("WARNING: DATA RACE") == 1


def test_timeout_that_ends_the_process_loses_no_report(suite):
    pytest.importorskip("pytest_timeout")
    ran = suite("--timeout=3", "--timeout-method=thread", test_hangs=HANGS)
    assert ran.status == 1
    assert ran.err.count("WARNING: DATA RACE") == 1
    assert "datarace: found" in ran.err


def test_the_command_test_is_pytest(suite):
    ran = suite("-q", command=("-m", "datarace", "test", "--strict", "--ignore", "kind:torn"), test_command=RACY)
    assert (ran.status, ran.outcomes()) == (1, {"test_race": "failed", "test_fine": "passed"})
    ran = suite("-k", "fine", command=("-m", "datarace", "test", "--no-strict"), test_command=RACY)
    assert ran.status == 0


def test_under_the_launcher_the_plugin_takes_over(suite):
    command = ("-m", "datarace", "run", "--fail-on", "warning", "-m", "pytest", "--datarace")
    ran = suite(command=command, test_command=RACY)
    assert (ran.status, ran.outcomes()) == (1, {"test_race": "failed", "test_fine": "passed"})
    assert "WARNING: DATA RACE" not in ran.err
    ran = suite("--datarace-strict", command=command, test_command=RACY)
    assert ran.status == 4
    assert "the detector runs already: give its options to datarace run, not --datarace-strict to pytest" in ran.err


def test_unittest_runs_under_the_launcher(suite):
    ran = suite(
        command=("-m", "datarace", "run", "-m", "unittest", "-v"),
        test_unit="""
        import unittest

        from shop import race


        class Case(unittest.TestCase):
            def test_race(self):
                race()
        """,
    )
    assert ran.status == 66, ran
    assert "test_race" in ran.err
    assert ran.err.count("WARNING: DATA RACE") == 1


def test_two_runs_in_one_process_are_two_runs(suite, pytester):
    ran = suite(
        command=(
            "-c",
            "import pytest, sys; sys.exit(pytest.main(['--datarace', '-q']) + 10 * pytest.main(['--datarace', *sys.argv[1:]]))",
        ),
        test_twice=RACY,
    )
    assert ran.status == 11, ran
    assert ran.out.count("1 data race in 1 test") == 2
