"""What most cases are: two pieces of work that nothing orders, both of which happen."""

from __future__ import annotations

from inspect import iscoroutinefunction
from threading import Thread
from typing import TYPE_CHECKING, Any

from datarace.goroutines import WaitGroup

if TYPE_CHECKING:
    from collections.abc import Callable


class Box:
    """An object with two plain fields, as Go's structs in these cases have."""

    x: Any = 0
    y: Any = 0


async def both(*works: Callable[[], object]) -> None:
    """Runs each as a goroutine of its own and returns when all have ended."""
    group = WaitGroup()
    for work in works:
        group.go(work)
    await group.wait()


as_goroutines = both

#: For each call of `both_as_threads`, whether it could.
as_threads: list[bool] = []


async def both_as_threads(*works: Callable[[], object]) -> None:
    """As `both`, with threads, where no piece of work waits for a goroutine."""
    plain = not any(map(iscoroutinefunction, works))
    as_threads.append(plain)
    if not plain:
        await as_goroutines(*works)
        return
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
