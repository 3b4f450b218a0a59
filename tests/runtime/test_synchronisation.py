"""Sync variables, locks, scopes, channels, finalizers."""

from __future__ import annotations

import pytest

from datarace import runtime

OBJECT = 0x10000
LOCK = 0x20000
OTHER_LOCK = 0x20100


@pytest.fixture
def child() -> int:
    """A task beside the first."""
    return runtime.task_start(0)


def test_a_lock_orders_what_was_done_under_it(child: int) -> None:
    for task in (0, child, 0, child):
        runtime.lock_acquired(task, LOCK)
        assert runtime.write(task, OBJECT) == 0
        runtime.lock_released(task, LOCK)


def test_different_locks_order_nothing(child: int) -> None:
    for task, lock, races in ((0, LOCK, 0), (child, OTHER_LOCK, 1)):
        runtime.lock_acquired(task, lock)
        assert runtime.write(task, OBJECT) == races
        runtime.lock_released(task, lock)


def test_a_scoped_lock_orders_what_is_done_under_it_and_nothing_after(child: int) -> None:
    runtime.write(0, OBJECT)
    runtime.lock_acquired(0, LOCK, scoped=True)
    runtime.write(0, OBJECT + 16)
    runtime.lock_released(0, LOCK)
    runtime.lock_acquired(child, LOCK, scoped=True)
    assert runtime.write(child, OBJECT + 16) == 0
    runtime.lock_released(child, LOCK)
    assert runtime.write(child, OBJECT) == 1


def test_an_edge_gained_in_a_scope_outlives_it(child: int) -> None:
    runtime.write(0, OBJECT)
    runtime.release(0, OBJECT + 64)
    runtime.lock_acquired(0, LOCK, scoped=True)
    runtime.lock_released(0, LOCK)
    runtime.lock_acquired(child, LOCK, scoped=True)
    runtime.acquire(child, OBJECT + 64)
    runtime.lock_released(child, LOCK)
    assert runtime.write(child, OBJECT) == 0


def test_scopes_that_end_in_another_order_than_they_began(child: int) -> None:
    for lock, offset in ((LOCK, 0), (OTHER_LOCK, 16)):
        runtime.lock_acquired(0, lock)
        runtime.write(0, OBJECT + offset)
        runtime.lock_released(0, lock)
    runtime.lock_acquired(child, OTHER_LOCK, scoped=True)
    runtime.lock_acquired(child, LOCK, scoped=True)
    runtime.lock_released(child, OTHER_LOCK)
    assert runtime.read(child, OBJECT) == 0
    runtime.lock_released(child, LOCK)
    assert runtime.read(child, OBJECT + 16) == 1
    assert runtime.task_info(child)["scopes"] == 0


def test_a_lock_may_be_released_by_another_task(child: int) -> None:
    for _ in range(100):  # a lock used as a signal
        runtime.lock_acquired(0, LOCK)
        runtime.write(child, OBJECT)
        runtime.lock_released(child, LOCK)
    runtime.lock_acquired(0, LOCK)
    assert runtime.write(0, OBJECT) == 0
    assert runtime.task_info(0)["held"] == 1


def test_odd_releases_are_tolerated(child: int) -> None:
    runtime.write(child, OBJECT)
    runtime.lock_released(child, LOCK)  # taken before anybody looked
    runtime.lock_released(child, LOCK)
    runtime.lock_acquired(0, LOCK)
    assert runtime.write(0, OBJECT) == 0
    runtime.lock_reset(LOCK)
    runtime.lock_released(0, LOCK)
    assert runtime.task_info(0)["held"] == 0


def test_a_lock_taken_again_by_its_holder_is_held_until_the_last_release() -> None:
    for _ in range(3):
        runtime.lock_acquired(0, LOCK)
    runtime.lock_released(0, LOCK)
    runtime.lock_released(0, LOCK)
    assert {address for address, _ in runtime.lockset_parts(runtime.lockset(0))} == {LOCK}
    runtime.lock_released(0, LOCK)
    assert runtime.lockset(0) == 0


def test_the_set_of_held_locks_is_the_same_number_for_the_same_locks() -> None:
    runtime.lock_created(LOCK, creation=4)
    runtime.lock_created(OTHER_LOCK, creation=5)
    runtime.lock_acquired(0, LOCK)
    alone = runtime.lockset(0)
    runtime.lock_acquired(0, OTHER_LOCK)
    both = runtime.lockset(0)
    assert runtime.lockset_parts(both) == [(LOCK, 4), (OTHER_LOCK, 5)]
    runtime.lock_released(0, OTHER_LOCK)
    assert runtime.lockset(0) == alone
    runtime.lock_acquired(0, OTHER_LOCK)
    assert runtime.lockset(0) == both
    runtime.lock_released(0, LOCK)
    assert runtime.lockset_parts(runtime.lockset(0)) == [(OTHER_LOCK, 5)]


def test_hundreds_of_locks_can_be_held_at_once() -> None:
    for i in range(700):
        runtime.lock_acquired(0, LOCK + 16 * i)
    for i in range(700):
        runtime.lock_released(0, LOCK + 16 * i)
    assert runtime.lockset(0) == 0


def test_release_forgets_earlier_releases_and_release_merge_does_not(child: int) -> None:
    third = runtime.task_start(0)
    for name, races in (("release", 1), ("release_merge", 0)):
        runtime.write(0, OBJECT)
        runtime.release(0, OBJECT + 64)
        getattr(runtime, name)(child, OBJECT + 64)
        runtime.acquire(third, OBJECT + 64)
        assert runtime.write(third, OBJECT) == races
        runtime.races()


def test_a_channel_orders_a_put_before_its_get_and_no_other(child: int) -> None:
    runtime.write(0, OBJECT)
    runtime.channel_put(0, LOCK, 11)
    runtime.write(0, OBJECT + 16)
    runtime.channel_put(0, LOCK, 22)
    runtime.channel_get(child, LOCK, 11)
    assert runtime.read(child, OBJECT) == 0
    assert runtime.read(child, OBJECT + 16) == 1


def test_an_item_put_twice_is_taken_oldest_first(child: int) -> None:
    runtime.channel_put(0, LOCK, 11)
    runtime.write(0, OBJECT)
    runtime.channel_put(0, LOCK, 11)
    runtime.channel_get(child, LOCK, 11)
    assert runtime.read(child, OBJECT) == 1


def test_an_item_whose_put_was_not_seen_may_be_any(child: int) -> None:
    runtime.write(0, OBJECT)
    runtime.channel_put(0, LOCK, 11)
    runtime.channel_get(child, LOCK, 99)
    assert runtime.read(child, OBJECT) == 0
    assert runtime.stats()["channel entries"] == 1


def test_initial_permits_of_a_semaphore_carry_nothing(child: int) -> None:
    runtime.channel_fill(LOCK, 2)
    runtime.write(0, OBJECT)
    runtime.channel_put(0, LOCK, 0)
    for races in (1, 1, 0):
        runtime.channel_get(child, LOCK, 0)
        assert runtime.read(child, OBJECT) == races
        runtime.release(child, OBJECT + 64)  # a new epoch, so that the read counts again
    assert runtime.stats()["channel entries"] == 0


def test_a_finalizer_comes_after_all_uses_and_only_for_its_time(child: int) -> None:
    for i in range(100):
        user = runtime.task_start(0)
        runtime.write(user, OBJECT + 0x1000 + 16 * i)
        runtime.access(user, OBJECT, 1, runtime.MODE_READ)
    runtime.write(child, OBJECT + 16)
    runtime.access(child, OBJECT, 1, runtime.MODE_READ)
    runtime.finalizer_begin(0, OBJECT)
    assert runtime.access(0, OBJECT, 1, runtime.MODE_WRITE) == 0
    assert runtime.write(0, OBJECT + 0x1000) == 0
    assert runtime.write(0, OBJECT + 16) == 0
    runtime.finalizer_end(0)
    assert runtime.write(0, OBJECT + 0x1000 + 32) == 1
    runtime.finalizer_begin(0, 0x5550)  # nobody knows it
    runtime.finalizer_end(0)
    assert runtime.task_info(0)["scopes"] == 0


@pytest.mark.parametrize("offset", [4, 8, 15])
def test_sync_variables_and_words_that_are_neighbours_do_not_disturb_each_other(child: int, offset: int) -> None:
    """In the same 16 bytes; an address in them that were taken for an object of its own would end the others."""
    runtime.write(0, OBJECT)
    runtime.release(0, LOCK + offset)
    runtime.release(0, LOCK)
    runtime.write(0, LOCK + 1)
    runtime.channel_put(0, LOCK + offset, 11, which=3)
    runtime.write(0, OBJECT + 16)
    runtime.channel_put(0, LOCK, 11, which=3)
    runtime.acquire(child, LOCK + offset)
    assert runtime.write(child, OBJECT) == 0
    runtime.channel_get(child, LOCK + offset, 11, which=3)
    assert runtime.write(child, LOCK + 1) == 0
    assert runtime.write(child, OBJECT + 16) == 1
    runtime.channel_get(child, LOCK, 11, which=3)
    runtime.free(LOCK, 16)
    assert runtime.stats()["sync variables"] == 0


def test_two_locks_in_the_same_16_bytes_are_refused() -> None:
    for function in (runtime.lock_created, runtime.lock_reset, runtime.free_object):
        with pytest.raises(ValueError, match="wanted: a multiple of 16"):
            function(LOCK + 8)
    with pytest.raises(ValueError, match="wanted: a multiple of 16"):
        runtime.lock_acquired(0, LOCK + 8)
    with pytest.raises(ValueError, match="not a number of a sync variable"):
        runtime.release(0, LOCK, which=1 << 28)


def test_what_is_being_finalized_is_part_of_the_lock_set_but_not_its_address(child: int) -> None:
    runtime.write(child, OBJECT)
    sets = set()
    for address in (OBJECT, OBJECT + 64):
        runtime.finalizer_begin(0, address, site=7)
        sets.add(runtime.lockset(0))
        runtime.finalizer_begin(0, address, site=8)
        assert runtime.lockset_parts(runtime.lockset(0)) == [(0, 1 << 31 | 7), (0, 1 << 31 | 8)]
        runtime.finalizer_end(0)
        assert runtime.lockset_parts(runtime.lockset(0)) == [(0, 1 << 31 | 7)]
        runtime.finalizer_end(0)
        assert runtime.lockset(0) == 0
    assert len(sets) == 1


def test_whose_uses_are_not_all_recorded_is_a_user_until_now(child: int) -> None:
    runtime.access(child, OBJECT, 1, runtime.MODE_READ)
    runtime.release(child, LOCK)
    runtime.write(child, OBJECT + 16)
    runtime.acquire(0, LOCK)
    for to_date in (False, True):
        assert runtime.finalizer_begin(0, OBJECT, to_date=to_date)
        assert runtime.read(0, OBJECT + 16) == (0 if to_date else 1)
        runtime.finalizer_end(0)
        runtime.release(0, LOCK + 64)  # a new epoch, so that the read counts again


def test_more_finalizers_than_there_is_room_for_close_only_what_they_opened(child: int) -> None:
    opened = 0
    while runtime.finalizer_begin(0, OBJECT):
        opened += 1
    assert opened == 512
    for _ in range(opened):
        runtime.finalizer_end(0)
    assert runtime.task_info(0)["scopes"] == 0


def test_what_a_task_does_after_a_finalizer_is_no_repetition_of_what_it_did_within(child: int) -> None:
    runtime.access(child, OBJECT, 1, runtime.MODE_READ)
    runtime.write(child, OBJECT + 16)
    runtime.finalizer_begin(0, OBJECT)
    assert runtime.read(0, OBJECT + 16) == 0
    runtime.finalizer_end(0)
    assert runtime.read(0, OBJECT + 16) == 1
