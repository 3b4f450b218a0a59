"""What conflicts with what, and what a race record says."""

from __future__ import annotations

import pytest

from datarace import runtime
from datarace.runtime import MODE_ATOMIC, MODE_POINT, MODE_RANGE, MODE_READ, MODE_RMW, MODE_WRITE

OBJECT = 0x10000
PLAIN = {"read": MODE_READ, "write": MODE_WRITE}
ATOMIC = {"atomic read": MODE_ATOMIC, "atomic write": MODE_ATOMIC | MODE_WRITE}


@pytest.mark.parametrize("first", PLAIN | ATOMIC)
@pytest.mark.parametrize("second", PLAIN | ATOMIC)
@pytest.mark.parametrize(("one", "other"), [(0, 0), (MODE_POINT, MODE_RANGE), (MODE_RANGE, MODE_POINT), (MODE_RANGE, MODE_RANGE)])
def test_unordered_accesses_race_when_one_writes_and_not_both_are_atomic(first: str, second: str, one: int, other: int) -> None:
    modes = PLAIN | ATOMIC
    child = runtime.task_start(0)
    runtime.access(0, OBJECT, 7, modes[first] | one)
    races = runtime.access(child, OBJECT, 7, modes[second] | other)
    writes = "write" in first or "write" in second
    both_atomic = "atomic" in first and "atomic" in second
    assert bool(races) == (writes and not both_atomic)


def test_elements_with_different_keys_do_not_race() -> None:
    child = runtime.task_start(0)
    for key in range(1, 200):
        assert runtime.access(0, OBJECT, key, MODE_WRITE | MODE_POINT) == 0
        assert runtime.access(child, OBJECT, 1000 + key, MODE_WRITE | MODE_POINT) == 0


def test_attributes_do_not_race_with_ranges_of_the_same_object() -> None:
    child = runtime.task_start(0)
    runtime.access(0, OBJECT, 7, MODE_WRITE)
    assert runtime.access(child, OBJECT, 7, MODE_WRITE | MODE_RANGE) == 0


def test_a_range_access_races_with_every_unordered_element_access() -> None:
    tasks = [runtime.task_start(0) for _ in range(5)]
    for key, task in enumerate(tasks, 1):
        runtime.access(task, OBJECT, key, MODE_WRITE | MODE_POINT)
    assert runtime.access(0, OBJECT, 1, MODE_RANGE) == 5
    assert {race.previous.task for race in runtime.races()} == set(tasks)


def test_a_write_races_with_every_unordered_reader_and_none_is_forgotten() -> None:
    readers = [runtime.task_start(0) for _ in range(200)]
    for reader in readers:
        assert runtime.access(reader, OBJECT, 1, MODE_READ) == 0
    for reader in readers:  # one after the other is joined; the rest still races
        runtime.task_end(reader)
    writer = runtime.task_start(0)
    for reader in readers[:-1]:
        runtime.task_join(writer, reader)
    assert runtime.access(writer, OBJECT, 1, MODE_WRITE) == 1
    assert runtime.races()[0].previous.task == readers[-1]


def test_a_racy_reader_is_found_behind_many_ordered_ones() -> None:
    """Where four cells a word forget it."""
    lock = OBJECT + 64
    racy = runtime.task_start(0)
    runtime.access(racy, OBJECT, 1, MODE_READ)
    for _ in range(100):
        task = runtime.task_start(0)
        runtime.lock_acquired(task, lock)
        runtime.access(task, OBJECT, 1, MODE_READ)
        runtime.lock_released(task, lock)
    runtime.lock_acquired(0, lock)
    assert runtime.access(0, OBJECT, 1, MODE_WRITE) == 1


def test_a_race_record_tells_both_sides() -> None:
    child = runtime.task_start(0)
    node, _ = runtime.stack_node(0, 0xC0DE, 12)
    runtime.fini()
    runtime.init(stack=lambda task: runtime.stack_node(0, 0xC0DE + task, 12)[0])
    child = runtime.task_start(0)
    runtime.access(0, OBJECT, 5, MODE_WRITE | MODE_RMW, site=77)
    runtime.lock_created(OBJECT + 64, creation=33)
    runtime.lock_acquired(child, OBJECT + 64)
    assert runtime.access(child, OBJECT, 5, MODE_READ, site=78) == 1
    (race,) = runtime.races()
    assert (race.address, race.key) == (OBJECT, 5)
    assert (race.current.task, race.current.mode) == (child, MODE_READ)
    assert (race.previous.task, race.previous.mode) == (0, MODE_WRITE | MODE_RMW)
    stack, site, locks = runtime.trace_parts(race.current.trace) or (0, 0, 0)
    assert (runtime.stack_parts(stack), site) == ((0, 0xC0DE + child, 12), 78)
    assert runtime.lockset_parts(locks) == [(OBJECT + 64, 33)]
    stack, site, locks = runtime.trace_parts(race.previous.trace) or (0, 0, 0)
    assert (runtime.stack_parts(stack), site, locks) == ((0, 0xC0DE, 12), 77, 0)


def test_a_read_modify_write_is_marked_even_after_a_plain_write_in_the_same_epoch() -> None:
    child = runtime.task_start(0)
    runtime.access(0, OBJECT, 5, MODE_WRITE)
    runtime.access(0, OBJECT, 5, MODE_WRITE | MODE_RMW)
    runtime.access(0, OBJECT, 5, MODE_WRITE)
    runtime.access(child, OBJECT, 5, MODE_WRITE)
    assert runtime.races()[0].previous.mode == MODE_WRITE | MODE_RMW


@pytest.mark.parametrize("first", ["read", "write"])
@pytest.mark.parametrize("second", ["read", "write"])
def test_addresses_in_the_same_16_bytes_are_different_locations(first: str, second: str) -> None:
    child = runtime.task_start(0)
    getattr(runtime, first)(0, OBJECT)
    assert getattr(runtime, second)(child, OBJECT + 1) == 0
    assert getattr(runtime, second)(child, OBJECT) == (0 if first == second == "read" else 1)


def test_an_ignoring_task_is_neither_checked_nor_recorded() -> None:
    child = runtime.task_start(0)
    runtime.ignore_begin(child)
    assert runtime.write(child, OBJECT) == 0
    assert runtime.write(0, OBJECT) == 0
    assert runtime.write(child, OBJECT) == 0
    runtime.ignore_end(child)
    assert runtime.write(child, OBJECT) == 1


def test_ignored_synchronisation_gives_no_edge() -> None:
    child = runtime.task_start(0)
    runtime.write(0, OBJECT)
    runtime.ignore_begin(0, sync=True)
    runtime.release(0, OBJECT + 64)
    runtime.ignore_end(0, sync=True)
    runtime.acquire(child, OBJECT + 64)
    assert runtime.write(child, OBJECT) == 1


def test_bad_arguments_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="no such task: 99"):
        runtime.read(99, OBJECT)
    with pytest.raises(ValueError, match="not an address: 3"):
        runtime.read(0, 3)
    with pytest.raises(ValueError, match="not a key: 0"):
        runtime.access(0, OBJECT, 0, MODE_READ)
    with pytest.raises(ValueError, match="ignore_end without ignore_begin"):
        runtime.ignore_end(0)
    with pytest.raises(RuntimeError, match="runs already"):
        runtime.init()
    with pytest.raises(ValueError, match="no such processor"):
        runtime.use_processor(12345)
    for sized in (runtime.free, runtime.malloc, runtime.map_shadow):
        for size in (-1, 1 << 47, 1 << 62, 1 << 80):
            with pytest.raises(ValueError, match="not a size"):
                sized(OBJECT, size)
    runtime.fini()
    with pytest.raises(RuntimeError, match="does not run"):
        runtime.task_start(None)
