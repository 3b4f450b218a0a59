"""Ms that have no P: they sleep until there is work, and one of them is the lookout.

The lookout (`Scheduler.lookout`) sleeps no longer than to the next timer, or in the poller, and while others are busy it looks
at what runs now and then (`rescue`). Who becomes busy leaves the place to the next one who sleeps. With nobody busy and nothing
to wait for it is the lookout that sees a deadlock.
"""

from __future__ import annotations

from datarace.goroutines.ending import deadlock, others_live
from datarace.goroutines.errors import DeadlockError
from datarace.goroutines.processor import NEVER
from datarace.goroutines.timers import first_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.machine import M
    from datarace.goroutines.scheduler import Scheduler

#: Seconds between the looks of the lookout at what runs: work that nobody was woken for (a goroutine in `P.next` of a P whose
#: M is busy with another one, or quick ones in its queue) waits for two of them at most.
_SHORTEST_WATCH, _LONGEST_WATCH = 0.001, 0.01

#: Seconds between looks for a deadlock while threads that are none of ours could still do something.
_OUTSIDE_WATCH = 0.2


def rest(scheduler: Scheduler, m: M) -> bool:
    """Sleep until there is a P with work; False: the run is over."""
    watch = _LONGEST_WATCH if scheduler.quick else _SHORTEST_WATCH
    seen: dict[int, int] = {}
    m.relieving = False
    while True:
        with scheduler.lock:
            # Awake, it is nowhere where others look for an M that could take a P: it may take one itself now, and one that it
            # were given besides would be lost.
            if scheduler.lookout is m:
                scheduler.lookout = None
            elif m in scheduler.sleeping:
                scheduler.sleeping.remove(m)
            if m.returning:
                m.returning = False
                scheduler.returning -= 1
                scheduler.wake_lookout()
            if m.p is not None:
                break
            if scheduler.interrupted and m.number == 0:
                scheduler.interrupted = False
                scheduler.fail(KeyboardInterrupt())
            if scheduler.done:
                return False
            if scheduler.idle and ((scheduler.has_work() if m.relieving else scheduler.has_work_to_share()) or due(scheduler)):
                scheduler.acquire_processor(m)
                break
            if scheduler.lookout is None:
                scheduler.lookout = m
                busy = scheduler.watching = len(scheduler.idle) < len(scheduler.processors)
                timeout = time_to_sleep(scheduler, busy, watch)
                if timeout is not None and timeout <= 0:
                    continue
                poller = scheduler.poller if scheduler.polling is None else None
                if poller is not None and not poller.count:
                    poller = None
                if poller is not None:
                    scheduler.polling = m
            else:
                scheduler.sleeping.append(m)
                timeout, poller, busy = None, None, False
        if poller is not None:
            ready = poller.wait(timeout)
            scheduler.queue.extend(ready)
            with scheduler.lock:
                scheduler.polling = None
                if scheduler.lookout is not m:
                    scheduler.wake_lookout()
        elif timeout is None:
            m.note.acquire()
        else:
            m.note.acquire(timeout=min(timeout, 1e6))
        if busy and scheduler.lookout is m:
            m.relieving = rescue(scheduler, seen)
            watch = min(watch * 1.5, _LONGEST_WATCH)
    assert m.p is not None
    scheduler.use(m.p)
    with scheduler.lock:
        alone = scheduler.lookout is None and bool(scheduler.idle)
        if alone and scheduler.sleeping:
            scheduler.sleeping.pop().wake()  # to be the lookout
            alone = False
    m.note.acquire(blocking=False)
    if alone:
        scheduler.wake()
    return True


def due(scheduler: Scheduler) -> bool:
    """Whether a timer has come. Under `lock`."""
    now = scheduler.now()
    return any(p.when <= now for p in scheduler.processors)


def time_to_sleep(scheduler: Scheduler, busy: bool, watch: float) -> float | None:
    """For how long the lookout sleeps, in seconds; None: until it is woken; 0: look again. Under `lock`."""
    first: float | None = min(first_time(p) for p in scheduler.processors)
    if first == NEVER:
        first = None
    busy = busy or scheduler.blocked > 0 or scheduler.returning > 0
    if first is None and not busy and not (scheduler.poller is not None and scheduler.poller.count):
        if scheduler.outside:
            scheduler.lookout_until = float("inf")
            return None
        if not others_live(scheduler):
            if not scheduler.has_work():  # else a thread has made some before it ended
                scheduler.fail(DeadlockError(deadlock(scheduler)))
            return 0
        scheduler.lookout_until = scheduler.now() + _OUTSIDE_WATCH
        return _OUTSIDE_WATCH
    if scheduler.fake_time:
        if first is not None and not busy:
            scheduler.leapt = max(scheduler.leapt, first)
            return 0
        scheduler.lookout_until = float("inf")
        return watch if busy and scheduler.idle else None
    now = scheduler.now()
    until = float("inf") if first is None else first
    if busy and scheduler.idle and len(scheduler.idle) < len(scheduler.processors):
        until = min(until, now + watch)
    scheduler.lookout_until = until
    return None if until == float("inf") else max(until - now, 0.0)


def rescue(scheduler: Scheduler, seen: dict[int, int]) -> bool:
    """Whether a P has work and its M seems busy with one goroutine since the last look.

    Then anybody may take what is in `next`. `P.tick` goes on slowly: what is taken from an M that was not so busy is as
    well off elsewhere.

    Args:
        seen: the ticks at the last look, by the Ps' numbers; those of this one are put there.
    """
    waiting = False
    for p in list(scheduler.processors):
        if p.has_work() and seen.get(p.number) == p.tick:
            waiting = True
            try:
                scheduler.queue.append(p.next.pop())
            except IndexError:
                pass
        seen[p.number] = p.tick
    return waiting
