"""Races outside of tests are told apart, and are never put to the wrong test."""

from __future__ import annotations

#: A fixture for all tests with a thread that does what it is told through a pipe: nothing that datarace sees orders it.
SERVER = """
    import os
    import threading

    import pytest

    from shop import Counter


    class Server:
        def __init__(self, threads=1):
            self.shared = Counter()
            self.asked = os.pipe()
            self.done = os.pipe()
            self.threads = [threading.Thread(target=self.serve, name=f"server-{i}") for i in range(threads)]
            for thread in self.threads:
                thread.start()

        def serve(self):
            while os.read(self.asked[0], 1) == b"+":
                self.shared.n += 1
                os.write(self.done[1], b".")

        def ask(self):
            os.write(self.asked[1], b"+")
            os.read(self.done[0], 1)

        def stop(self):
            for thread in self.threads:
                os.write(self.asked[1], b"-")
            for thread in self.threads:
                thread.join()
"""


def test_threads_of_a_shared_fixture_among_themselves_are_nobodys(suite):
    ran = suite(
        conftest=SERVER
        + """
    @pytest.fixture(scope="session")
    def server():
        server = Server(2)
        yield server
        server.stop()
        """,
        test_served="""
        def test_one(server):
            for _ in range(50):
                server.ask()


        def test_two(server):
            for _ in range(50):
                server.ask()
        """,
    )
    assert set(ran.outcomes().values()) == {"passed"}, ran
    assert ran.status == 1
    assert "Both accesses belong to the session fixture 'server'. It was found during test test_served.py::test_" in ran.summary
    assert "data race outside of tests" in ran.summary or "data races outside of tests" in ran.summary
    assert ("datarace", "lost-update (error): attribute 'n' of <Counter>, conftest.py:20") in ran.suite_properties, (
        ran.suite_properties
    )


def test_a_test_that_races_with_a_shared_fixture_fails_even_if_another_did_the_same_before(suite):
    ran = suite(
        conftest=SERVER
        + """
    @pytest.fixture(scope="module")
    def server():
        server = Server()
        server.ask()
        yield server
        server.stop()
        """,
        test_served="""
        def test_before(server):
            pass


        def test_touches(server):
            server.shared.n = 1
            server.ask()


        def test_between(server):
            pass


        def test_touches_again(server):
            server.shared.n = 1
            server.ask()
        """,
    )
    assert ran.outcomes() == {
        "test_before": "passed",
        "test_touches": "failed",
        "test_between": "passed",
        "test_touches_again": "failed",
    }, ran


def test_what_two_tests_did_without_synchronising_is_told_apart(suite):
    """Both write at the same place in the program, in one epoch of the main thread: only the second write races with the server."""
    ran = suite(
        conftest=SERVER
        + """
    @pytest.fixture(scope="session")
    def server():
        server = Server()
        yield server
        server.stop()


    @pytest.fixture
    def write(server):
        def write():
            server.shared.n = 1

        return write
        """,
        test_writes="""
        def test_first(write):
            write()


        def test_second(write, server):
            write()
            server.ask()
        """,
    )
    assert ran.outcomes() == {"test_first": "passed", "test_second": "failed"}, ran
    assert "outside of tests" not in ran.summary


def test_a_thread_that_a_test_left_running_is_not_put_to_the_next(suite):
    ran = suite(
        conftest=SERVER,
        test_left="""
        from conftest import Server

        left = []


        def test_leaves():
            left.append(Server(2))


        def test_innocent():
            for _ in range(50):
                left[0].ask()


        def test_touches_what_was_left():
            left[0].shared.n = 0
            left[0].ask()
            left[0].stop()
        """,
    )
    assert set(ran.outcomes().values()) == {"passed"}, ran
    assert ran.status == 1
    assert "Both accesses belong to test test_left.py::test_leaves; test test_left.py::test_leaves had ended" in ran.summary
    assert "It was found during test test_left.py::test_innocent." in ran.summary
    assert "test test_left.py::test_touches_what_was_left" in ran.summary


def test_what_a_shared_executor_runs_belongs_to_who_submitted_it(suite):
    ran = suite(
        conftest="""
        from concurrent.futures import ThreadPoolExecutor

        import pytest


        @pytest.fixture(scope="session")
        def pool():
            with ThreadPoolExecutor(2) as pool:
                yield pool
        """,
        test_pool="""
        import threading

        from shop import Counter


        def together(pool, function):
            barrier = threading.Barrier(2)

            def work():
                barrier.wait()
                function()

            for future in [pool.submit(work) for _ in range(2)]:
                future.result()


        def test_starts_the_threads(pool):
            together(pool, lambda: None)


        def test_races(pool):
            together(pool, Counter().add)


        def test_innocent(pool):
            together(pool, lambda: None)
        """,
    )
    assert ran.outcomes() == {"test_starts_the_threads": "passed", "test_races": "failed", "test_innocent": "passed"}, ran
    assert "outside of tests" not in ran.summary


def test_a_race_during_the_collection_fails_the_run_and_no_test(suite):
    ran = suite(
        test_module="""
        from shop import race

        race()


        def test_innocent():
            pass
        """
    )
    assert (ran.status, ran.outcomes()) == (1, {"test_innocent": "passed"})
    assert "Both accesses belong to the collection of tests." in ran.summary


def test_setup_and_teardown_of_a_class_and_a_module_are_no_tests(suite):
    ran = suite(
        test_module="""
        import unittest

        from shop import race


        def teardown_module():
            race()


        class TestClass:
            @classmethod
            def setup_class(cls):
                race()

            def test_method(self):
                pass


        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                race()

            def test_unit(self):
                pass
        """
    )
    assert set(ran.outcomes().values()) == {"passed"}, ran
    assert ran.status == 1
    assert "belong to the setup and teardown of a class" in ran.summary or "to the setup and teardown of a module" in ran.summary


def test_a_child_process_that_races_fails_the_test_that_forked_it(suite):
    ran = suite(
        "-W",
        "ignore::DeprecationWarning",
        test_forks="""
        import os

        from shop import race


        def test_forks():
            child = os.fork()
            if not child:
                race()
                os._exit(0)
            os.waitpid(child, 0)


        def test_innocent():
            pass
        """,
    )
    assert ran.outcomes() == {"test_forks": "failed", "test_innocent": "passed"}, ran
    assert "a race was found in the child process" in ran.cases["test_forks"].text
    assert "WARNING: DATA RACE" in ran.err
