"""The memory budget: what a checkpoint forgets, what it keeps, and that no false report comes of it."""

from __future__ import annotations

import random

import pytest

from datarace import runtime
from datarace.runtime import MODE_ATOMIC, MODE_POINT, MODE_REMOVE, MODE_RMW, MODE_WRITE

OBJECT = 0x7F12_3450_0000
MEGABYTE = 1 << 20


def test_a_checkpoint_forgets_accesses_and_the_next_race_is_found() -> None:
    child = runtime.task_start(0)
    runtime.write(0, OBJECT)
    runtime.checkpoint()
    assert runtime.write(child, OBJECT) == 0
    assert runtime.write(0, OBJECT) == 1
    assert runtime.stats()["checkpoints"] == 1


def test_a_checkpoint_gives_back_all_that_it_forgets() -> None:
    children = [runtime.task_start(0) for _ in range(100)]
    for i in range(20_000):
        runtime.access(children[i % 100], OBJECT + 64 * (i % 5000), 1 + i % 7, MODE_WRITE if i % 5 else 0, i)
        runtime.release(children[i % 100], OBJECT + 64 * (i % 5000))
        runtime.stack_node(0, 0x1000 + i, 1)
    before = runtime.stats()
    runtime.checkpoint()
    after = runtime.stats()
    gone = ("objects", "locations", "tables", "sets", "sync variables", "clock values", "clock nodes", "stack nodes", "traces")
    assert [after[name] for name in gone] == [0] * len(gone)
    assert after["tasks"] == 101
    assert after["bytes"] < before["bytes"] / 4


def test_who_holds_which_lock_and_where_it_was_made_outlives_a_checkpoint() -> None:
    child = runtime.task_start(0)
    made = runtime.stack_node(0, 0xC0DE, 7)[0]
    runtime.stack_node(0, 0xDEAD, 7)
    runtime.lock_created(OBJECT, made)
    runtime.lock_acquired(0, OBJECT)
    runtime.checkpoint()
    assert runtime.lockset_parts(runtime.lockset(0)) == [(OBJECT, made)]
    assert runtime.stack_parts(made) == (0, 0xC0DE, 7)
    assert runtime.stats()["stack nodes"] == 1
    runtime.write(0, OBJECT + 64)
    runtime.lock_released(0, OBJECT)
    runtime.lock_acquired(child, OBJECT)
    assert runtime.write(child, OBJECT + 64) == 0, "the lock orders what comes after the checkpoint"


def test_what_is_in_a_channel_outlives_a_checkpoint_without_its_clock() -> None:
    child = runtime.task_start(0)
    runtime.write(0, OBJECT + 64)
    runtime.channel_put(0, OBJECT, 5)
    runtime.checkpoint()
    assert runtime.stats()["channel entries"] == 1
    runtime.write(0, OBJECT + 128)
    runtime.channel_get(child, OBJECT, 5)
    assert runtime.stats()["channel entries"] == 0
    assert runtime.write(child, OBJECT + 64) == 0
    assert runtime.write(child, OBJECT + 128) == 1, "the put was before that write"


def test_scopes_that_are_open_at_a_checkpoint_end_as_ever() -> None:
    child = runtime.task_start(0)
    runtime.lock_acquired(child, OBJECT)
    runtime.lock_released(child, OBJECT)
    runtime.lock_acquired(0, OBJECT, scoped=True)
    runtime.checkpoint()
    runtime.write(child, OBJECT + 64)
    assert runtime.write(0, OBJECT + 64) == 1
    runtime.lock_released(0, OBJECT)
    assert runtime.task_info(0)["scopes"] == 0


def test_finished_tasks_can_be_joined_after_a_checkpoint() -> None:
    child = runtime.task_start(0)
    runtime.write(child, OBJECT)
    runtime.task_end(child)
    runtime.checkpoint()
    runtime.task_join(0, child)
    runtime.task_release(child)
    assert runtime.write(0, OBJECT) == 0
    assert runtime.stats()["tasks"] == 1
    assert not runtime.stats()["armed"]


@pytest.mark.parametrize("limit", [1, 4])
def test_memory_stays_at_the_budget_and_nothing_guarded_is_reported(limit: int) -> None:
    runtime.fini()
    runtime.init(memory_limit=limit * MEGABYTE)
    generator = random.Random(limit)
    tasks = [0, *(runtime.task_start(0) for _ in range(7))]
    most = 0
    found = 0
    for step in range(60_000 * (1 + limit // 4)):
        task = tasks[step % 8]
        lock = OBJECT + 64 * generator.randrange(500)
        runtime.lock_acquired(task, lock)
        assert runtime.write(task, lock + 16) == 0
        runtime.lock_released(task, lock)
        found += runtime.write(task, OBJECT + (1 << 30) + 64 * generator.randrange(1 << 20), step)
        if step % 5000 == 0:
            most = max(most, runtime.stats()["bytes"])
    assert runtime.stats()["checkpoints"] > 0
    assert found > 0
    assert most < limit * MEGABYTE * 1.3 + MEGABYTE


def test_a_budget_that_the_locks_alone_exceed_does_not_bring_a_checkpoint_at_each_step() -> None:
    runtime.fini()
    runtime.init(memory_limit=MEGABYTE)
    child = runtime.task_start(0)
    for i in range(20_000):
        runtime.lock_created(OBJECT + 64 * i)
        runtime.lock_acquired(child, OBJECT + 64 * i)
        runtime.lock_released(child, OBJECT + 64 * i)
    assert runtime.stats()["sync variables"] == 20_000
    assert 0 < runtime.stats()["checkpoints"] < 100


def test_the_limit_can_be_changed_and_taken_away() -> None:
    runtime.set_memory_limit(MEGABYTE)
    for i in range(30_000):
        runtime.release(0, OBJECT + 64 * i)
    assert (counted := runtime.stats()["checkpoints"]) > 0
    runtime.set_memory_limit(0)
    for i in range(30_000):
        runtime.release(0, OBJECT + 64 * i)
    assert runtime.stats()["checkpoints"] == counted
    with pytest.raises(ValueError, match="not a budget"):
        runtime.set_memory_limit(-1)


def test_a_dictionary_does_not_remember_the_keys_that_it_lost() -> None:
    child = runtime.task_start(0)
    for session in range(40_000):
        task = (0, child)[session % 2]
        key = 1000 + session
        runtime.lock_acquired(task, OBJECT + 64)
        runtime.access(task, OBJECT, key, MODE_WRITE | MODE_ATOMIC | MODE_POINT)
        runtime.access(task, OBJECT, key, MODE_ATOMIC | MODE_POINT)
        runtime.lock_released(task, OBJECT + 64)
        runtime.lock_acquired(task, OBJECT + 64)
        runtime.access(task, OBJECT, key, MODE_WRITE | MODE_POINT | MODE_REMOVE)
        runtime.lock_released(task, OBJECT + 64)
    # A third task knows nothing of the two: without the removal all cells would have to stay.
    assert runtime.stats()["locations"] < 300
    assert runtime.stats()["removed locations"] > 30_000


def test_a_key_that_came_again_is_remembered() -> None:
    child = runtime.task_start(0)
    for mode in (MODE_ATOMIC, 0, MODE_RMW):
        address = OBJECT + 1024 * (1 + mode)
        for key in range(1, 40):
            runtime.access(child, address, key, MODE_WRITE | MODE_POINT | MODE_REMOVE)
            runtime.access(child, address, key, MODE_WRITE | MODE_POINT | mode)
        for key in range(1000, 1400):  # the table grows several times
            runtime.access(child, address, key, MODE_WRITE | MODE_POINT)
        assert all(runtime.access(0, address, key, MODE_POINT) for key in range(1, 40))


def test_looked_up_and_never_there_is_not_remembered_for_ever() -> None:
    child = runtime.task_start(0)
    for key in range(1, 50_000):
        runtime.access(child, OBJECT, key, MODE_ATOMIC | MODE_POINT | MODE_REMOVE)
    assert runtime.stats()["locations"] < 300


def test_what_all_tasks_are_ordered_after_makes_room_for_more() -> None:
    child = runtime.task_start(0)
    for key in range(1, 20_000):
        task = (0, child)[key % 2]
        runtime.lock_acquired(task, OBJECT + 64)
        runtime.access(task, OBJECT, key, MODE_WRITE)
        runtime.lock_released(task, OBJECT + 64)
    assert runtime.stats()["locations"] < 300


def test_what_one_task_does_not_know_stays_however_many_locations_there_are() -> None:
    child, idle = runtime.task_start(0), runtime.task_start(0)
    for key in range(1, 5000):
        task = (0, child)[key % 2]
        runtime.lock_acquired(task, OBJECT + 64)
        runtime.access(task, OBJECT, key, MODE_WRITE)
        runtime.lock_released(task, OBJECT + 64)
    assert all(runtime.access(idle, OBJECT, key, MODE_WRITE) == 1 for key in range(1, 5000))
