"""Channels: order, buffers, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from datarace.goroutines import Chan, Closed, Panic, WaitGroup, go, gosched, numgoroutine, run

Run = Callable[..., Any]


@pytest.mark.parametrize("cap", [0, 1, 3])
def test_values_arrive_once_and_in_the_order_in_which_they_were_sent(goroutines_run: Run, cap: int) -> None:
    async def main() -> list[int]:
        channel = Chan[int](cap)

        async def send() -> None:
            for number in range(300):
                await channel.send(number)
            channel.close()

        go(send)
        return [number async for number in channel]

    assert goroutines_run(main) == list(range(300))


def test_an_unbuffered_send_waits_for_its_receive() -> None:
    async def main() -> list[str]:
        channel, seen = Chan[int](), []

        async def send() -> None:
            await channel.send(1)
            seen.append("sent")

        go(send)
        await gosched()
        await gosched()
        seen.append("about to receive")
        await channel.recv()
        await gosched()
        return seen

    assert run(main, processors=1) == ["about to receive", "sent"]


def test_a_buffer_takes_as_many_as_fit_and_no_more(goroutines_run: Run) -> None:
    async def main() -> None:
        channel = Chan[int](2)
        assert (channel.cap, len(channel)) == (2, 0)
        assert channel.try_send(1)
        assert channel.try_send(2)
        assert not channel.try_send(3)
        assert len(channel) == 2
        assert channel.try_recv() == (1, True)
        assert channel.try_send(3)
        assert [await channel.recv(), await channel.recv()] == [2, 3]
        assert channel.try_recv() is None

    goroutines_run(main)


def test_what_waited_for_room_comes_behind_what_is_in_the_buffer(goroutines_run: Run) -> None:
    async def main() -> list[int]:
        channel = Chan[int](1)
        await channel.send(1)
        go(channel.send, 2)
        while not channel._senders:
            await gosched()
        return [await channel.recv(), await channel.recv()]

    assert goroutines_run(main) == [1, 2]


def test_a_closed_channel_gives_what_is_left_and_then_its_end(goroutines_run: Run) -> None:
    async def main() -> None:
        channel = Chan[int](2)
        await channel.send(1)
        channel.close()
        assert channel.closed
        assert await channel.recv_ok() == (1, True)
        assert await channel.recv_ok() == (None, False)
        assert channel.try_recv() == (None, False)
        with pytest.raises(Closed):
            await channel.recv()
        with pytest.raises(Panic, match="send on closed channel"):
            await channel.send(2)
        with pytest.raises(Panic, match="send on closed channel"):
            channel.try_send(2)
        with pytest.raises(Panic, match="close of closed channel"):
            channel.close()

    goroutines_run(main)


def test_close_wakes_who_waits(goroutines_run: Run) -> None:
    async def main() -> list[str]:
        seen: list[str] = []
        left, right = Chan[int](), Chan[int]()
        group = WaitGroup()

        async def receive() -> None:
            try:
                await left.recv()
            except Closed:
                seen.append("closed")

        async def send() -> None:
            try:
                await right.send(1)
            except Panic as error:
                seen.append(str(error))

        group.go(receive)
        group.go(send)
        while not (left._receivers and right._senders):
            await gosched()
        left.close()
        right.close()
        await group.wait()
        return sorted(seen)

    assert goroutines_run(main) == ["closed", "send on closed channel"]


def test_the_nil_channel_is_never_ready() -> None:
    async def main() -> None:
        nothing = Chan.nil()
        assert nothing.try_recv() is None
        assert not nothing.try_send(1)
        with pytest.raises(Panic, match="close of nil channel"):
            nothing.close()
        go(nothing.recv)
        go(nothing.send, 1)
        await gosched()
        assert numgoroutine() == 3

    run(main)


def test_a_capacity_below_zero_is_an_error() -> None:
    with pytest.raises(ValueError, match="not a capacity: -1"):
        Chan(-1)
    with pytest.raises(TypeError, match=r"not a capacity: 1\.5"):
        Chan(1.5)  # type: ignore[arg-type]


def test_a_channel_waits_for_goroutines_alone() -> None:
    channel = Chan[int]()
    with pytest.raises(RuntimeError, match="this is for goroutines"):
        channel.recv().send(None)
    assert not channel._lock.locked()


def test_endless_senders_let_others_run() -> None:
    """A channel with room never makes anybody wait: others have their turn all the same."""

    async def main() -> None:
        channel, over = Chan[int](1000), Chan[None]()

        async def endless() -> None:
            while True:
                if not channel.try_send(1):
                    await gosched()
                await channel.recv()
                await channel.send(1)

        async def end() -> None:
            over.close()

        go(endless)
        await gosched()
        go(end)
        await over.recv_ok()

    run(main, processors=1)


def test_many_senders_and_receivers_lose_nothing(goroutines_run: Run) -> None:
    async def main() -> int:
        channel, total = Chan[int](5), []
        senders, receivers = WaitGroup(), WaitGroup()

        async def send(first: int) -> None:
            for number in range(first, 1000, 10):
                await channel.send(number)

        async def receive() -> None:
            mine = [number async for number in channel]
            total.extend(mine)

        for first in range(10):
            senders.go(send, first)
            receivers.go(receive)
        await senders.wait()
        channel.close()
        await receivers.wait()
        assert sorted(total) == list(range(1000))
        return len(total)

    assert goroutines_run(main) == 1000
