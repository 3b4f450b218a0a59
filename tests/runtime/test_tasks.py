"""Tasks, their slots, and when there is anything to look for."""

from __future__ import annotations

import pytest

from datarace import runtime
from datarace.runtime.embedding import _set_clock

OBJECT = 0x10000


def test_nothing_is_recorded_while_one_task_is_alone() -> None:
    runtime.write(0, OBJECT)
    assert runtime.stats()["objects"] == 0
    child = runtime.task_start(0)
    runtime.write(child, OBJECT)
    assert runtime.stats()["armed"]
    runtime.task_end(child)
    assert runtime.stats()["armed"], "the first task does not know yet what the child did"
    assert runtime.write(0, OBJECT) == 1
    runtime.task_join(0, child)
    assert not runtime.stats()["armed"]


def test_the_last_task_is_told_of_others_through_any_edge() -> None:
    child = runtime.task_start(0)
    runtime.write(child, OBJECT)
    runtime.release(child, OBJECT + 64)
    runtime.task_end(child)
    runtime.acquire(0, OBJECT + 64)
    assert not runtime.stats()["armed"]


def test_slots_of_joined_tasks_are_used_again() -> None:
    for _ in range(1000):
        child = runtime.task_start(0)
        runtime.write(child, OBJECT)
        runtime.task_end(child)
        runtime.task_join(0, child)
        runtime.task_release(child)
    assert runtime.stats()["slots"] == 2
    assert runtime.stats()["tasks"] == 1


def test_slots_of_tasks_that_nobody_joined_are_used_again_by_who_knows_their_end() -> None:
    """A thread that puts its result into a queue and ends; nobody joins it."""
    for _ in range(1000):
        child = runtime.task_start(0)
        runtime.write(child, OBJECT)
        runtime.channel_put(child, OBJECT + 64, 5)
        runtime.task_end(child)
        runtime.task_release(child)
        runtime.channel_get(0, OBJECT + 64, 5)
    assert runtime.stats()["slots"] < 10
    assert runtime.stats()["tasks"] == 1


def test_a_slot_is_not_used_again_by_who_does_not_know_its_end() -> None:
    children = []
    for _ in range(50):
        child = runtime.task_start(0)
        assert runtime.write(child, OBJECT + 16 * child) == 0
        runtime.task_end(child)
        children.append(child)
    for child in children:
        assert runtime.write(0, OBJECT + 16 * child) == 1


def test_a_task_in_a_used_slot_is_not_taken_for_its_predecessor() -> None:
    witness = runtime.task_start(0)
    first = runtime.task_start(0)
    runtime.write(first, OBJECT)
    runtime.task_end(first)
    runtime.task_join(0, first)
    second = runtime.task_start(0, creation=9)
    assert runtime.task_info(first)["slot"] == runtime.task_info(second)["slot"]
    runtime.write(second, OBJECT + 16)
    assert runtime.write(witness, OBJECT) == 1
    assert runtime.write(witness, OBJECT + 16) == 1
    one, two = runtime.races()
    assert (one.previous.task, two.previous.task) == (first, second)
    assert runtime.task_of(one.previous.epoch) == (first, 0, True)
    assert runtime.task_of(two.previous.epoch) == (second, 9, False)


def test_grandchildren_come_back_with_the_child_that_joined_them() -> None:
    for _ in range(200):
        child = runtime.task_start(0)
        for _ in range(3):
            grandchild = runtime.task_start(child)
            runtime.write(grandchild, OBJECT + 16)
            runtime.task_end(grandchild)
            runtime.task_join(child, grandchild)
            runtime.task_release(grandchild)
        runtime.task_end(child)
        runtime.task_join(0, child)
        runtime.task_release(child)
    assert runtime.stats()["slots"] <= 3


def test_a_clock_that_runs_out_moves_the_task_to_another_slot() -> None:
    child = runtime.task_start(0)
    other = runtime.task_start(0)
    slot = runtime.task_info(child)["slot"]
    _set_clock(child, 0xFFFEFFFE)
    runtime.write(child, OBJECT)
    for _ in range(5):
        runtime.write(child, OBJECT + 32)
        runtime.release(child, OBJECT + 64)
    assert runtime.task_info(child)["slot"] != slot
    assert runtime.write(child, OBJECT) == 0, "its own past"
    runtime.write(child, OBJECT + 16)
    assert runtime.write(other, OBJECT + 16) == 1
    runtime.release(child, OBJECT + 64)
    runtime.acquire(other, OBJECT + 64)
    assert runtime.write(other, OBJECT) == 0
    assert runtime.write(other, OBJECT + 32) == 0


def test_a_task_that_ends_as_its_clock_runs_out_is_not_forgotten() -> None:
    child = runtime.task_start(0)
    _set_clock(child, 0xFFFEFFFF)
    runtime.write(child, OBJECT)
    runtime.task_end(child)
    assert runtime.stats()["armed"]
    assert runtime.write(0, OBJECT) == 1
    runtime.task_join(0, child)
    assert not runtime.stats()["armed"]


def test_a_foreign_task_comes_after_all_that_live_tasks_did() -> None:
    child = runtime.task_start(0)
    runtime.write(0, OBJECT)
    runtime.write(child, OBJECT + 16)
    foreign = runtime.task_start(None)
    assert runtime.write(foreign, OBJECT) == 0
    assert runtime.write(foreign, OBJECT + 16) == 0
    assert runtime.write(child, OBJECT) == 1


def test_all_finished_tasks_can_be_acquired_at_once() -> None:
    for _ in range(20):
        child = runtime.task_start(0)
        runtime.write(child, OBJECT + 16 * child)
        runtime.task_end(child)
        runtime.task_release(child)
    runtime.acquire_all_finished(0)
    assert not runtime.stats()["armed"]
    assert runtime.stats()["pending slots"] == 0


@pytest.mark.parametrize("count", [1000, 20_000])
def test_many_live_tasks_are_told_apart(count: int) -> None:
    tasks = [runtime.task_start(0) for _ in range(count)]
    for task in tasks[:: count // 100]:
        assert runtime.write(task, OBJECT + 16 * task) == 0
    for task in tasks:
        runtime.task_end(task)
    for task in tasks[1:]:
        runtime.task_join(0, task)
    assert runtime.write(0, OBJECT + 16 * tasks[0]) == 1
    for task in tasks[:: count // 100][1:]:
        assert runtime.write(0, OBJECT + 16 * task) == 0
