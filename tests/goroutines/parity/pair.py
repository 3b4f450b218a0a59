"""What most cases are: two pieces of work that nothing orders, both of which happen."""

from __future__ import annotations

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
