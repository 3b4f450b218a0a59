"""Timers, tickers, contexts, groups. Time is faked where it is only waited for: tests need not wait for it."""

from __future__ import annotations

from typing import Any

import pytest

from datarace.goroutines import (
    AtomicInt,
    Canceled,
    Chan,
    DeadlineExceeded,
    Group,
    Ticker,
    Timer,
    WaitGroup,
    after,
    after_func,
    background,
    go,
    gosched,
    recv,
    run,
    select,
    sleep,
    with_cancel,
    with_deadline,
    with_timeout,
    with_value,
)
from datarace.goroutines.current import running
from datarace.goroutines.processor import P


def in_no_time(main: Any) -> Any:
    return run(main, processors=1, fake_time=True)


def test_a_timer_fires_once_if_it_is_not_stopped() -> None:
    async def main() -> None:
        timer = Timer(10)
        assert timer.stop()
        assert not timer.stop()
        await sleep(20)
        assert timer.c.try_recv() is None
        assert not timer.reset(10)
        assert timer.reset(30)
        start = await after(0).recv()
        assert await timer.c.recv() - start == pytest.approx(30)
        assert not timer.stop()

    in_no_time(main)


def test_what_a_stopped_timer_has_sent_is_gone() -> None:
    async def main() -> None:
        timer = Timer(1)
        await sleep(2)
        assert len(timer.c) == timer.c.cap == 0
        assert timer.stop()  # nobody has received it, and nobody will: as in Go since 1.23
        assert timer.c.try_recv() is None
        assert not timer.stop()
        timer.reset(1)
        await sleep(2)
        assert timer.reset(3)
        start = await after(0).recv()
        assert await timer.c.recv() - start == pytest.approx(3)
        assert not timer.reset(1)

    in_no_time(main)


def test_what_fires_just_then_is_not_taken_for_the_timer_that_was_armed_after_it() -> None:
    """A thread may have taken an entry out of the heap and not done it yet when another one stops the timer."""

    async def main() -> None:
        def caught(timer: Any) -> Any:
            entry = timer._entry
            assert entry.stop()
            return entry

        timer, ticker = Timer(1), Ticker(1)
        for one in (timer, ticker):
            entry = caught(one)
            assert one.stop()
            entry.act(entry, 1.0)
            assert one.c.try_recv() is None
            assert not entry.armed
            one.reset(5)
            entry = caught(one)
            one.reset(7)
            entry.act(entry, 1.0)
            assert one.c.try_recv() is None
            start = await after(0).recv()
            assert await one.c.recv() - start == pytest.approx(7)
            one.stop()

        calls = Chan[None](2)
        function = after_func(1, calls.try_send, None)
        entry = caught(function)
        assert not function.reset(5)
        entry.act(entry, 1.0)
        await gosched()
        assert len(calls) == 1
        await sleep(6)
        assert len(calls) == 2

    in_no_time(main)


def test_a_ticker_is_not_lost_with_the_processor_on_which_it_fires() -> None:
    async def main() -> None:
        scheduler = running().scheduler
        ticker = Ticker(1)
        entry = ticker._entry
        gone = P(7)  # as one that was taken away between the firing and the next arming
        assert entry.stop()
        entry.p = gone
        entry.act(entry, scheduler.now())
        assert ticker.c.try_recv() is not None
        assert not gone.timers
        assert (await ticker.c.recv_ok()).ok

    in_no_time(main)


def test_a_ticker_ticks_until_it_is_stopped_and_leaves_out_what_nobody_takes() -> None:
    async def main() -> None:
        ticker = Ticker(2)
        start = await after(0).recv()
        assert [await ticker.c.recv() - start for _ in range(3)] == pytest.approx([2, 4, 6])
        await sleep(7)
        await ticker.c.recv()
        ticker.reset(5)
        now = await after(0).recv()
        assert await ticker.c.recv() - now == pytest.approx(5)
        ticker.stop()
        await sleep(20)
        assert ticker.c.try_recv() is None
        with pytest.raises(ValueError, match="not a period"):
            Ticker(0)

    in_no_time(main)


def test_a_function_is_called_after_a_time_in_a_goroutine_of_its_own() -> None:
    async def main() -> None:
        calls = Chan[str](5)
        after_func(3, calls.send, "late")
        after_func(1, calls.try_send, "soon")
        stopped = after_func(2, calls.try_send, "never")
        assert stopped.stop()
        assert not stopped.stop()
        assert [await calls.recv(), await calls.recv()] == ["soon", "late"]
        assert not stopped.reset(1)
        assert await calls.recv() == "never"

    in_no_time(main)


def test_sleepers_wake_in_the_order_of_their_times() -> None:
    async def main() -> list[int]:
        seen: list[int] = []
        group = WaitGroup()

        async def work(number: int) -> None:
            await sleep(number % 17 + number / 1000)
            seen.append(number)

        for number in range(100):
            group.go(work, number)
        await group.wait()
        return seen

    assert in_no_time(main) == sorted(range(100), key=lambda number: (number % 17, number))


def test_stopped_timers_do_not_pile_up() -> None:
    async def main() -> int:
        for _ in range(1000):
            Timer(3600).stop()
        from datarace.goroutines.current import current

        assert current.m is not None
        assert current.m.p is not None
        return len(current.m.p.timers)

    assert in_no_time(main) < 100


def test_a_context_is_over_when_it_or_what_it_came_from_is_cancelled() -> None:
    async def main() -> None:
        top = with_cancel(background())
        below = with_value(with_cancel(top), "key", 5)
        beside = with_cancel(background())
        assert below.value("key") == 5
        assert below.value("other") is None
        assert (below.err(), top.err()) == (None, None)
        top.cancel(KeyError("why"))
        assert isinstance(below.err(), Canceled)
        assert isinstance(below.cause(), KeyError)
        assert not (await below.done().recv_ok()).ok
        with pytest.raises(Canceled):
            below.check()
        assert beside.err() is None
        beside.check()
        assert with_cancel(top).err() is not None
        with pytest.raises(ValueError, match="no key"):
            with_value(top, None, 1)

    in_no_time(main)


def test_a_context_is_over_at_its_deadline() -> None:
    async def main() -> None:
        with with_timeout(background(), 10) as context:
            inner = with_timeout(context, 100)
            assert inner.deadline() == context.deadline()
            assert (await select(recv(context.done()), recv(after(9)))).case == 1
            assert (await select(recv(inner.done()), recv(after(2)))).case == 0
            assert isinstance(inner.err(), DeadlineExceeded)
        assert isinstance(with_deadline(background(), 0).err(), DeadlineExceeded)
        with with_timeout(background(), 10) as context:
            pass
        assert isinstance(context.err(), Canceled)
        assert background().done().try_recv() is None

    in_no_time(main)


def test_the_first_error_of_a_group_cancels_its_context() -> None:
    async def main() -> None:
        ended = AtomicInt()

        async def wait(group: Group) -> None:
            await group.context.done().recv_ok()
            ended.add(1)

        async def fail() -> None:
            await sleep(1)
            raise KeyError("first")

        group = Group(background())
        await group.go(wait, group)
        await group.go(wait, group)
        await group.go(fail)
        with pytest.raises(KeyError, match="first"):
            await group.wait()
        assert ended.load() == 2
        with pytest.raises(KeyError, match="first"):
            async with Group() as plain:
                await plain.go(fail)
        with pytest.raises(RuntimeError, match="has no context"):
            _ = plain.context

    in_no_time(main)


def test_a_limit_holds_back_who_would_be_too_many() -> None:
    async def main() -> int:
        running = most = 0

        async def work() -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await sleep(1)
            running -= 1

        async with Group(limit=3) as group:
            for _ in range(10):
                await group.go(work)
            assert not group.try_go(gosched)
        assert group.try_go(gosched)
        await group.wait()
        return most

    assert in_no_time(main) == 3
    with pytest.raises(ValueError, match="not a limit"):
        Group(limit=-1)


def test_a_goroutine_may_be_left_in_a_sleep() -> None:
    async def main() -> None:
        go(sleep, 1000)
        await gosched()

    run(main)
