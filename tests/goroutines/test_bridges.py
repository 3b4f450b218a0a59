"""Sockets, threads, futures, asyncio."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from datarace.goroutines import (
    Chan,
    Closed,
    Conn,
    Panic,
    Runtime,
    WaitGroup,
    dial,
    from_asyncio,
    go,
    gosched,
    listen,
    recv_from_thread,
    run,
    send_from_thread,
    sleep,
    wait_future,
    wait_readable,
)
from datarace.goroutines.current import running

Goroutines = Callable[..., Any]


def test_many_connections_echo(goroutines_run: Goroutines) -> None:
    async def main() -> None:
        listener = listen(("127.0.0.1", 0))
        group = WaitGroup()

        async def echo(conn: Conn) -> None:
            async with conn:
                while data := await conn.recv():
                    await conn.send(data)

        async def serve() -> None:
            async for conn in listener:
                go(echo, conn)

        async def client(number: int) -> None:
            async with await dial(listener.address) as conn:
                for size in (1, 1000, 300_000):
                    data = bytes([number]) * size
                    go(conn.send, data)
                    got = b""
                    while len(got) < size:
                        got += await conn.recv()
                    assert got == data

        go(serve)
        for number in range(8):
            group.go(client, number)
        await group.wait()
        listener.close()

    goroutines_run(main)


def test_a_timeout_a_close_and_a_refusal_are_errors(goroutines_run: Goroutines) -> None:
    async def main() -> None:
        left, right = (Conn(one) for one in socket.socketpair())
        left.timeout = 0.001
        with pytest.raises(TimeoutError):
            await left.recv()
        errors = Chan[str]()

        async def wait() -> None:
            try:
                await right.recv()
            except OSError as error:
                await errors.send(type(error).__name__)

        go(wait)
        poller = running().scheduler.poller
        assert poller is not None
        while not poller.count:
            await gosched()
        with pytest.raises(RuntimeError, match="two goroutines wait"):
            await wait_readable(right.socket)
        right.close()
        assert await errors.recv() == "OSError"
        left.close()
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = server.getsockname()
        with pytest.raises(ConnectionRefusedError):
            await dial(address)

    goroutines_run(main)


def test_a_time_that_is_over_ends_only_the_wait_that_it_is_for() -> None:
    async def main() -> None:
        left, right = socket.socketpair()
        with left, right:
            seen = Chan[str](1)

            async def wait() -> None:
                await wait_readable(left)
                await seen.send("ready")

            go(wait)
            await gosched()
            with pytest.raises(RuntimeError, match="two goroutines wait"):
                await wait_readable(left, timeout=0.001)
            for wanted in (0.0, 0.002):  # over at once; and later than the one above would be
                with pytest.raises(TimeoutError):
                    await wait_readable(right, timeout=wanted)
            right.send(b"x")
            assert await seen.recv() == "ready"

    for processors in (1, 2):
        run(main, processors=processors)


def test_sockets_and_timers_are_waited_for_together(goroutines_run: Goroutines) -> None:
    async def main() -> list[str]:
        left, right = (Conn(one) for one in socket.socketpair())
        seen = Chan[str](4)

        async def read() -> None:
            await seen.send((await left.recv()).decode())

        go(read)
        await sleep(0.002)
        await seen.send("slept")
        await right.send(b"read")
        found = [await seen.recv(), await seen.recv()]
        left.close()
        right.close()
        return found

    assert goroutines_run(main) == ["slept", "read"]


def test_threads_send_and_receive(goroutines_run: Goroutines) -> None:
    async def main() -> None:
        there, back = Chan[int](), Chan[int](2)

        def work() -> None:
            try:
                while True:
                    send_from_thread(back, recv_from_thread(there) + 1)
            except Closed:
                back.close()

        thread = threading.Thread(target=work)
        thread.start()
        for number in range(50):
            await there.send(number)
            assert await back.recv() == number + 1
        there.close()
        assert not (await back.recv_ok()).ok
        thread.join()

    goroutines_run(main)


def test_a_thread_does_not_wait_longer_than_it_said() -> None:
    channel = Chan[int]()
    with pytest.raises(TimeoutError):
        recv_from_thread(channel, timeout=0.001)
    with pytest.raises(TimeoutError):
        send_from_thread(channel, 1, timeout=0.001)
    assert not channel._receivers
    assert not channel._senders
    channel.close()
    with pytest.raises(Panic):
        send_from_thread(channel, 1)
    with pytest.raises(Closed):
        recv_from_thread(channel)


def test_a_runtime_takes_work_from_threads_and_from_asyncio() -> None:
    async def double(number: int) -> int:
        await gosched()
        return 2 * number

    async def fail() -> None:
        raise KeyError("lost")

    with Runtime(processors=2) as runtime:
        assert runtime.submit(double, 4).result() == 8
        assert runtime.submit(str, 4).result() == "4"
        with pytest.raises(KeyError, match="lost"):
            runtime.submit(fail).result()

        async def main() -> list[int]:
            return await asyncio.gather(*(runtime.call(double, number) for number in range(20)))

        assert asyncio.run(main()) == [2 * number for number in range(20)]
        with pytest.raises(RuntimeError, match="runs already"):
            runtime.start()
    with pytest.raises(RuntimeError, match="does not run"):
        runtime.submit(double, 1)


def test_what_ends_the_goroutines_is_raised_where_a_runtime_is_stopped() -> None:
    async def fail() -> None:
        raise KeyError("lost")

    def start() -> None:
        go(fail)

    runtime = Runtime()
    runtime.start()
    runtime.submit(start).result()
    assert runtime._thread is not None
    runtime._thread.join()  # else it could be stopped before the goroutine runs
    with pytest.raises(KeyError, match="lost"):
        runtime.stop()
    runtime.stop()


def test_a_goroutine_waits_for_futures_and_for_asyncio(goroutines_run: Goroutines) -> None:
    async def in_asyncio(number: int) -> int:
        await asyncio.sleep(0)
        return number + 1

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def main() -> None:
        with ThreadPoolExecutor(2) as executor:
            assert await wait_future(executor.submit(pow, 2, 5)) == 32
            with pytest.raises(ZeroDivisionError):
                await wait_future(executor.submit(lambda: 1 // 0))
        assert await from_asyncio(in_asyncio(1), loop) == 2

    try:
        goroutines_run(main)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_asyncio_cannot_await_a_channel() -> None:
    channel = Chan[int]()
    with pytest.raises(RuntimeError, match="this is for goroutines"):
        asyncio.run(channel.recv())
    assert channel.try_recv() is None


def test_no_file_descriptor_is_left_open() -> None:
    import os

    async def main() -> None:
        left, right = (Conn(one) for one in socket.socketpair())
        go(left.recv)
        await sleep(0.001)
        await right.send(b"x")
        left.close()
        right.close()

    run(main)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        run(main)
    assert len(os.listdir("/proc/self/fd")) == before
