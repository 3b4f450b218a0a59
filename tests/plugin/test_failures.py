"""A race fails the test in whose run it happened, and says so in that test's report."""

from __future__ import annotations

import pytest

SEVERAL = """
    import unittest

    import pytest

    from shop import Counter, both, race


    def test_race():
        race()


    def test_fine():
        counter = Counter()
        both(counter.add)
        counter.add()


    def test_same_race_again():
        race()


    @pytest.mark.parametrize("racy", [False, True])
    def test_parametrised(racy):
        if racy:
            race()


    class TestClass:
        def test_method(self):
            race()

        def test_other_method(self):
            pass


    class Case(unittest.TestCase):
        def test_unit(self):
            race()

        def test_unit_fine(self):
            pass

        def test_unit_wrong(self):
            race()
            self.assertEqual(1, 2)


    def test_wrong():
        race()
        assert Counter().n == 2, "wrong by itself"


    @pytest.mark.xfail(strict=True)
    def test_expected():
        race()
"""

OUTCOMES = {
    "test_race": "failed",
    "test_fine": "passed",
    "test_same_race_again": "failed",
    "test_parametrised[False]": "passed",
    "test_parametrised[True]": "failed",
    "test_method": "failed",
    "test_other_method": "passed",
    "test_unit": "failed",
    "test_unit_fine": "passed",
    "test_unit_wrong": "failed",
    "test_wrong": "failed",
    "test_expected": "skipped",
}


@pytest.mark.parametrize("arguments", [(), ("-p", "no:xdist"), ("-n", "2")], ids=["alone", "without-xdist", "two-workers"])
def test_a_race_fails_its_test_and_no_other(suite, arguments):
    ran = suite(*arguments, test_several=SEVERAL)
    assert ran.outcomes() == OUTCOMES, ran
    assert ran.status == 1
    text = ran.cases["test_race"].text
    assert ran.cases["test_race"].reports == 1
    for expected in (
        "lost-update (error): attribute 'n' of <Counter>, shop.py:9",
        "'worker-0'",
        "'worker-1'",
        "test_several.py:",
    ):
        assert expected in text
    # Not how pytest came to call the test.
    assert "_pytest" not in text
    assert "pluggy" not in text
    # One entry for all of them, however many tests and workers met it.
    assert ran.summary.count("lost-update (error)") == 1
    assert "1 data race in 8 tests" in ran.summary


def test_what_failed_by_itself_keeps_its_failure_and_has_the_report_as_a_section(suite):
    ran = suite("-k", "wrong", test_several=SEVERAL)
    assert ran.outcomes() == {"test_wrong": "failed", "test_unit_wrong": "failed"}
    assert "wrong by itself" in ran.cases["test_wrong"].text
    assert "DATA RACE" not in ran.cases["test_wrong"].text
    assert "- datarace call -" in ran.out
    assert "1 != 2" in ran.cases["test_unit_wrong"].text
    assert ran.out.count("WARNING: DATA RACE") == 2


def test_setup_and_teardown_belong_to_the_test(suite):
    ran = suite(
        test_phases="""
        import pytest

        from shop import race


        @pytest.fixture
        def racy_setup():
            race()


        @pytest.fixture
        def racy_teardown():
            yield
            race()


        @pytest.fixture
        def skipping():
            race()
            pytest.skip("after a race")


        def test_setup(racy_setup):
            pass


        def test_teardown(racy_teardown):
            pass


        def test_skipped(skipping):
            pass


        def test_innocent():
            pass
        """
    )
    assert ran.outcomes() == {
        "test_setup": "failed",
        "test_teardown": "error",
        "test_skipped": "error",
        "test_innocent": "passed",
    }, ran
    assert all(ran.cases[name].reports == 1 for name in ("test_setup", "test_teardown", "test_skipped"))


def test_a_warning_is_told_and_fails_only_when_asked(suite):
    modules = {
        "test_flag": """
        from shop import Counter, both


        def test_flag():
            counter = Counter()

            def poll():
                counter.n

            def stop():
                counter.n = True

            both(poll, stop)
        """
    }
    ran = suite(**modules)
    assert ran.status == 0
    assert "read-write (warning)" in ran.summary
    ran = suite("--datarace-fail-on=warning", **modules)
    assert (ran.status, ran.outcomes()) == (1, {"test_flag": "failed"})
    ran = suite("--datarace-strict", **modules)
    assert (ran.status, ran.outcomes()) == (1, {"test_flag": "failed"})
    assert "read-write (error)" in ran.summary
    assert suite("--datarace-strict", "--datarace-fail-on=never", **modules).status == 0


def test_doctests_are_tests(suite):
    ran = suite(
        "--doctest-modules",
        documented='''
        """
        >>> from shop import race
        >>> race()
        """


        def fine():
            """
            >>> 1 + 1
            2
            """
        ''',
    )
    assert ran.outcomes() == {"documented": "failed", "documented.fine": "passed"}, ran
    assert ran.cases["documented"].reports == 1


def test_tests_and_conftests_are_watched_and_their_assertions_rewritten(suite):
    ran = suite(
        conftest="""
        import pytest


        class Box:
            full = 0


        @pytest.fixture
        def box():
            return Box()


        @pytest.fixture
        def fill(box):
            def fill():
                box.full += 1

            return fill
        """,
        test_rewritten="""
        from shop import both


        def test_conftest(fill):
            both(fill, fill)


        def test_module(box):
            def here():
                assert box.full == 0
                box.full = 0

            both(here, here)


        def test_rewritten(box):
            assert box.full == 7
        """,
    )
    assert ran.outcomes() == dict.fromkeys(["test_conftest", "test_module", "test_rewritten"], "failed")
    assert "conftest.py:16" in ran.cases["test_conftest"].text
    assert "test_rewritten.py:10" in ran.cases["test_module"].text
    assert "assert 0 == 7" in ran.cases["test_rewritten"].text


def test_what_was_imported_before_the_start_is_watched_too(suite, pytester):
    ran = suite(
        "-p",
        "early",
        early="import shop",
        test_early="""
        import shop


        def test_race():
            shop.race()
        """,
    )
    assert ran.outcomes() == {"test_race": "failed"}


def test_a_test_that_is_run_again_fails_again(suite):
    ran = suite(
        conftest="""
        from _pytest.runner import runtestprotocol


        def pytest_runtest_protocol(item, nextitem):
            first = runtestprotocol(item, nextitem=item, log=False)
            assert [report.outcome for report in first] == ["passed", "failed", "passed"]
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            runtestprotocol(item, nextitem=nextitem)
            return True
        """,
        test_again="""
        from shop import race


        def test_race():
            race()
        """,
    )
    assert ran.outcomes() == {"test_race": "failed"}, ran


def test_stopping_at_the_first_failure_stops_at_a_race(suite):
    ran = suite("-x", test_several=SEVERAL)
    assert ran.outcomes() == {"test_race": "failed"}
    assert ran.status == 1
