"""Timers: a heap on each P, from which its own M takes what is due, or an idle one when that is busy elsewhere."""

from __future__ import annotations

from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count
from sys import _getframe

from datarace.goroutines.channels import Chan, TimerChan
from datarace.goroutines.current import current, running
from datarace.goroutines.ending import exited
from datarace.goroutines.goroutine import G, waits_for
from datarace.goroutines.processor import NEVER
from datarace.goroutines.waiting import park

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from datarace.goroutines.processor import P
    from datarace.goroutines.scheduler import Scheduler

#: Stopped timers stay in the heap until they are so many and half of it.
_DEAD = 32

#: Equal times keep their order. Two threads without the GIL may get one number: then the entries are compared, which is harmless.
_order = count()


class Entry:
    """Something that happens at a time. `p`, `armed` and `when` are under the timer lock of the P that it is in."""

    __slots__ = ("act", "armed", "p", "when")

    def __init__(self, p: P, when: float, act: Callable[[Entry, float], None]) -> None:
        self.p = p
        self.when = when
        self.act = act
        self.armed = True

    def __lt__(self, other: Entry) -> bool:
        return self.when < other.when

    def put_into(self, p: P) -> None:
        """Put it into the heap of a P, whose timer lock the caller has."""
        self.p = p
        heappush(p.timers, (self.when, next(_order), self))
        p.when = p.timers[0][0]

    def stop(self) -> bool:
        """It shall not happen; False: it has, or was stopped before."""
        while True:
            p = self.p
            with p.timer_lock:
                if self.p is not p:  # it was moved meanwhile
                    continue
                if not self.armed:
                    return False
                self.armed = False
                p.dead_timers += 1
                if p.dead_timers > _DEAD and 2 * p.dead_timers > len(p.timers):
                    p.timers[:] = [entry for entry in p.timers if entry[2].armed]
                    heapify(p.timers)
                    p.when = p.timers[0][0] if p.timers else NEVER
                    p.dead_timers = 0
                return True


def move_timers(p: P, heir: P) -> None:
    """All timers of a P that goes to another one."""
    with p.timer_lock:
        entries = p.timers.copy()
        p.timers.clear()
        p.when, p.dead_timers = NEVER, 0
    with heir.timer_lock:
        for _, _, entry in entries:
            if entry.armed:
                entry.put_into(heir)


def first_time(p: P) -> float:
    """When the first timer of a P is due that was not stopped; NEVER: there is none."""
    with p.timer_lock:
        while p.timers and not p.timers[0][2].armed:
            heappop(p.timers)
            p.dead_timers -= 1
        p.when = p.timers[0][0] if p.timers else NEVER
        return p.when


def arm(scheduler: Scheduler, delay: float, act: Callable[[Entry, float], None]) -> Entry:
    """Do something after so many seconds, on whatever thread; it must not wait."""
    m = current.m
    p = (m.p if m is not None and m.scheduler is scheduler else None) or scheduler.processors[0]
    entry = Entry(p, scheduler.now() + max(delay, 0.0), act)
    with p.timer_lock:
        entry.put_into(p)
    _was_put(scheduler, p, entry.when)
    return entry


def _was_put(scheduler: Scheduler, p: P, when: float) -> None:
    """There is an entry more at a P that may be another thread's."""
    if p not in scheduler.processors:  # it went meanwhile
        move_timers(p, scheduler.processors[0])
    scheduler.expect(when)


def fire_due(scheduler: Scheduler, p: P) -> None:
    """Do all that is due at a P."""
    now = scheduler.now()
    while True:
        with p.timer_lock:
            if p.when > now or not p.timers:
                return
            entry = heappop(p.timers)[2]
            p.when = p.timers[0][0] if p.timers else NEVER
            if not entry.armed:
                p.dead_timers -= 1
                continue
            entry.armed = False
        entry.act(entry, now)


@waits_for("sleep")
async def sleep(seconds: float) -> None:
    """Stop the calling goroutine for so many seconds; not at all if that is 0 or less."""
    if seconds <= 0:
        running()
        return
    g = running()
    scheduler = g.scheduler
    m = current.m
    assert m is not None
    p = m.p
    assert p is not None  # a goroutine that awaits has one
    when = scheduler.now() + seconds
    scheduler.expect(when)
    p.timer_lock.acquire()
    Entry(p, when, lambda _entry, _now: g.ready()).put_into(p)
    await park(p.timer_lock)


class Timer:
    """Sends the time on its channel `c`, once, after so many seconds.

    Args:
        seconds: until then.
    """

    def __init__(self, seconds: float) -> None:
        self._scheduler = running().scheduler
        #: Where the time comes.
        self.c: Chan[float] = TimerChan()
        self._start(seconds)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'armed' if self._entry.armed else 'not armed'} at {id(self):#x}>"

    def _start(self, seconds: float) -> None:
        self._entry = arm(self._scheduler, seconds, partial(self._fire, self._channel().arm()))

    def _channel(self) -> TimerChan:
        assert isinstance(self.c, TimerChan)
        return self.c

    def _fire(self, turn: int, _entry: Entry, now: float) -> None:
        self._channel().put_from_timer(turn, now)

    def stop(self) -> bool:
        """It shall not fire any more. What it has sent and nobody took is gone.

        Returns:
            Whether this kept a time from being received: False if one was, or if it was stopped before.
        """
        pending = self._channel().drain()
        self._entry.stop()
        return pending

    def reset(self, seconds: float) -> bool:
        """Fire after so many seconds from now on; what `stop` returns."""
        pending = self.stop()
        self._start(seconds)
        return pending


class Ticker(Timer):
    """Sends the time on its channel `c` every so many seconds; what nobody takes in time is left out."""

    def __init__(self, seconds: float) -> None:
        if seconds <= 0:
            raise ValueError(f"not a period for a Ticker: {seconds!r} (wanted: more than 0 seconds)")
        self._period = seconds
        super().__init__(seconds)

    def _fire(self, turn: int, entry: Entry, now: float) -> None:
        channel = self._channel()
        if not channel.put_from_timer(turn, now, again=True):
            return
        p = entry.p
        with p.timer_lock:
            if not channel.expects(
                turn
            ):  # who stops it says so to the channel first, and then takes the entry out under this lock
                return
            entry.when += self._period * (1 + max(0.0, (now - entry.when) // self._period))
            entry.armed = True
            entry.put_into(p)
        _was_put(self._scheduler, p, entry.when)

    def reset(self, seconds: float | None = None) -> bool:
        """Tick every so many seconds from now on; None: as before."""
        if seconds is not None:
            if seconds <= 0:
                raise ValueError(f"not a period for a Ticker: {seconds!r} (wanted: more than 0 seconds)")
            self._period = seconds
        pending = self.stop()
        self._start(self._period)
        return pending


class FuncTimer:
    """Starts a goroutine after so many seconds; made by `after_func`."""

    def __init__(self, seconds: float, call: Any) -> None:
        self._scheduler = running().scheduler
        self._call = call
        self._start(seconds, 3)

    def __repr__(self) -> str:
        return f"<FuncTimer {'armed' if self._entry.armed else 'not armed'} at {id(self):#x}>"

    def _start(self, seconds: float, depth: int) -> None:
        # The goroutine is there from now on: what was done before the timer is armed comes before all that it does.
        creator = running().id
        m = current.m
        assert m is not None
        self._g = g = self._scheduler.new(m.p, creator, self._call, None, _getframe(depth), pending=True)
        self._entry = arm(self._scheduler, seconds, partial(self._fire, g))

    def _fire(self, g: G, _entry: Entry, _now: float) -> None:
        self._scheduler.all[g.id] = g
        g.ready()

    def stop(self) -> bool:
        """It shall not start any more; False: it has, or was stopped before."""
        stopped = self._entry.stop()
        if stopped:
            self._g.call = None
            exited(self._scheduler, self._g)
        return stopped

    def reset(self, seconds: float) -> bool:
        """Start another one so many seconds from now; whether one was still to start."""
        stopped = self.stop()
        self._start(seconds, 2)
        return stopped


def after(seconds: float) -> Chan[float]:
    """A channel on which the time comes after so many seconds."""
    return Timer(seconds).c


def after_func(seconds: float, function: Callable[..., object], /, *args: Any, **kwargs: Any) -> FuncTimer:
    """Call a function in a goroutine of its own after so many seconds, unless the timer that this returns is stopped."""
    return FuncTimer(seconds, (function, args, kwargs))
