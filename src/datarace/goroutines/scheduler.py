"""The scheduler: goroutines (G) are run by threads (M) that have a processor (P).

    go f()      new G -> `P.next` of the caller's P, whoever was there -> end of `P.queue`
    M.loop      next, queue, then `find`: global queue, poller, timers, others' queues
    G waits     it is in the queue of what it waits for; `ready` puts it into `P.next` of whoever woke it
    M is idle   gives its P back and sleeps on its note; one idle M at a time is the lookout and sleeps no longer than to the
                next timer, or in the poller
    new work    while there are idle Ps: `wake` gives one of them to an idle M (or a new one), unless one is looking already
    quick work  is left to the P where it is, unless the lookout sees that its M has not come to it

**No wake-up is lost.** Who makes work puts it into a queue and then looks at `idle` and `spinning`; who gives up puts its P on
`idle` (and ends its spinning) under the lock, and then looks at all queues once more. Operations on containers and locks are
fences, so at least one of them sees the other. What they may leave where it is (quick work) is in the queue of a P with an M;
while there is one, the lookout looks again and again.

`lock` protects `idle`, `sleeping`, `lookout`, `watching`, `polling`, `processors`, `machines`, `spinning`, `blocked`,
`returning`, `done` and `fatal`. `idle`, `spinning`, `lookout` and `attention` are also read without it, as hints: whoever reads
an old value is covered by the rule above, or looks again at its next turn. `queue` and `all` are changed by single
operations of built-in containers.
"""

from __future__ import annotations

from _random import Random
from _thread import allocate_lock, get_ident, start_new_thread
from collections import deque
from contextvars import copy_context
from os import urandom
from sys import _getframe
from time import monotonic

from datarace.goroutines import hooks
from datarace.goroutines.current import current, schedulers
from datarace.goroutines.ending import close_all, leave
from datarace.goroutines.goroutine import G
from datarace.goroutines.machine import M
from datarace.goroutines.processor import P
from datarace.goroutines.resizing import destroy
from datarace.goroutines.timers import fire_due

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from datarace.goroutines.poller import Poller

#: Ids of goroutines that a P takes at a time.
_IDS = 64

#: Up to this the interpreter has one object for each integer.
_SMALL = 256

#: Goroutines that take fewer seconds at a time, on average, are quick: another M has more to do with taking one over than with
#: running it, and its first M too, when each has the other's objects to free and the other's locks to wait for.
_QUICK = 0.00001


class Scheduler:
    """One run of goroutines.

    Args:
        processors: how many goroutines can run at once.
        seed: of the random choices; None: any.
        fake_time: time stands still while any goroutine can run, and leaps to the next timer when all are asleep.
    """

    def __init__(self, processors: int, seed: int | None = None, fake_time: bool = False) -> None:
        self.lock = allocate_lock()
        self.queue: deque[G] = deque()
        self.all: dict[int, G] = {}
        self.processors: list[P] = []
        self.idle: list[P] = []
        self.machines: list[M] = []
        self.sleeping: list[M] = []
        self.lookout: M | None = None
        #: Until when the lookout sleeps, in the time of `now`.
        self.lookout_until = 0.0
        #: Whether the lookout looks at what runs now and then: nothing did when it went to sleep if not.
        self.watching = False
        #: Who waits in the poller: one at a time, or one would take the other's wake-up.
        self.polling: M | None = None
        self.spinning = 0
        #: Goroutines were quick lately. Whoever runs them says so; a hint to all. Never while the order is random.
        self.quick = False
        #: Ms in a blocking call.
        self.blocked = 0
        #: Ms back from one that found no P, and whose goroutine is not yet in the queue: until it is, somebody is busy.
        self.returning = 0
        #: Who may make goroutines runnable from outside: as long as there is any, nothing is a deadlock.
        self.outside = 0
        self.wanted = processors
        #: Of go statements in their code: one number for each, not for each goroutine. A get and a setdefault are one step each.
        self.offsets: dict[int, int] = {}
        self.next_id = 1
        self.attention = False
        self.interrupted = False
        #: It is over: nobody takes up a goroutine any more. Then: those that were left were closed.
        self.done = self.closed = False
        self.fatal: BaseException | None = None
        self.result: Any = None
        self.main: G | None = None
        self.main_exited = False
        self.living = 0
        self.ended = allocate_lock()
        self.poller: Poller | None = None
        self.seed = seed if seed is not None else int.from_bytes(urandom(4), "little")
        #: A float from 0 to 1. One C function with its own lock: shared by all.
        self.random: Callable[[], float] = Random(self.seed).random
        #: Whether the order in which goroutines run is random.
        self.shuffle = hooks.race is not None
        if self.shuffle:
            hooks.seeds.append(self.seed)
        self.fake_time = fake_time
        #: The time, where it is not the true one.
        self.leapt = 0.0
        self.started = monotonic()
        for number in range(processors):
            self.processors.append(P(number))
        self.idle = self.processors[::-1]

    def now(self) -> float:
        """The time of timers, in seconds."""
        return self.leapt if self.fake_time else monotonic()

    # --- goroutines --------------------------------------------------------------------------------------------------

    def new(self, p: P | None, creator: int, call: Any, coro: Any, frame: FrameType, pending: bool = False) -> G:
        """A goroutine that does not run yet.

        Args:
            p: the calling thread's, if it has one of this scheduler.
            creator: the id of the calling goroutine; 0: this is the main one; -1: the caller is none.
            call: what to call, as (function, args, kwargs), or None and the coroutine.
            coro: the coroutine, or None.
            frame: where the go statement is.
            pending: it does not count before it is made to.
        """
        g = G()
        g.scheduler = self
        g.creator = creator
        g.call = call
        g.coro = coro
        g.context = copy_context()
        g.code = frame.f_code
        g.task = None
        lasti = frame.f_lasti
        g.lasti = lasti if lasti <= _SMALL else self.offsets.get(lasti) or self.offsets.setdefault(lasti, lasti)
        if p is not None:
            number = p.id_next
            if number == p.id_end:
                with self.lock:
                    number = self.next_id
                    self.next_id += _IDS
                p.id_end = number + _IDS
            p.id_next = number + 1
        else:
            with self.lock:
                number = self.next_id
                self.next_id += 1
        g.id = number
        if not pending:
            self.all[number] = g
        race = hooks.race
        if race is not None:
            race.started(g)
        return g

    def ready(self, p: P | None, g: G) -> None:
        """It can run. Called by whoever woke or made it, on whatever thread.

        Args:
            p: the calling thread's, if it has one of this scheduler.
            g: who can.
        """
        if p is None:
            self.queue.append(g)
        elif self.shuffle and self.random() < 0.5:
            p.queue.append(g)
        else:
            following = p.next
            if following:
                try:
                    p.queue.append(following.pop())
                except IndexError:  # a thief was faster
                    pass
            following.append(g)
        # The lookout finds who is alone in `next`, or among quick ones; before there is one, somebody has to become it.
        if self.idle and (p is None or self.lookout is None or (p.queue and not self.quick)):
            self.wake()

    # --- work --------------------------------------------------------------------------------------------------------

    def take_fair(self, p: P) -> G | None:
        """Every now and then: whoever waits longest in the global queue; and let sockets not wait for an idle moment."""
        if self.poller is not None:
            self.poll(p)
        try:
            return self.queue.popleft()
        except IndexError:
            return None

    def find(self, m: M, p: P) -> G | None:
        """Work for an M whose P has none: from everywhere, or None after the P was given back."""
        queue = self.queue
        if queue:
            # A share of the global queue: the first to run, the others to the own queue.
            share = min(len(queue) // len(self.processors), 128)
            g: G | None = None
            try:
                g = queue.popleft()
                for _ in range(share):
                    p.queue.append(queue.popleft())
            except IndexError:  # so many are no longer there
                pass
            return g
        if self.poller is not None and self.poll(p) and p.queue:
            return None
        processors = self.processors
        if len(processors) > 1:
            now = self.now()
            for other in list(processors):
                if other.when <= now:
                    fire_due(self, other)
            if p.next or p.queue:
                return None
            if m.relieving or not self.quick:
                m.relieving = False
                g = self.steal(p)
                if g is not None:
                    return g
        self.give_up(m, p)
        return None

    def steal(self, p: P) -> G | None:
        """Half of what some other P has, from the old end."""
        processors = self.processors
        count = len(processors)
        first = int(self.random() * count)
        for i in range(count):
            try:
                other = processors[(first + i) % count]
                if other is p or not other.queue:
                    continue
                g = other.queue.popleft()
            except IndexError:  # somebody was faster, or there are fewer processors now
                continue
            try:
                for _ in range(len(other.queue) // 2):
                    p.queue.append(other.queue.popleft())
            except IndexError:
                pass
            return g
        return None

    def has_work(self) -> bool:
        """Whether anybody could run that is not just about to: `P.next` belongs to a busy M's P."""
        return bool(self.queue) or any(p.queue for p in self.processors)

    def has_work_to_share(self) -> bool:
        """Whether there is work that is better done by another M than left to the one that has it."""
        return bool(self.queue) if self.quick else self.has_work()

    def measure(self, since: float, count: int) -> float:
        """An M has run so many goroutines since then, or (0.0) has not been at it for as long; the time now."""
        now = monotonic()
        if since and not self.shuffle:
            self.quick = now - since < _QUICK * count
        return now

    def wake(self) -> None:
        """There is work, and there are idle Ps: let somebody look for it, if nobody does already."""
        if self.spinning:
            return
        with self.lock:
            if self.idle and not (self.done or self.spinning > 0):
                self.start_machine(self.idle.pop(), spinning=True)

    def start_machine(self, p: P, spinning: bool) -> None:
        """Give the P to an M that sleeps, or to a new one. Under `lock`."""
        if self.sleeping:
            m = self.sleeping.pop()
            self.be_watched()
        elif self.lookout is not None:
            m = self.lookout
            self.wake_lookout()
            self.lookout = None
        else:
            m = M(self, len(self.machines))
            self.machines.append(m)
            self.living += 1
            m.p = p
            m.spinning = spinning
            self.spinning += spinning
            start_new_thread(self.main_of_machine, (m,))
            return
        m.p = p
        m.spinning = spinning
        self.spinning += spinning
        m.wake()

    def found(self, m: M) -> None:
        """An M that was woken to look for work has found some: there may be more."""
        m.spinning = False
        with self.lock:
            self.spinning -= 1
        if self.idle and self.has_work_to_share():
            self.wake()

    def give_up(self, m: M, p: P) -> None:
        """No work anywhere: give the P back. Whoever makes work after this sees that there is an idle P."""
        if hooks.race is not None:
            hooks.race.use_processor(0)
        with self.lock:
            m.p = None
            self.release_processor(p)
            if m.spinning:
                m.spinning = False
                self.spinning -= 1

    def release_processor(self, p: P) -> None:
        """It is idle, or one too many. Its timers are the lookout's to see from here on, wherever they go. Under `lock`."""
        first = p.when
        if p.number >= self.wanted:
            destroy(self, p)
        else:
            self.idle.append(p)
        if first < self.lookout_until or (self.polling is None and self.poller is not None and self.poller.count):
            self.wake_lookout()

    def acquire_processor(self, m: M) -> bool:
        """Take an idle P. Under `lock`."""
        if not self.idle:
            return False
        m.p = self.idle.pop()
        self.be_watched()
        return True

    def be_watched(self) -> None:
        """Somebody will be busy: let the lookout look now and then, if it does not already. Under `lock`."""
        if not self.watching:
            self.wake_lookout()

    # --- idle Ms -----------------------------------------------------------------------------------------------------

    def expect(self, when: float) -> None:
        """Something happens then (NEVER: some time) by itself: let there be a lookout who sees it, when somebody has the time."""
        if self.lookout is None:
            if self.idle:
                self.wake()
        elif when < self.lookout_until:
            with self.lock:
                self.wake_lookout()

    def wake_lookout(self) -> None:
        """Let the lookout look again, if there is one. Under `lock`."""
        if self.lookout is not None:
            if self.polling is self.lookout and self.poller is not None:
                self.poller.wake()
            self.lookout.wake()

    def run_timers(self, p: P) -> None:
        """Do what is due at a P."""
        if p.when <= self.now():
            fire_due(self, p)

    def poll(self, p: P) -> bool:
        """Let those run whose sockets are ready; False: there were none."""
        assert self.poller is not None
        if self.polling is not None or not self.poller.count:
            return False
        ready = self.poller.wait(0)
        p.queue.extend(ready)
        return bool(ready)

    # --- blocking calls ----------------------------------------------------------------------------------------------

    def enter_blocking(self, m: M) -> None:
        """The calling goroutine is about to call what blocks its thread: hand its P to somebody who has use for it."""
        p = m.p
        assert p is not None
        if hooks.race is not None:
            hooks.race.use_processor(0)
        with self.lock:
            m.p = None
            self.blocked += 1
            if p.number < self.wanted and not self.done and (self.lookout is None or p.has_work() or self.queue):
                self.start_machine(p, spinning=True)
            else:
                self.release_processor(p)
        if self.idle and self.has_work():  # what was in the queues of a processor too many
            self.wake()

    def exit_blocking(self, m: M) -> bool:
        """That call is over: whether there is a P to go on with."""
        with self.lock:
            self.blocked -= 1
            if self.done:
                return False
            if not self.acquire_processor(m):
                m.returning = True
                self.returning += 1
                return False
        assert m.p is not None
        self.use(m.p)
        return True

    def use(self, p: P) -> None:
        """The calling M has this P: it is the race detector's processor as well."""
        race = hooks.race
        if race is not None:
            if p.race == 0:
                p.race = race.processor_create()
            race.use_processor(p.race)

    # --- processors --------------------------------------------------------------------------------------------------

    def attend(self, m: M) -> bool:
        """Something wants an M's attention: the end, an interrupt, a processor too many. False: it has no P any more."""
        if self.interrupted and m.number == 0:
            self.interrupted = False
            self.end(KeyboardInterrupt())
        p = m.p
        assert p is not None
        with self.lock:
            if not self.done and p.number < self.wanted:
                self.attention = self.interrupted or len(self.processors) > self.wanted
                return True
            m.p = None
            if hooks.race is not None:
                hooks.race.use_processor(0)
            self.release_processor(p)
            if m.spinning:
                m.spinning = False
                self.spinning -= 1
        if self.idle and self.has_work():
            self.wake()
        return False

    # --- begin and end -----------------------------------------------------------------------------------------------

    def run(self, call: Any, coro: Any) -> Any:
        """Run the main goroutine and all that it starts on the calling thread and others, until it returns."""
        outer = current.m
        if outer is not None:
            raise RuntimeError("run() within a goroutine: there can be only one scheduler on a thread; use go()")
        m = M(self, 0)
        m.thread = get_ident()
        self.machines.append(m)
        self.living = 1
        self.ended.acquire()
        schedulers.append(self)
        current.m = m
        try:
            self.main = main = self.new(None, 0, call, coro, _getframe(2))
            self.queue.append(main)
            m.loop()
        finally:
            current.m = None
            leave(self, m)
            self.ended.acquire()
            schedulers.remove(self)
            self.closed = True
            close_all(self)
        if self.fatal is not None:
            raise self.fatal
        return self.result

    def main_of_machine(self, m: M) -> None:
        """What the thread of an M does."""
        m.thread = get_ident()
        current.m = m
        if m.p is not None:
            self.use(m.p)
        try:
            m.loop()
        except BaseException as error:  # a mistake of ours: better than a thread that is silently gone
            self.end(error)
        finally:
            current.m = None
            leave(self, m)

    def end(self, error: BaseException | None) -> None:
        """The run is over: by the main goroutine's end, or by an error."""
        with self.lock:
            self.fail(error)

    def fail(self, error: BaseException | None) -> None:
        """As `end`, under `lock`."""
        if self.done:
            return
        self.fatal = error
        self.done = True
        self.attention = True
        for m in self.machines:
            m.wake()
        if self.poller is not None:
            self.poller.wake()
