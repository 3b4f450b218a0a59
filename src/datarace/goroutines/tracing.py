"""What ``DATARACE_GODEBUG`` asks for: ``schedtrace=1000,seed=7,maxprocs=4``."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from datarace.goroutines.scheduler import Scheduler


class Settings(NamedTuple):
    """The settings of a run."""

    #: Milliseconds between two lines about the scheduler on stderr; 0: none.
    schedtrace: int = 0
    #: Of the random choices; None: any.
    seed: int | None = None
    #: How many goroutines can run at once; 0: the default.
    processors: int = 0


def settings(text: str) -> Settings:
    """What the variable says; what it says wrongly is told on stderr and left out."""
    names = {"schedtrace": "schedtrace", "seed": "seed", "maxprocs": "processors"}
    found: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        if name not in names or not value.isdecimal():
            print(f"DATARACE_GODEBUG: {part!r} is none of schedtrace=MS, seed=N, maxprocs=N", file=sys.stderr)
            continue
        found[names[name]] = int(value)
    return Settings(**found)


def line(scheduler: Scheduler, now: float) -> str:
    """The scheduler in one line, in the words of Go's schedtrace."""
    queues = " ".join(str(len(p.queue) + len(p.next)) for p in scheduler.processors)
    idle = len(scheduler.sleeping) + (scheduler.lookout is not None)
    return (
        f"SCHED {int(1000 * (now - scheduler.started))}ms: gomaxprocs={scheduler.wanted} idleprocs={len(scheduler.idle)} "
        f"threads={scheduler.living} spinningthreads={scheduler.spinning} idlethreads={idle} blockedthreads={scheduler.blocked} "
        f"goroutines={len(scheduler.all)} runqueue={len(scheduler.queue)} [{queues}]"
    )


def tracer(scheduler: Scheduler, milliseconds: int) -> AbstractContextManager[object]:
    """Prints that line again and again while the context lasts."""
    if not milliseconds:
        return nullcontext()
    return _Tracer(scheduler, milliseconds / 1000)


class _Tracer:
    def __init__(self, scheduler: Scheduler, seconds: float) -> None:
        from _thread import allocate_lock

        self._scheduler = scheduler
        self._seconds = seconds
        self._over = allocate_lock()
        self._gone = allocate_lock()

    def __enter__(self) -> None:
        from _thread import start_new_thread

        self._over.acquire()
        self._gone.acquire()
        start_new_thread(self._print, ())

    def __exit__(self, *_: object) -> None:
        self._over.release()
        self._gone.acquire()

    def _print(self) -> None:
        from time import monotonic

        try:
            while not self._over.acquire(timeout=self._seconds):
                print(line(self._scheduler, monotonic()), file=sys.stderr, flush=True)
        finally:
            self._gone.release()
