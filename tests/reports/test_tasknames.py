"""Names of threads in reports: remembered after their end, and not for ever."""

from __future__ import annotations

import threading

import pytest

from datarace import tasknames


@pytest.fixture(autouse=True)
def nothing_known():
    tasknames.forget_all()
    yield
    tasknames.forget_all()


class Access:
    task_finished = True
    thread_ident = None

    def __init__(self, task):
        self.task = task


def test_names_of_millions_of_threads_do_not_stay():
    for number in range(1, 100_001):
        tasknames.remember(number, f"thread {number}")
    assert len(tasknames._names) == tasknames._KEPT
    assert tasknames.name_of(Access(100_000)) == "thread 100000"
    assert tasknames.name_of(Access(1)) == ""


def test_a_name_of_megabytes_is_cut():
    tasknames.remember_thread(1, threading.Thread(name="x" * 10**6))
    assert tasknames.name_of(Access(1)) == "x" * 197 + "..."


def test_many_threads_remember_at_once():
    def remember(first):
        for number in range(first, first + 20_000):
            tasknames.remember(number, "name")

    threads = [threading.Thread(target=remember, args=(i * 20_000,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tasknames.remember(0, "last")
    assert len(tasknames._names) <= tasknames._KEPT + 4
