"""What is seen of each primitive in a debugger or a log."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from datarace.goroutines import (
    Chan,
    Cond,
    Group,
    Mutex,
    Runtime,
    Ticker,
    Timer,
    after_func,
    background,
    dial,
    listen,
    once_value,
    with_cancel,
    with_timeout,
    with_value,
)


def test_each_says_what_it_is_and_how_it_is(goroutines_run: Callable[..., Any]) -> None:
    async def main() -> list[tuple[str, object]]:
        timer, ticker, function = Timer(10), Ticker(10), after_func(10, Chan[int]().close)
        timer.stop()
        canceled = with_cancel(background())
        canceled.cancel()
        value = once_value(lambda: 1)
        seen = [
            ("<Timer not armed at 0x.*>", repr(timer)),
            ("<Ticker armed at 0x.*>", repr(ticker)),
            ("<FuncTimer armed at 0x.*>", repr(function)),
            ("<background context>", repr(background())),
            ("<CancelContext not done>", repr(with_timeout(background(), 10))),
            ("<Context with 'key' of <CancelContext done: context canceled>>", repr(with_value(canceled, "key", "secret"))),
            ("<OnceValue not done at 0x.*>", repr(value)),
            ("<Cond of <Mutex unlocked at 0x.*>>", repr(Cond(Mutex()))),
            ("<Group of <WaitGroup 0 to be done, 0 waiting at 0x.*>>", repr(Group())),
            ("<Runtime not running at 0x.*>", repr(Runtime())),
        ]
        listener = listen(("127.0.0.1", 0))
        async with await dial(listener.address) as conn:
            seen += [
                ("<Listener of <socket.socket fd=.*>>", repr(listener)),
                ("<Conn of <socket.socket fd=.*>>", repr(conn)),
            ]
        listener.close()
        await value()
        return [*seen, ("<OnceValue done at 0x.*>", repr(value)), ("<Conn of <socket.socket .closed. .*>>", repr(conn))]

    for wanted, found in goroutines_run(main):
        assert re.fullmatch(wanted, found), (wanted, found)
