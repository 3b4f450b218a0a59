"""Mutex, RWMutex, WaitGroup, Once, Cond, Pool, Map, atomics."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from datarace.goroutines import (
    AtomicBool,
    AtomicInt,
    AtomicPointer,
    AtomicValue,
    Chan,
    Cond,
    Group,
    Map,
    Mutex,
    Once,
    Panic,
    Pool,
    RWMutex,
    WaitGroup,
    go,
    goexit,
    gosched,
    once_value,
    run,
)

Run = Callable[..., Any]


def test_one_at_a_time_has_a_mutex(goroutines_run: Run) -> None:
    async def main() -> int:
        mutex, group, inside, total = Mutex(), WaitGroup(), 0, 0

        async def work() -> None:
            nonlocal inside, total
            for _ in range(100):
                async with mutex:
                    inside += 1
                    assert inside == 1
                    await gosched()
                    total += 1
                    inside -= 1

        for _ in range(8):
            group.go(work)
        await group.wait()
        assert not mutex.locked
        return total

    assert goroutines_run(main) == 800


def test_who_wants_a_mutex_gets_it_though_another_takes_it_again_and_again() -> None:
    async def main() -> None:
        mutex, got = Mutex(), Chan[None]()

        async def want() -> None:
            async with mutex:
                got.close()

        go(want)
        while not got.closed:
            async with mutex:
                await gosched()

    run(main, processors=1)


def test_unlocking_what_is_not_locked_is_an_error() -> None:
    async def main() -> None:
        mutex, rwmutex = Mutex(), RWMutex()
        for unlock in (mutex.unlock, rwmutex.unlock, rwmutex.runlock):
            with pytest.raises(Panic, match="unlocked"):
                unlock()
        await rwmutex.rlock()
        with pytest.raises(Panic, match="unlock of unlocked RWMutex"):
            rwmutex.unlock()
        assert mutex.try_lock()
        assert not mutex.try_lock()

    run(main)


def test_another_goroutine_may_unlock(goroutines_run: Run) -> None:
    async def main() -> None:
        mutex = Mutex()
        await mutex.lock()
        go(mutex.unlock)
        await mutex.lock()

    goroutines_run(main)


def test_readers_read_together_and_writers_write_alone() -> None:
    async def main() -> int:
        mutex, group = RWMutex(), WaitGroup()
        reading = writing = most = 0

        async def read() -> None:
            nonlocal reading, most
            for _ in range(50):
                async with mutex.reading():
                    reading += 1
                    most = max(most, reading)
                    assert not writing
                    await gosched()
                    reading -= 1
                await gosched()

        async def write() -> None:
            nonlocal writing
            for _ in range(20):
                async with mutex:
                    writing += 1
                    assert (writing, reading) == (1, 0)
                    await gosched()
                    writing -= 1
                await gosched()

        for work in (read, read, read, write, write):
            group.go(work)
        await group.wait()
        assert mutex.try_lock()
        return most

    assert run(main, processors=1) > 1


def test_a_writer_that_waits_keeps_new_readers_out() -> None:
    async def main() -> None:
        mutex = RWMutex()
        await mutex.rlock()
        assert mutex.try_rlock()
        go(mutex.lock)
        while not mutex._writers:
            await gosched()
        assert not mutex.try_rlock()
        assert not mutex.try_lock()
        mutex.runlock()
        mutex.runlock()
        await gosched()
        assert not mutex.try_rlock()

    run(main, processors=1)


def test_a_group_waits_for_all_and_for_nobody_when_there_is_none(goroutines_run: Run) -> None:
    async def main() -> None:
        group, done = WaitGroup(), AtomicInt()

        async def work() -> None:
            await gosched()
            done.add(1)

        await group.wait()
        for _ in range(3):
            for _ in range(20):
                group.go(work)
            await group.wait()
        assert done.load() == 60

    goroutines_run(main)


def test_misuse_of_a_group_is_an_error() -> None:
    async def main() -> None:
        group = WaitGroup()
        with pytest.raises(Panic, match="negative WaitGroup counter"):
            group.done()

    run(main)


def test_once_is_once_and_the_others_wait_for_its_end(goroutines_run: Run) -> None:
    async def main() -> None:
        once, group, calls, ready = Once(), WaitGroup(), [], False

        async def first() -> None:
            nonlocal ready
            calls.append(1)
            await gosched()
            ready = True

        async def work() -> None:
            await once.do(first)
            assert ready

        for _ in range(10):
            group.go(work)
        await group.wait()
        assert calls == [1]
        assert once.done

    goroutines_run(main)


def test_what_raises_was_done_once_too() -> None:
    async def main() -> None:
        once = Once()
        with pytest.raises(ZeroDivisionError):
            await once.do(lambda: 1 // 0)
        await once.do(lambda: 1 // 0)

        calls: list[int] = []
        value = once_value(lambda: calls.append(1) or 5)
        assert [await value(), await value()] == [5, 5]
        assert calls == [1]
        error = once_value(lambda: [][1])
        for _ in range(2):
            with pytest.raises(IndexError):
                await error()

    run(main)


def test_the_exception_of_a_once_value_does_not_grow_and_goexit_is_none() -> None:
    async def main() -> None:
        error = once_value(lambda: [][1])
        lengths = []
        for _ in range(5):
            with pytest.raises(IndexError) as caught:
                await error()
            lengths.append(len(list(traceback.walk_tb(caught.value.__traceback__))))
        assert len(set(lengths[1:])) == 1

        leaves = once_value(goexit)
        group = WaitGroup()
        group.go(leaves)
        await group.wait()
        for _ in range(2):
            with pytest.raises(Panic, match="goexit"):
                await leaves()

    run(main)


@pytest.mark.parametrize("kind", [WaitGroup, Group])
def test_nobody_who_waits_goes_on_after_what_ends_the_run(kind: Any) -> None:
    """Else main could end before, and nobody hear of it."""
    groups = []

    async def main() -> None:
        group = kind()
        groups.append(group)
        started = group.go(fail)
        if started is not None:
            await started
        await group.wait()

    def fail() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        run(main)
    assert "1 to be done" in repr(groups[0])


def test_a_condition_wakes_one_or_all(goroutines_run: Run) -> None:
    async def main() -> None:
        mutex, group, items = Mutex(), WaitGroup(), []
        condition = Cond(mutex)

        async def take() -> None:
            async with mutex:
                while not items:
                    await condition.wait()
                items.pop()

        for _ in range(6):
            group.go(take)
        for _ in range(3):
            async with mutex:
                items.append(1)
                condition.signal()
            await gosched()
        async with mutex:
            items.extend([1, 1, 1])
        condition.broadcast()
        await group.wait()
        assert not items

    goroutines_run(main)


def test_a_condition_is_waited_for_under_its_lock() -> None:
    async def main() -> None:
        condition = Cond(Mutex())
        with pytest.raises(Panic, match="unlock of unlocked mutex"):
            await condition.wait()
        condition.signal()
        assert not condition._waiters

    run(main)


def test_atomics_lose_no_update(goroutines_run: Run) -> None:
    async def main() -> None:
        number, flag, value, pointer = AtomicInt(), AtomicBool(), AtomicValue("a"), AtomicPointer[list[int]]()
        group = WaitGroup()

        def add() -> None:
            for _ in range(200):
                number.add(1)
                number.or_(0)

        for _ in range(4):
            group.go(add)
        await group.wait()
        assert number.load() == 800
        assert number.and_(0xFF) == 800
        assert number.swap(5) == 800 & 0xFF
        assert number.compare_and_swap(5, 6)
        assert not number.compare_and_swap(5, 7)
        assert not flag.swap(True)
        assert flag.compare_and_swap(True, False)
        value.store("b")
        assert value.load() == "b"
        made: list[int] = []
        assert pointer.load() is None
        assert pointer.compare_and_swap(None, made)
        assert not pointer.compare_and_swap([], [])
        assert pointer.load() is made

    goroutines_run(main)


def test_pool_and_map(goroutines_run: Run) -> None:
    async def main() -> None:
        pool = Pool(list[int])
        first = pool.get()
        assert first == []
        pool.put(first)
        assert pool.get() is first
        assert Pool[int]().get() is None

        table = Map[str, int]()
        assert table.load("a") == (None, False)
        table.store("a", 1)
        assert table.load_or_store("a", 2) == (1, True)
        assert table.load_or_store("b", 2) == (2, False)
        assert table.swap("b", 3) == (2, True)
        assert table.compare_and_swap("b", 3, 4)
        assert not table.compare_and_swap("b", 3, 5)
        assert dict(table.items()) == {"a": 1, "b": 4}
        assert table.load_and_delete("a") == (1, True)
        table.delete("a")
        assert len(table) == 1

    goroutines_run(main)
