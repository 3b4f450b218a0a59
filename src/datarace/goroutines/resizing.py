"""Other numbers of processors, while goroutines run: Go's procresize.

The world is not stopped. New processors are there at once. Of those that are too many the idle ones go at once, and each of
the others when its M next looks for a goroutine (`Scheduler.attend`), or gives it back: what is in its queues goes to the others.
"""

from __future__ import annotations

from datarace.goroutines import hooks
from datarace.goroutines.processor import P
from datarace.goroutines.timers import move_timers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.scheduler import Scheduler


def resize(scheduler: Scheduler, count: int) -> int:
    """Another number of processors; the one before."""
    with scheduler.lock:
        before = scheduler.wanted
        scheduler.wanted = count
        present = {p.number for p in scheduler.processors}
        for number in range(count):
            if number not in present:
                p = P(number)
                scheduler.processors.append(p)
                scheduler.idle.append(p)
        for p in [p for p in scheduler.idle if p.number >= count]:
            scheduler.idle.remove(p)
            destroy(scheduler, p)
        scheduler.attention = scheduler.attention or len(scheduler.processors) > count
    if scheduler.idle and scheduler.has_work():
        scheduler.wake()
    return before


def destroy(scheduler: Scheduler, p: P) -> None:
    """A processor that nobody has goes: its goroutines to the global queue, its timers to the first one. Under `lock`."""
    scheduler.processors.remove(p)
    while p.has_work():
        try:
            scheduler.queue.append(p.next.pop() if p.next else p.queue.popleft())
        except IndexError:  # a thief was faster, with this one
            pass
    move_timers(p, scheduler.processors[0])
    if hooks.race is not None and p.race:
        hooks.race.processor_destroy(p.race)
