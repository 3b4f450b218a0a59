"""P: what a thread must have to run goroutines."""

from __future__ import annotations

from _thread import allocate_lock
from collections import deque

from datarace.goroutines import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.goroutine import G
    from datarace.goroutines.timers import Entry


NEVER = float("inf")


class P:
    """A processor: a run queue, a timer heap, and the race detector's context of the same.

    `queue` and `next` are changed by single operations of built-in containers, which are one step for all threads, with the
    GIL and without: its own M takes from them, others steal. `timers` is under `timer_lock`. The rest is its M's; while it has
    none, it is on the scheduler's list of idle ones and under that lock.
    """

    __slots__ = (
        "dead_timers",
        "id",
        "id_end",
        "id_next",
        "next",
        "number",
        "queue",
        "race",
        "tick",
        "timer_lock",
        "timers",
        "when",
    )

    def __init__(self, number: int) -> None:
        self.number = number
        #: Goroutines that can run, oldest first.
        self.queue: deque[G] = deque()
        #: At most one that runs before those: whom the running one has just woken or made.
        self.next: list[G] = []
        #: Goes on while goroutines are run, by one for many of them.
        self.tick = 0
        #: Ids that it can give to new goroutines.
        self.id_next = self.id_end = 0
        #: Always the same list, which M.loop keeps at hand, as it does `queue` and `next`.
        self.timers: list[tuple[float, int, Entry]] = []
        #: When the first of them is due. Written under `timer_lock`, read by anybody.
        self.when = NEVER
        self.timer_lock = allocate_lock()
        #: Of those in `timers`, how many were stopped.
        self.dead_timers = 0
        #: The runtime's context for it; 0: none.
        self.race = 0 if hooks.race is None else hooks.race.processor_create()

    def has_work(self) -> bool:
        """Whether somebody could run here."""
        return bool(self.queue or self.next)

    def __repr__(self) -> str:
        return f"<P {self.number}: {len(self.queue) + len(self.next)} runnable, {len(self.timers)} timers>"
