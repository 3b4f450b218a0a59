"""M: a thread that runs goroutines.

`M.loop` is the scheduler's heart: take a goroutine, run it until it stops, see what it left. A goroutine says how it stopped by
what it yields: locks, which are given back now that it can be woken; or nothing, and it goes to the end of the global queue.
Everything rare is elsewhere: looking for work where there is none (`Scheduler.find`), sleep (`idling`), ends (`ending`).
"""

from __future__ import annotations

from _thread import LockType as Lock
from _thread import allocate_lock
from itertools import cycle
from types import CoroutineType

from datarace.goroutines import hooks
from datarace.goroutines.ending import exited, panicked, reject
from datarace.goroutines.errors import Goexit
from datarace.goroutines.goroutine import is_to_await
from datarace.goroutines.idling import rest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from datarace.goroutines.goroutine import G
    from datarace.goroutines.processor import P
    from datarace.goroutines.scheduler import Scheduler

#: As often as this the global queue and the poller come first, though there is work at home: nobody starves.
_FAIR = 61

#: As many goroutines in a row may be run because the one before woke them.
_STREAK = 64


class M:
    """A thread that runs goroutines, whenever it has a P."""

    __slots__ = ("g", "note", "number", "p", "relieving", "returning", "scheduler", "spinning", "thread")

    def __init__(self, scheduler: Scheduler, number: int) -> None:
        self.scheduler = scheduler
        self.number = number
        #: Under the scheduler's lock while it sleeps; else its own.
        self.p: P | None = None
        self.g: G | None = None
        #: Held while it has nothing to do; given back by who wakes it.
        self.note = allocate_lock()
        self.note.acquire()
        #: It was woken because there may be work, and has not found any yet.
        self.spinning = False
        #: As the lookout it has seen work that waits for a busy M, and takes it however quickly it is done.
        self.relieving = False
        #: It is counted among the scheduler's `returning`.
        self.returning = False
        #: `threading.get_ident()`, for who must tell our threads from the program's.
        self.thread = 0

    def wake(self) -> None:
        """End its sleep, or the next one."""
        try:
            self.note.release()
        except RuntimeError:  # it was woken already
            pass

    def loop(self) -> None:
        """Run goroutines until the scheduler ends."""
        scheduler = self.scheduler
        everywhere = scheduler.queue
        main = scheduler.main
        forget = scheduler.all.pop
        turns = cycle([False] * (_FAIR - 1) + [True])
        streak = _STREAK
        while True:
            self.g = g = coro = None
            p = self.p
            if p is None:
                if not rest(scheduler, self):
                    return
                continue
            if scheduler.attention and not scheduler.attend(self):
                continue
            spinning = self.spinning
            since = 0.0
            following, take, timers = p.next, p.queue.popleft, p.timers
            for fair in turns:
                if timers:
                    self.g = None
                    scheduler.run_timers(p)
                g = None
                if fair:
                    self.g = None
                    p.tick += 1
                    since = scheduler.measure(since, _FAIR)
                    g = scheduler.take_fair(p)
                if g is None:
                    try:
                        if following and streak:
                            g = following.pop()
                            streak -= 1
                        else:
                            streak = _STREAK
                            g = take()
                    except IndexError:  # there is none, or a thief was faster
                        if following or p.queue:
                            continue
                        self.g = None
                        g = scheduler.find(self, p)
                        if g is None:
                            break
                if spinning:
                    spinning = False
                    scheduler.found(self)
                self.g = g
                race = hooks.race
                if race is not None:
                    race.enter(g)
                coro = g.coro
                try:
                    out = g.context.run(_begin, g) if coro is None else g.context.run(coro.send, None)
                except StopIteration as end:
                    if race is not None:
                        race.switch(None)
                        race.ended(g)
                    forget(g.id, None)
                    if g is main:
                        scheduler.result = end.value
                        scheduler.end(None)
                except Goexit:
                    if race is not None:
                        race.switch(None)
                    exited(scheduler, g)
                except BaseException as error:
                    if race is not None:
                        race.switch(None)
                    panicked(scheduler, g, error)
                else:
                    if race is not None:
                        race.switch(None)
                    kind = type(out)
                    if kind is Lock:
                        out.release()
                    elif out is None:
                        everywhere.append(g)
                        if scheduler.idle:
                            scheduler.wake()
                    elif kind is tuple:
                        for lock in out:
                            lock.release()
                    else:
                        reject(scheduler, g, out)
                if scheduler.attention or self.p is not p:
                    break


def _begin(g: G) -> Any:
    """The first step: make the coroutine, or do all of it if it is a plain function."""
    assert g.call is not None
    function, args, kwargs = g.call
    g.call = None
    try:
        made = function(*args, **kwargs)
    except StopIteration as error:  # as a coroutine would have it
        raise RuntimeError("a goroutine raised StopIteration") from error
    if not is_to_await(made):
        raise StopIteration(made)
    coro: Any = made if type(made) is CoroutineType else _awaiting(made)
    g.coro = coro
    return coro.send(None)


async def _awaiting(made: Any) -> Any:
    return await made


if hooks.race is not None:
    hooks.race.set_loop(M.loop.__code__)
