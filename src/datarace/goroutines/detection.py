"""What the race detector is told of goroutines: tasks, processors, and the edges of The Go Memory Model.

A goroutine is a task of the runtime, a P one of its processors. The primitives say what Go's own tell their detector, at the
same places: which of two sides comes before the other, and in whose name it is done when one of them is asleep. Imported
only while the detector runs (`hooks`).
"""

from __future__ import annotations

import sys
from collections import deque

from datarace import tasknames
from datarace.goroutines.current import schedulers
from datarace.probes import acquire_all_finished, hosting, make_site
from datarace.probes import kinds as _kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.goroutine import G
    from datarace.goroutines.waiting import Waiter

#: Modes of an access, as in the runtime; SURELY: also where no operation of a container is atomic (--strict).
READ, WRITE, ATOMIC, SURELY = 0, 1, 2, 512
ATOMIC_READ, ATOMIC_WRITE = READ | ATOMIC | SURELY, WRITE | ATOMIC | SURELY

#: Sync variables of an object; the places of a channel's buffer begin at PLACES.
CLOSE, TIMER, READERS, PLACES = 1, 2, 3, 16

#: Locations that are none of Python's: what a send reads and a close writes, an Add reads and a Wait writes.
CLOSED = (
    make_site(_kinds.ATTR_READ, "closed", (__file__, "Chan", 1)),
    make_site(_kinds.ATTR_WRITE, "closed", (__file__, "Chan", 1)),
)
COUNTER = (
    make_site(_kinds.ATTR_READ, "waiters", (__file__, "WaitGroup", 1)),
    make_site(_kinds.ATTR_WRITE, "waiters", (__file__, "WaitGroup", 1)),
)
VALUE = (
    make_site(_kinds.ATTR_READ, "value", (__file__, "Atomic", 1)),
    make_site(_kinds.ATTR_WRITE, "value", (__file__, "Atomic", 1)),
)


#: Numbers of tasks and ids of the goroutines that ended last: a report is about recent ones. A deque's append is one step.
_finished: deque[tuple[int, int]] = deque(maxlen=4096)


def goroutine_of(number: int) -> int:
    """The id of the goroutine that is (or lately was) the task of this number; 0: it is none. For reports, which are rare."""
    for scheduler in list(schedulers):
        for g in list(scheduler.all.values()):
            if g.task is not None and g.task.number == number:
                return g.id
    return next((goroutine for task, goroutine in reversed(list(_finished)) if task == number), 0)


def adopt(g: G) -> None:
    """A task for a goroutine that was there before the detector: after all that happened so far."""
    if g.task is None:
        g.task = hosting.task_adopt()


class Race:
    """The functions that primitives call; a class, so that `hooks.race` is one word."""

    set_loop = staticmethod(hosting.set_loop)
    switch = staticmethod(hosting.switch)
    acquire = staticmethod(hosting.acquire)
    release = staticmethod(hosting.release)
    release_merge = staticmethod(hosting.release_merge)
    pass_on = staticmethod(hosting.pass_on)
    order = staticmethod(hosting.order)
    meet = staticmethod(hosting.meet)
    current = staticmethod(hosting.current)
    lock_created = staticmethod(hosting.lock_created)
    lock_acquired = staticmethod(hosting.lock_acquired)
    lock_released = staticmethod(hosting.lock_released)
    processor_create = staticmethod(hosting.processor_create)
    processor_destroy = staticmethod(hosting.processor_destroy)
    use_processor = staticmethod(hosting.use_processor)

    @staticmethod
    def begin() -> None:
        """The detector was started."""
        if "datarace.goroutines.machine" in sys.modules:  # else that says it when it is imported
            from datarace.goroutines.machine import M

            hosting.set_loop(M.loop.__code__)
        tasknames.set_goroutines(goroutine_of)
        _finished.clear()

    @staticmethod
    def started(g: G) -> None:
        """A go statement: what the calling task did so far comes before all that the new goroutine does."""
        g.task = hosting.task_start()

    @staticmethod
    def ended(g: G) -> None:
        """Its last step was done. No edge leads from here to anybody but the end of `run`."""
        task, g.task = g.task, None
        if task is not None:
            number = task.number
            hosting.task_end(task)
            _finished.append((number, g.id))

    @staticmethod
    def all_ended() -> None:
        """The return of `run` comes after the end of each goroutine.

        Threads that have ended are among those as well, which orders more than it has to. But a release at each end, for
        nobody else to acquire, would keep the places of all ended goroutines in the clocks until then.
        """
        acquire_all_finished()

    @staticmethod
    def enter(g: G) -> None:
        """The calling thread runs it from here on."""
        task = g.task
        if task is None:
            adopt(g)
            task = g.task
        hosting.switch(task)

    # Channels. `place` counts what went through the buffer: the k-th and the (k+C)-th use the same place of C.

    @staticmethod
    def hand_over(channel: object, place: int, waiter: Waiter) -> None:
        """The calling task and one that waits meet: at a place of the channel's buffer, or (-1) face to face."""
        task = waiter.race_task()
        if task is None:
            return
        if place < 0:
            hosting.meet(task)
        else:
            hosting.pass_on(channel, PLACES + place)
            hosting.pass_on(channel, PLACES + place, task)

    @staticmethod
    def closing(channel: object) -> None:
        hosting.access(CLOSED[1], channel, WRITE)
        hosting.release(channel, CLOSE)

    @staticmethod
    def sending(channel: object) -> None:
        hosting.access(CLOSED[0], channel, READ)

    # Groups and atomics.

    @staticmethod
    def first_add(group: object) -> None:
        hosting.access(COUNTER[0], group, READ)

    @staticmethod
    def first_wait(group: object) -> None:
        hosting.access(COUNTER[1], group, WRITE)

    @staticmethod
    def load(atomic: object) -> None:
        hosting.access(VALUE[0], atomic, ATOMIC_READ)
        hosting.acquire(atomic, 0)

    @staticmethod
    def store(atomic: object) -> None:
        hosting.access(VALUE[1], atomic, ATOMIC_WRITE)
        hosting.release(atomic, 0)

    @staticmethod
    def update(atomic: object) -> None:
        hosting.access(VALUE[1], atomic, ATOMIC_WRITE)
        hosting.acquire(atomic, 0)
        hosting.release(atomic, 0)
