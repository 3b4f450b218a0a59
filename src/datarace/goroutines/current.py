"""Who calls: the M of the calling thread, and the goroutine that it runs."""

from __future__ import annotations

from _thread import _local

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.goroutine import G
    from datarace.goroutines.machine import M
    from datarace.goroutines.scheduler import Scheduler

#: The schedulers that run.
schedulers: list[Scheduler] = []


class _Current(_local):
    #: The calling thread's; None: it runs no goroutines.
    m: M | None = None


current = _Current()


def running() -> G:
    """The calling goroutine.

    Raises:
        RuntimeError: the caller is none.
    """
    m = current.m
    if m is None or m.g is None:
        raise RuntimeError("this is for goroutines: start one with goroutines.run(), or go() within it")
    return m.g
