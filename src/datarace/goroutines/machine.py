"""M: a thread that runs goroutines.

`M.loop` is the scheduler's heart: take a goroutine, run it until it stops, see what it left. A goroutine says how it stopped by
what it yields: locks, which are given back now that it can be woken; or nothing, and it goes to the end of the global queue.
Everything rare is elsewhere: looking for work where there is none (`Scheduler.find`), ends, errors.
"""

from __future__ import annotations

from _thread import LockType as Lock
from _thread import allocate_lock
from types import CoroutineType

from datarace.goroutines import hooks
from datarace.goroutines.errors import Goexit

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

    __slots__ = ("g", "lookout", "note", "number", "p", "scheduler", "spinning", "thread")

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
        living = scheduler.all
        while True:
            p = self.p
            if p is None:
                if not scheduler.rest(self):
                    return
                continue
            if scheduler.attention and not scheduler.attend(self):
                continue
            p.tick = tick = p.tick + 1
            g: G | None = None
            if p.timers:
                scheduler.run_timers(p)
            if tick % _FAIR == 0:
                g = scheduler.take_fair(p)
            if g is None:
                if p.next and p.streak < _STREAK:
                    try:
                        g = p.next.pop()
                        p.streak += 1
                    except IndexError:  # a thief was faster
                        continue
                else:
                    p.streak = 0
                    try:
                        g = p.queue.popleft()
                    except IndexError:
                        if p.next:
                            continue
                        g = scheduler.find(self, p)
                        if g is None:
                            continue
            if self.spinning:
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
                g.coro = None
                living.pop(g.id, None)
                if g is scheduler.main:
                    scheduler.result = end.value
                    scheduler.end(None)
            except Goexit:
                if race is not None:
                    race.switch(None)
                scheduler.exited(g)
            except BaseException as error:
                if race is not None:
                    race.switch(None)
                scheduler.panicked(g, error)
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
                    scheduler.reject(g, out)
            self.g = g = None


def _begin(g: G) -> Any:
    """The first step: make the coroutine, or do all of it if it is a plain function."""
    assert g.call is not None
    function, args, kwargs = g.call
    g.call = None
    try:
        made = function(*args, **kwargs)
    except StopIteration as error:  # as a coroutine would have it
        raise RuntimeError("a goroutine raised StopIteration") from error
    if type(made) is not CoroutineType:
        raise StopIteration(made)
    g.coro = made
    return made.send(None)


if hooks.race is not None:
    hooks.race.set_loop(M.loop.__code__)
