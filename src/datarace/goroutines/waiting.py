"""Who waits, and where: the queues in which channels, locks and groups keep those that they will wake.

A `Waiter` is a goroutine itself where it waits for one thing, as it mostly does; one of several cases of a select; or a
thread that is no goroutine's. Queues are linked through their waiters, so that an empty one costs nothing, and a case that lost
can be taken out of the middle.

Every queue belongs to a primitive with a lock, under which all of this happens. `Waiter.item` and `Waiter.ok` are written by
who wakes, before `ready`, and read by who was woken.
"""

from __future__ import annotations

from itertools import repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType as Lock
    from collections.abc import Generator
    from typing import Any

    from datarace.probes.hosting import HostTask


class Waiter:
    """One that waits in a queue."""

    __slots__ = ("item", "next", "ok", "previous")

    #: Of a case of a select: which one. Whoever wakes it has to be the first (`Selection.claim`).
    selection: Selection | None = None

    item: Any
    #: Whether it got what it waited for.
    ok: bool
    next: Waiter | None
    previous: Waiter | None

    def ready(self) -> None:
        """Let it run: what it waited for has come."""
        raise NotImplementedError

    def race_task(self) -> HostTask | None:
        """Its task, for what is done in its name while it waits."""
        raise NotImplementedError


class Selection:
    """A select that waits. The first one who takes the token wakes it."""

    __slots__ = ("fired", "tokens")

    def __init__(self) -> None:
        self.tokens = [True]
        #: The case that was woken.
        self.fired: Waiter | None = None

    def claim(self, case: Waiter) -> bool:
        """Whether the caller is the one who wakes it. list.pop is one step for all threads, with the GIL and without."""
        try:
            self.tokens.pop()
        except IndexError:
            return False
        self.fired = case
        return True


class Queue:
    """First in, first out."""

    __slots__ = ("first", "last")

    def __init__(self) -> None:
        self.first: Waiter | None = None
        self.last: Waiter | None = None

    def push(self, waiter: Waiter) -> None:
        """Wait behind all others."""
        last = self.last
        waiter.next = None
        waiter.previous = last
        if last is None:
            self.first = waiter
        else:
            last.next = waiter
        self.last = waiter

    def push_first(self, waiter: Waiter) -> None:
        """Wait before all others."""
        first = self.first
        waiter.previous = None
        waiter.next = first
        if first is None:
            self.last = waiter
        else:
            first.previous = waiter
        self.first = waiter

    def pop(self) -> Waiter | None:
        """The one who has waited longest and was not woken by anybody else; None: nobody waits."""
        while True:
            waiter = self.first
            if waiter is None:
                return None
            following = waiter.next
            self.first = following
            if following is None:
                self.last = None
            else:
                following.previous = None
                waiter.next = None
            if waiter.selection is None or waiter.selection.claim(waiter):
                return waiter

    def remove(self, waiter: Waiter) -> bool:
        """Take it out; False: it is not in any more."""
        before, after = waiter.previous, waiter.next
        if before is None and self.first is not waiter:
            return False
        if before is None:
            self.first = after
        else:
            before.next = after
        if after is None:
            self.last = before
        else:
            after.previous = before
        waiter.next = waiter.previous = None
        return True

    def __bool__(self) -> bool:
        return self.first is not None


class park:
    """``await park(locks)`` stops the calling goroutine until somebody calls its `ready`.

    The locks are held by the caller, and given back by the thread that ran it when it has really stopped: who wakes it needs one
    of them to find it, so nobody runs it while it is still running. (A generator would be the largest part of one that waits.)
    """

    __slots__ = ("_locks",)

    def __init__(self, locks: Lock | tuple[Lock, ...] | None) -> None:
        self._locks = locks

    def __await__(self) -> Generator[Any, Any, None]:
        return repeat(self._locks, 1)  # type: ignore[return-value]  # an iterator will do


_pause = park(None)


def pause() -> park:
    """To be awaited: let others run, and go on when it is the calling goroutine's turn again."""
    return _pause
