"""A race is found however long ago its earlier access was, and both stacks are whole: nothing is replayed from a history."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from datarace import runtime
from datarace.runtime import MODE_WRITE
from datarace.runtime.embedding import _time_accesses, _time_locks

LOCK = 0x1000_0000
NEEDLE = 0x1000_1000
HAY = 0x1000_2000

EARLY = (0xE0, 0xE1, 0xE2)  # calls of the earlier access, outermost first
LATE = (0x1A0, 0x1A1, 0x1A2)

#: The history of Go's detector holds about 49,000 events.
MANY = 10_000_000


def stack(calls: tuple[int, ...]) -> int:
    node = 0
    for code in calls:
        node, _ = runtime.stack_node(node, code, code + 1)
    return node


def calls_of(access: runtime.RaceAccess) -> tuple[int, ...]:
    calls: list[int] = []
    node, _, _ = runtime.trace_parts(access.trace) or (0, 0, 0)
    while (parts := runtime.stack_parts(node)) is not None:
        node, code, pc = parts
        assert pc == code + 1
        calls.insert(0, code)
    return tuple(calls)


def events(count: int, task: int) -> None:
    """Each in an epoch of its own, so that none is the same as the one before."""
    _time_accesses(task, HAY, count, MODE_WRITE, True)


def lock_pairs(count: int, task: int) -> None:
    _time_locks(task, LOCK, count, key=1)


def scoped_lock_pairs(count: int, task: int) -> None:
    _time_locks(task, LOCK, count, scoped=True, key=1)


def ordered_readers(count: int, task: int) -> None:
    """Each after the one before, and all before what `task` does next."""
    for _ in range(count):
        reader = runtime.task_start(task)
        runtime.lock_acquired(reader, LOCK)
        assert runtime.read(reader, NEEDLE) == 0
        runtime.lock_released(reader, LOCK)
        runtime.task_end(reader)
        runtime.task_join(task, reader)
        runtime.task_release(reader)


def live_ordered_readers(count: int, task: int) -> None:
    """The same, and all of them go on living."""
    for _ in range(count):
        reader = runtime.task_start(task)
        runtime.lock_acquired(reader, LOCK)
        assert runtime.read(reader, NEEDLE) == 0
        runtime.lock_released(reader, LOCK)
    runtime.lock_acquired(task, LOCK)
    runtime.lock_released(task, LOCK)


def dead_tasks(count: int, task: int) -> None:
    """Many others that come and go; each sees what `task` knows and is seen by it."""
    for _ in range(count):
        other = runtime.task_start(task)
        runtime.write(other, HAY)
        runtime.task_end(other)
        runtime.task_join(task, other)
        runtime.task_release(other)


BETWEEN = [
    pytest.param("write", events, MANY, id="events"),
    pytest.param("write", lock_pairs, MANY, id="lock pairs"),
    pytest.param("read", scoped_lock_pairs, MANY // 10, id="scoped lock pairs"),
    pytest.param("read", ordered_readers, 64, id="64 readers"),
    pytest.param("read", ordered_readers, 1000, id="1000 readers"),
    pytest.param("read", live_ordered_readers, 64, id="64 live readers"),
    pytest.param("read", live_ordered_readers, 1000, id="1000 live readers"),
    pytest.param("write", dead_tasks, 100_000, id="tasks"),
]


@pytest.mark.parametrize(("first", "between", "count"), BETWEEN)
def test_a_race_is_found_with_both_stacks_however_much_lies_between(
    first: str, between: Callable[[int, int], None], count: int
) -> None:
    runtime.fini()
    doing: dict[int, int] = {}
    runtime.init(stack=lambda task: doing.get(task, 0))
    early = runtime.task_start(0)
    doing[early] = stack(EARLY)
    getattr(runtime, first)(early, NEEDLE, site=7)
    doing.clear()
    between(count, 0)
    assert runtime.races() == []
    doing[0] = stack(LATE)
    assert runtime.write(0, NEEDLE, site=8) == 1
    (race,) = runtime.races()
    assert (race.previous.task, race.current.task) == (early, 0)
    assert (calls_of(race.previous), calls_of(race.current)) == (EARLY, LATE)
    assert [(runtime.trace_parts(side.trace) or (0, 0, 0))[1] for side in (race.previous, race.current)] == [7, 8]


def test_every_unordered_reader_of_a_thousand_is_found_behind_the_ordered_ones() -> None:
    racy = [runtime.task_start(0) for _ in range(20)]
    for task in racy:
        runtime.read(task, NEEDLE)
        ordered_readers(50, 0)
    for task in racy[1:]:
        runtime.task_end(task)
        runtime.task_join(0, task)
    assert runtime.write(0, NEEDLE) == 1
    assert runtime.races()[0].previous.task == racy[0]
