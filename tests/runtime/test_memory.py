"""Everything that is gone goes back to the free lists, and what comes to the same address is new."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from datarace import runtime
from datarace.runtime import MODE_ATOMIC, MODE_INSERT, MODE_POINT, MODE_RANGE, MODE_REMOVE, MODE_WRITE

OBJECT = 0x7F12_3450_0000
IN_USE = ("objects", "tables", "sets", "sync variables", "channel entries", "held lists")


def churn_objects(generator: random.Random) -> None:
    child = runtime.task_start(0)
    for i in range(50):
        address = OBJECT + 64 * generator.randrange(1000)
        for key in range(1, 1 + generator.randrange(40)):
            runtime.access(
                generator.choice((0, child)), address, key, MODE_POINT | generator.choice((0, MODE_WRITE, MODE_ATOMIC))
            )
        runtime.access(0, address, 1, MODE_RANGE)
        runtime.free_object(address)
    runtime.task_end(child)
    runtime.task_join(0, child)
    runtime.task_release(child)


def churn_locks(generator: random.Random) -> None:
    child = runtime.task_start(0)
    for i in range(50):
        address = OBJECT + 64 * i
        for task in (0, child):
            runtime.lock_acquired(task, address, scoped=bool(generator.randrange(2)))
            runtime.write(task, OBJECT - 64)
            runtime.release_merge(task, address, generator.randrange(5))
            runtime.channel_put(task, address, generator.randrange(3), which=7)
            runtime.lock_released(task, address)
        runtime.free_object(address)
    runtime.free_object(OBJECT - 64)
    runtime.task_end(child)
    runtime.task_join(0, child)
    runtime.task_release(child)


def churn_tasks(generator: random.Random) -> None:
    tasks = [runtime.task_start(0) for _ in range(100)]
    for task in tasks:
        runtime.acquire(task, OBJECT)
        runtime.access(task, OBJECT + 64, 1, 0)
        runtime.release(task, OBJECT)
    for task in tasks:
        runtime.task_end(task)
        runtime.task_join(0, task)
        runtime.task_release(task)
    runtime.access(0, OBJECT + 64, 1, MODE_WRITE)
    runtime.free(OBJECT, 256)


@pytest.mark.parametrize("churn", [churn_objects, churn_locks, churn_tasks])
def test_memory_stays_the_same_however_much_is_made_and_gone(churn: Callable[[random.Random], None]) -> None:
    generator = random.Random(1)
    for _ in range(10):
        churn(generator)
    before = runtime.stats()
    for _ in range(100):
        churn(generator)
    after = runtime.stats()
    assert after["bytes"] <= before["bytes"] * 1.1
    assert {name: after[name] for name in IN_USE} == {name: before[name] for name in IN_USE}
    assert after["tasks"] == 1
    assert after["clock values"] <= before["clock values"] + 4
    assert after["clock nodes"] <= before["clock nodes"] + 8


def test_a_new_object_at_an_old_address_has_no_past() -> None:
    child = runtime.task_start(0)
    runtime.access(child, OBJECT, 1, MODE_WRITE)
    runtime.write(child, OBJECT + 0x100)
    runtime.release(child, OBJECT)
    runtime.lock_created(OBJECT, creation=5)
    runtime.channel_put(child, OBJECT, 3, which=9)
    runtime.free_object(OBJECT)
    assert runtime.access(0, OBJECT, 1, MODE_WRITE) == 0
    runtime.acquire(0, OBJECT)
    runtime.channel_get(0, OBJECT, 3, which=9)
    assert runtime.write(0, OBJECT + 0x100) == 1
    runtime.lock_acquired(0, OBJECT)
    assert runtime.lockset_parts(runtime.lockset(0)) == [(OBJECT, 0)]


@pytest.mark.parametrize("size", [16, 4096, 3 << 24])
def test_all_objects_of_a_range_go_with_it_and_no_others(size: int) -> None:
    child = runtime.task_start(0)
    inside = [OBJECT, OBJECT + size // 2 // 16 * 16, OBJECT + size - 16]
    outside = [OBJECT - 16, OBJECT + size]
    for address in inside + outside:
        runtime.write(child, address)
    runtime.free(OBJECT, size)
    assert [runtime.write(0, address) for address in inside] == [0, 0, 0]
    assert [runtime.write(0, address) for address in outside] == [1, 1]


def test_memory_that_is_handed_out_again_is_new_as_well() -> None:
    child = runtime.task_start(0)
    runtime.write(child, OBJECT)
    runtime.malloc(OBJECT, 64)
    assert runtime.write(0, OBJECT) == 0


def test_an_object_with_very_many_elements() -> None:
    child = runtime.task_start(0)
    for key in range(1, 100_000):
        runtime.access(child, OBJECT, key, MODE_WRITE | MODE_POINT)
    assert runtime.access(0, OBJECT, 77_777, 0) == 1
    assert runtime.access(0, OBJECT, 100_000, MODE_WRITE) == 0
    runtime.free_object(OBJECT)
    assert runtime.stats()["tables"] == 0


def test_objects_of_different_processors_go_back_through_any() -> None:
    child = runtime.task_start(0)
    processors = [runtime.proc_create() for _ in range(3)]
    for round in range(30):
        runtime.use_processor(processors[round % 3])
        for i in range(200):
            runtime.write(child, OBJECT + 64 * i)
            runtime.release(child, OBJECT + 64 * i)
        runtime.use_processor(processors[(round + 1) % 3])
        runtime.free(OBJECT, 64 * 200)
        if round == 5:
            before = runtime.stats()["bytes"]
    assert runtime.stats()["bytes"] == before
    assert runtime.stats()["objects"] == 0
    for processor in processors:
        runtime.proc_destroy(processor)
    runtime.use_processor(None)
    assert runtime.stats()["objects"] == 0
    runtime.write(child, OBJECT)


def test_the_first_processor_stays() -> None:
    """It serves whoever names none; were it gone, they would allocate from freed memory."""
    runtime.fini()
    _, first = runtime.init()
    other = runtime.proc_create()
    runtime.use_processor(other)
    with pytest.raises(ValueError, match="it stays"):
        runtime.proc_destroy(first)
    runtime.proc_destroy(other)
    with pytest.raises(ValueError, match="no such processor"):
        runtime.proc_destroy(other)
    assert runtime.write(runtime.task_start(0), OBJECT) == 0


def test_a_runtime_that_starts_again_knows_nothing_of_before() -> None:
    for _ in range(50):
        child = runtime.task_start(0)
        assert child == 1
        assert runtime.write(child, OBJECT) == 0
        assert runtime.write(0, OBJECT) == 1
        assert len(runtime.races()) == 1
        runtime.fini()
        runtime.init()
    stats = runtime.stats()
    assert {name: stats[name] for name in IN_USE} == dict.fromkeys(IN_USE, 0)
    assert (stats["races"], stats["traces"], stats["slots"]) == (0, 0, 1)


def test_the_index_can_be_made_beforehand() -> None:
    runtime.map_shadow(OBJECT, 1 << 26)
    child = runtime.task_start(0)
    runtime.write(child, OBJECT + (1 << 26) - 16)
    assert runtime.write(0, OBJECT + (1 << 26) - 16) == 1


def blocks_in_use() -> dict[str, int]:
    stats = runtime.stats()
    names = (
        "objects",
        "tables",
        "sets",
        "sync variables",
        "channel entries",
        "tasks",
        "clock values",
        "clock nodes",
        "held lists",
    )
    return {name: stats[name] for name in (*names, "heap bytes", "stack nodes", "traces", "slots", "lost cells", "lost tasks")}


def gone_tasks(count: int, child: int) -> None:
    """64 at a time, each with an access, a lock and a message of its own; half of them joined, half seen through their message."""
    for _ in range(0, count, 64):
        tasks = [runtime.task_start(0, creation=3) for _ in range(64)]
        for task in tasks:
            runtime.lock_acquired(task, OBJECT)
            runtime.write(task, OBJECT + 16)
            runtime.lock_released(task, OBJECT)
            runtime.channel_put(task, OBJECT + 64, task)
            runtime.task_end(task)
        for number, task in enumerate(tasks):
            if number % 2:
                runtime.task_join(0, task)
            runtime.channel_get(0, OBJECT + 64, task)
            runtime.task_release(task)
    runtime.free(OBJECT, 128)


def gone_locks(count: int, child: int) -> None:
    """Each guards an object, is used by two tasks and dropped; its address is used again."""
    for number in range(count):
        address = OBJECT + 128 * (number % 32)
        runtime.lock_created(address, creation=5)
        for task in (0, child, 0):
            runtime.lock_acquired(task, address, scoped=number % 2 == 0)
            assert runtime.write(task, address + 64) == 0
            runtime.lock_released(task, address)
        runtime.free(address, 128)


def gone_objects(count: int, child: int) -> None:
    """Of different sizes, accessed by both tasks with an edge between."""
    for number in range(count):
        address = OBJECT + 4096 * (number % 8)
        for key in range(1, 2 + number % 30):
            assert runtime.access(0, address, key, MODE_WRITE | MODE_POINT) == 0
        runtime.release(0, address)
        runtime.acquire(child, address)
        assert runtime.access(child, address, 1, MODE_RANGE) == 0
        runtime.free_object(address)


def synchronising_objects(count: int, child: int) -> None:
    """One atomic operation in each of many large objects, which a collector with no task current reports in lots."""
    generator = random.Random(3)
    for _ in range(0, count, 100):
        for number in range(100):
            runtime.release_acquire((0, child)[number % 2], OBJECT + 4096 * number + 4 * generator.randrange(1000))
        for number in range(100):
            runtime.free(OBJECT + 4096 * number, 4000)


@pytest.mark.parametrize("churn", [gone_tasks, gone_locks, gone_objects, synchronising_objects])
def test_not_one_block_more_is_in_use_after_ten_times_as_much(churn: Callable[[int, int], None]) -> None:
    child = runtime.task_start(0)
    churn(2000, child)
    before = blocks_in_use()
    churn(20_000, child)
    after = blocks_in_use()
    for name in ("clock values", "clock nodes"):  # how the live tasks' clocks are stored depends on where their trees were cut
        assert after.pop(name) <= before.pop(name) + 4
    assert after == before
    assert runtime.races() == []


def test_without_free_the_same_work_does_grow() -> None:
    """What the test above would say if dead objects were kept."""
    child = runtime.task_start(0)
    before = blocks_in_use()
    for number in range(2000):
        runtime.release_acquire((0, child)[number % 2], OBJECT + 4096 * number)
    after = blocks_in_use()
    assert after["objects"] == before["objects"] + 2000
    assert after["heap bytes"] > before["heap bytes"]


@pytest.mark.parametrize("size", [1 << 34, (1 << 47) - OBJECT])
def test_a_range_may_be_as_large_as_it_likes(size: int) -> None:
    """Only the pages of the index that were ever used are looked at."""
    child = runtime.task_start(0)
    runtime.map_shadow(OBJECT, 1 << 34)
    inside, outside = OBJECT + (1 << 33), OBJECT - 16
    runtime.write(child, inside)
    runtime.write(child, outside)
    for _ in range(20):
        runtime.free(OBJECT, size)
    assert (runtime.write(0, inside), runtime.write(0, outside)) == (0, 1)


def test_a_location_that_is_there_again_is_not_forgotten_as_a_removed_one() -> None:
    """Not in the epoch in which it was removed either, and not when several tasks wrote it without order."""
    mode = MODE_WRITE | MODE_ATOMIC | MODE_POINT
    one, other = runtime.task_start(0), runtime.task_start(0)
    runtime.access(other, OBJECT, 1, mode)
    runtime.access(one, OBJECT, 1, mode)
    runtime.access(one, OBJECT, 1, mode | MODE_REMOVE)
    runtime.access(one, OBJECT, 1, mode)
    for key in range(2, 500):  # makes the table grow, which makes removed locations go
        runtime.access(0, OBJECT, key, mode)
    assert runtime.stats()["removed locations"] == 0
    assert runtime.access(other, OBJECT, 1, MODE_WRITE | MODE_POINT) == 1


def test_a_location_that_a_task_made_anew_while_it_was_alone_is_not_forgotten_as_a_removed_one() -> None:
    """What a task does while it is alone is not recorded; a read that finds the location says that it is there."""
    mode = MODE_WRITE | MODE_POINT
    child = runtime.task_start(0)
    runtime.access(0, OBJECT, 1, mode | MODE_REMOVE)
    runtime.task_end(child)
    runtime.task_join(0, child)
    # Here task 0 makes the location anew.
    reader, writer = runtime.task_start(0), runtime.task_start(0)
    runtime.access(reader, OBJECT, 1, MODE_POINT)
    for key in range(2, 500):
        runtime.access(0, OBJECT, key, MODE_POINT)
    assert runtime.stats()["removed locations"] == 0
    assert runtime.access(writer, OBJECT, 1, mode) == 1


def test_two_tasks_that_make_the_same_location_at_once_race_though_each_half_is_atomic() -> None:
    """Not when one of them is ordered after the other, not when it was removed in between, and not as other atomic writes do."""
    makes = MODE_WRITE | MODE_ATOMIC | MODE_POINT | MODE_INSERT
    one, other, third = (runtime.task_start(0) for _ in range(3))
    assert runtime.access(one, OBJECT, 1, makes) == 0
    assert runtime.access(other, OBJECT, 1, makes & ~MODE_INSERT) == 0
    assert runtime.access(third, OBJECT, 1, makes) == 2
    runtime.access(one, OBJECT, 2, makes)
    runtime.release(one, OBJECT, 0)
    runtime.acquire(other, OBJECT, 0)
    assert runtime.access(other, OBJECT, 2, makes) == 0
    runtime.access(one, OBJECT, 3, makes)
    runtime.access(one, OBJECT, 3, makes & ~MODE_INSERT | MODE_REMOVE)
    assert runtime.access(other, OBJECT, 3, makes) == 0
