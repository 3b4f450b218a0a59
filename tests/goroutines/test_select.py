"""select: one of several, fairly, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from datarace.goroutines import Chan, Panic, WaitGroup, after, go, gosched, recv, run, select, send

Run = Callable[..., Any]


def test_the_case_that_can_go_ahead_does(goroutines_run: Run) -> None:
    async def main() -> None:
        left, right = Chan[int](1), Chan[int](1)
        await right.send(7)
        assert await select(recv(left), recv(right)) == (1, 7, True)
        assert await select(recv(right), send(left, 3)) == (1, None, True)
        assert await left.recv() == 3
        right.close()
        assert await select(recv(left), recv(right)) == (1, None, False)

    goroutines_run(main)


def test_a_default_waits_for_nothing(goroutines_run: Run) -> None:
    async def main() -> None:
        assert await select(default=True) == (-1, None, True)
        assert (await select(recv(Chan()), send(Chan(), 1), recv(None), send(None, 1), default=True)).case == -1

    goroutines_run(main)


def test_it_waits_for_the_first_and_leaves_the_others_alone(goroutines_run: Run) -> None:
    async def main() -> None:
        channels = [Chan[int]() for _ in range(3)]
        for number, channel in enumerate(channels):
            go(channel.send, number)
            assert await select(*map(recv, channels)) == (number, number, True)
        for channel in channels:
            assert not channel._receivers
            go(channel.recv)
            case = await select(*(send(one, 1) for one in channels))
            assert channels[case.case] is channel
            assert not any(one._senders for one in channels)

    goroutines_run(main)


def test_one_channel_in_both_directions_does_not_meet_itself() -> None:
    async def main() -> tuple[int, Any]:
        channel, answer = Chan[int](), Chan[Any](1)

        async def both() -> None:
            await answer.send(await select(send(channel, 1), recv(channel)))

        go(both)
        await gosched()
        await gosched()
        assert len(answer) == 0
        await channel.send(5)
        return (await answer.recv())[:2]

    assert run(main, processors=1) == (1, 5)


def test_two_selects_over_the_same_channels_meet(goroutines_run: Run) -> None:
    async def main() -> None:
        a, b = Chan[int](), Chan[int]()
        group, got = WaitGroup(), []

        async def sender() -> None:
            for number in range(100):
                await select(send(a, number), send(b, number))

        async def receiver() -> None:
            for _ in range(100):
                got.append((await select(recv(b), recv(a))).value)

        group.go(sender)
        group.go(receiver)
        await group.wait()
        assert got == list(range(100))

    goroutines_run(main)


def test_each_of_the_ready_cases_is_as_likely_as_the_others() -> None:
    async def main() -> list[int]:
        channels = [Chan[int](1) for _ in range(5)]
        ready = 0, 1, 4
        for number in ready:
            channels[number].close()
        counts = [0] * 5
        for _ in range(1500):
            counts[(await select(*map(recv, channels))).case] += 1
        return counts

    counts = run(main, processors=1, seed=1)
    assert sum(counts) == 1500
    assert [count > 400 for count in counts] == [True, True, False, False, True]


def test_a_send_on_a_closed_channel_is_an_error_at_once_and_after_waiting(goroutines_run: Run) -> None:
    async def main() -> None:
        channel, errors = Chan[int](), Chan[str]()

        async def wait() -> None:
            try:
                await select(send(channel, 1), recv(None))
            except Panic as error:
                await errors.send(str(error))

        go(wait)
        while not channel._senders:
            await gosched()
        channel.close()
        assert await errors.recv() == "send on closed channel"
        with pytest.raises(Panic, match="send on closed channel"):
            await select(send(channel, 1), default=True)

    goroutines_run(main)


def test_cases_that_lost_are_gone_from_a_channel_that_lives_long(goroutines_run: Run) -> None:
    async def main() -> None:
        forever, ticks = Chan[None](), Chan[int]()

        async def tick() -> None:
            for number in range(1000):
                await ticks.send(number)
            ticks.close()

        go(tick)
        while (await select(recv(forever), recv(ticks))).ok:
            pass
        assert not forever._receivers

    goroutines_run(main)


def test_a_timeout_ends_the_wait(goroutines_run: Run) -> None:
    async def main() -> None:
        assert (await select(recv(Chan()), recv(after(0.001)))).case == 1

    goroutines_run(main)


def test_a_case_needs_a_channel() -> None:
    with pytest.raises(TypeError, match="needs a Chan, not list"):
        recv([])  # type: ignore[arg-type]

    async def main() -> None:
        with pytest.raises(TypeError, match=r"is recv\(channel\) or send\(channel, value\), not <Chan 0/0"):
            await select(Chan[int]())  # type: ignore[arg-type]

    run(main)


def test_a_case_can_wait_again_but_not_twice_at_once(goroutines_run: Run) -> None:
    async def main() -> None:
        channel, other = Chan[int](), Chan[int]()
        case = recv(channel)
        for number in range(3):
            go(channel.send, number)
            assert await select(case, recv(other)) == (0, number, True)
        with pytest.raises(RuntimeError, match=r"recv\(<Chan 0/0 .* is in a select that waits"):
            await select(recv(other), case, case)
        go(channel.send, 3)
        assert await select(recv(other), case) == (1, 3, True)
        go(other.send, 4)
        assert await other.recv() == 4

    goroutines_run(main)
