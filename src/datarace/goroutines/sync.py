"""Mutex, RWMutex, WaitGroup, Once, Cond: what Go's package sync has, for goroutines.

Each has a lock of its own (`_guard`) for its few words, held for a few instructions and never while anybody waits.
"""

from __future__ import annotations

from _thread import allocate_lock
from sys import _getframe
from typing import Any, Generic, Protocol, TypeVar

from datarace.goroutines import hooks
from datarace.goroutines.channels import SLICE
from datarace.goroutines.current import current, running
from datarace.goroutines.errors import Goexit, Panic
from datarace.goroutines.goroutine import is_to_await, waits_for
from datarace.goroutines.waiting import Queue, Waiter, park, pause

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType as Lock
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from datarace.goroutines.goroutine import G

T = TypeVar("T")

#: Sync variables, as in `detection`.
_WRITERS, _READERS = 1, 3


class Locker(Protocol):
    """What can be locked and unlocked."""

    async def lock(self) -> None:
        """Wait until it is the caller's."""

    def unlock(self) -> None:
        """Give it back."""


def _asleep(guard: Lock) -> G:
    """The calling goroutine, which is about to wait; the caller has the guard."""
    try:
        g = running()
    except RuntimeError:
        guard.release()
        raise
    g.ok = False
    return g


class Mutex:
    """One goroutine at a time. ``async with mutex:`` locks and unlocks.

    It belongs to nobody: another goroutine may unlock it. Who was woken competes with who comes by; when it loses once, it is
    handed the mutex at the next unlock.
    """

    __slots__ = ("__weakref__", "_guard", "_hungry", "_locked", "_taken", "_waiters")

    def __init__(self) -> None:
        self._guard = allocate_lock()
        self._locked = False
        self._waiters = Queue()
        #: Whether the first waiter was woken in vain before.
        self._hungry = False
        self._taken = 0
        if hooks.race is not None:
            hooks.race.lock_created(self)

    @waits_for("sync.Mutex.lock")
    async def lock(self) -> None:
        """Lock it; wait until it is free."""
        guard = self._guard
        guard.acquire()
        if self._take():
            self._taken += 1
            guard.release()
            if hooks.race is not None:
                hooks.race.lock_acquired(self)
            if not self._taken % SLICE:
                await pause()
            return
        g = _asleep(guard)
        self._waiters.push(g)
        await park(guard)
        while not g.ok:
            guard.acquire()
            if self._take():
                guard.release()
                break
            self._hungry = True
            self._waiters.push_first(g)
            await park(guard)
        if hooks.race is not None:
            hooks.race.lock_acquired(self)

    def try_lock(self) -> bool:
        """Lock it if it is free; whether it was."""
        with self._guard:
            if not self._take():
                return False
        if hooks.race is not None:
            hooks.race.lock_acquired(self)
        return True

    def _take(self) -> bool:
        """Lock it if it is free. Under `_guard`."""
        if self._locked:
            return False
        self._locked = True
        return True

    def unlock(self) -> None:
        """Unlock it.

        Raises:
            Panic: it is not locked.
        """
        with self._guard:
            if not self._locked:
                raise Panic("unlock of unlocked mutex")
            if hooks.race is not None:
                hooks.race.lock_released(self)
            waiter = self._waiters.pop()
            if waiter is None or not self._hungry:
                self._locked = False
            else:
                waiter.ok = True
                self._hungry = False
        if waiter is not None:
            waiter.ready()

    @property
    def locked(self) -> bool:
        """Whether it is locked, by anybody."""
        return self._locked

    async def __aenter__(self) -> None:
        await self.lock()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.unlock()

    def __repr__(self) -> str:
        return f"<Mutex {'locked' if self._locked else 'unlocked'} at {id(self):#x}>"


class RWMutex:
    """Many readers or one writer. ``async with mutex:`` is for writers, ``async with mutex.reading():`` for readers.

    A writer that waits keeps new readers out; when it is through, those that came meanwhile go first.
    """

    __slots__ = ("__weakref__", "_guard", "_readers", "_reading", "_taken", "_waiting", "_writers", "_writing")

    def __init__(self) -> None:
        self._guard = allocate_lock()
        #: How many read, and whether somebody writes.
        self._reading = 0
        self._writing = False
        self._readers = Queue()
        self._writers = Queue()
        self._taken = 0
        if hooks.race is not None:
            hooks.race.lock_created(self)

    @waits_for("sync.RWMutex.lock")
    async def lock(self) -> None:
        """Lock it for writing; wait until nobody reads or writes."""
        guard = self._guard
        guard.acquire()
        if self._writing or self._reading:
            g = _asleep(guard)
            self._writers.push(g)
            await park(guard)
        else:
            self._writing = True
            guard.release()
        self._locked()

    def _locked(self) -> None:
        race = hooks.race
        if race is not None:
            race.lock_acquired(self)
            race.acquire(self, _WRITERS)
            race.acquire(self, _READERS)

    def try_lock(self) -> bool:
        """Lock it for writing if it is free; whether it was."""
        with self._guard:
            if self._writing or self._reading:
                return False
            self._writing = True
        self._locked()
        return True

    def unlock(self) -> None:
        """Unlock it after writing.

        Raises:
            Panic: it is not locked for writing.
        """
        race = hooks.race
        woken: list[Waiter] = []
        with self._guard:
            if not self._writing:
                raise Panic("unlock of unlocked RWMutex")
            if race is not None:
                race.release(self, _WRITERS)
                race.lock_released(self)
            while (waiter := self._readers.pop()) is not None:
                woken.append(waiter)
            self._reading = len(woken)
            if woken:
                self._writing = False
            else:
                waiter = self._writers.pop()
                self._writing = waiter is not None
                if waiter is not None:
                    woken.append(waiter)
        for waiter in woken:
            waiter.ready()

    @waits_for("sync.RWMutex.rlock")
    async def rlock(self) -> None:
        """Lock it for reading; wait until nobody writes or is about to."""
        guard = self._guard
        guard.acquire()
        if self._writing or self._writers:
            g = _asleep(guard)
            self._readers.push(g)
            await park(guard)
        else:
            self._reading += 1
            self._taken = taken = self._taken + 1
            guard.release()
            if not taken % SLICE:
                await pause()
        if hooks.race is not None:
            hooks.race.acquire(self, _WRITERS)

    def try_rlock(self) -> bool:
        """Lock it for reading if nobody writes or is about to; whether that was so."""
        with self._guard:
            if self._writing or self._writers:
                return False
            self._reading += 1
        if hooks.race is not None:
            hooks.race.acquire(self, _WRITERS)
        return True

    def runlock(self) -> None:
        """Unlock it after reading.

        Raises:
            Panic: nobody has it locked for reading.
        """
        waiter = None
        with self._guard:
            if not self._reading:
                raise Panic("runlock of unlocked RWMutex")
            if hooks.race is not None:
                hooks.race.release_merge(self, _READERS)
            self._reading -= 1
            if not self._reading:
                waiter = self._writers.pop()
                self._writing = waiter is not None
        if waiter is not None:
            waiter.ready()

    def reading(self) -> Reading:
        """Its readers' side, to be locked and unlocked."""
        return Reading(self)

    async def __aenter__(self) -> None:
        await self.lock()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.unlock()

    def __repr__(self) -> str:
        state = "writing" if self._writing else f"{self._reading} reading" if self._reading else "unlocked"
        return f"<RWMutex {state} at {id(self):#x}>"


class Reading:
    """The readers' side of an RWMutex."""

    __slots__ = ("_mutex",)

    def __init__(self, mutex: RWMutex) -> None:
        self._mutex = mutex

    async def lock(self) -> None:
        """Lock it for reading."""
        await self._mutex.rlock()

    def unlock(self) -> None:
        """Unlock it after reading."""
        self._mutex.runlock()

    async def __aenter__(self) -> None:
        await self._mutex.rlock()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._mutex.runlock()


class WaitGroup:
    """Waits until a number of goroutines are done."""

    __slots__ = ("__weakref__", "_count", "_guard", "_waiters", "_waiting")

    def __init__(self) -> None:
        self._guard = allocate_lock()
        self._count = 0
        self._waiting = 0
        self._waiters = Queue()

    def add(self, delta: int = 1) -> None:
        """So many more are to be done. From 0 on this comes before `wait`, not at the same time.

        Raises:
            Panic: less than none would be left, or somebody waits already.
        """
        race = hooks.race
        if race is not None and delta < 0:
            race.release_merge(self, 0)
        guard = self._guard
        guard.acquire()
        self._count = count = self._count + delta
        if delta < 0 < count:  # as most often: neither the first nor the last
            guard.release()
            return
        woken: list[Waiter] = []
        try:
            if race is not None and 0 < delta == count:
                race.first_add(self)
            if count < 0:
                raise Panic("negative WaitGroup counter")
            if self._waiting and 0 < delta == count:
                raise Panic("WaitGroup misuse: add called concurrently with wait")
            if count:
                return
            while (waiter := self._waiters.pop()) is not None:
                woken.append(waiter)
            self._waiting = 0
        finally:
            guard.release()
        for waiter in woken:
            waiter.ready()

    def done(self) -> None:
        """One is done."""
        self.add(-1)

    @waits_for("sync.WaitGroup.wait")
    async def wait(self) -> None:
        """Wait until all are done."""
        guard = self._guard
        guard.acquire()
        if self._count == 0:
            guard.release()
        else:
            g = _asleep(guard)
            if hooks.race is not None and self._waiting == 0:
                hooks.race.first_wait(self)
            self._waiting += 1
            self._waiters.push(g)
            await park(guard)
        if hooks.race is not None:
            hooks.race.acquire(self, 0)

    def go(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Start a goroutine that is one of those to be done."""
        self.add(1)
        _go(self._run, (function, args, kwargs))

    async def _run(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        try:
            await called(function, args, kwargs)
        except Goexit:
            self.done()
            raise
        self.done()  # not after what ends the run: main, which may wait for this, could end before and hide it

    def __repr__(self) -> str:
        return f"<WaitGroup {self._count} to be done, {self._waiting} waiting at {id(self):#x}>"


def _go(function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """A go statement of the caller's caller."""
    g = running()
    m = current.m
    assert m is not None
    scheduler, p = m.scheduler, m.p
    scheduler.ready(p, scheduler.new(p, g.id, (function, args, {}), None, _getframe(2)))


async def called(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a function returns, whether it is an ``async def`` one or not."""
    result = function(*args, **kwargs)
    return await result if is_to_await(result) else result


class Once:
    """Does something one time, whoever comes first; the others wait until it is done."""

    __slots__ = ("__weakref__", "_done", "_mutex")

    def __init__(self) -> None:
        self._done = False
        self._mutex = Mutex()

    async def do(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Call the function (``async def`` or not) if none was called by this before. One that raised was called, too."""
        if not self._done:
            async with self._mutex:
                if not self._done:
                    try:
                        await called(function, args, kwargs)
                    finally:
                        if hooks.race is not None:
                            hooks.race.release(self, 0)
                        self._done = True
                    return
        if hooks.race is not None:
            hooks.race.acquire(self, 0)

    @property
    def done(self) -> bool:
        """Whether it was done. That somebody sees so orders nothing."""
        return self._done

    def __repr__(self) -> str:
        return f"<Once {'done' if self._done else 'not done'} at {id(self):#x}>"


class OnceValue(Generic[T]):
    """A function that is called once; whoever calls this gets what that returned, or the exception that it raised."""

    __slots__ = ("__weakref__", "_error", "_function", "_once", "_trace", "_value")

    def __init__(self, function: Callable[[], Awaitable[T] | T]) -> None:
        self._function: Callable[[], Awaitable[T] | T] | None = function
        self._once = Once()
        self._value: T | None = None
        self._error: BaseException | None = None
        self._trace: TracebackType | None = None

    async def __call__(self) -> T:
        await self._once.do(self._compute)
        if self._error is not None:
            raise self._error.with_traceback(self._trace)  # or each raise would make it longer
        return self._value  # type: ignore[return-value]

    def __repr__(self) -> str:
        return f"<OnceValue {'done' if self._once.done else 'not done'} at {id(self):#x}>"

    async def _compute(self) -> None:
        assert self._function is not None
        try:
            self._value = await called(self._function, (), {})
        except Goexit:
            self._error = Panic("the function of this once_value has called goexit")
            raise
        except BaseException as error:
            self._error = error
            self._trace = error.__traceback__
        finally:
            self._function = None


def once_value(function: Callable[[], Awaitable[T] | T]) -> OnceValue[T]:
    """Call a function without arguments when its value is first awaited, and never again.

    ::

        config = once_value(read_config)
        ...
        timeout = (await config()).timeout
    """
    return OnceValue(function)


class Cond:
    """Waits for a condition on what a lock guards.

    Args:
        lock: a Mutex, an RWMutex or the `reading()` side of one.
    """

    __slots__ = ("__weakref__", "_guard", "_waiters", "lock")

    def __init__(self, lock: Locker) -> None:
        self.lock = lock
        self._guard = allocate_lock()
        self._waiters = Queue()

    def __repr__(self) -> str:
        return f"<Cond of {self.lock!r}>"

    @waits_for("sync.Cond.wait")
    async def wait(self) -> None:
        """Unlock, wait for a `signal` or `broadcast`, and lock again. Then look at the condition again."""
        guard = self._guard
        guard.acquire()
        g = _asleep(guard)
        self._waiters.push(g)
        try:
            self.lock.unlock()
        except BaseException:
            self._waiters.remove(g)
            guard.release()
            raise
        await park(guard)
        await self.lock.lock()

    def signal(self) -> None:
        """Wake one that waits, if there is any."""
        with self._guard:
            waiter = self._waiters.pop()
        if waiter is not None:
            self._wake(waiter)

    def broadcast(self) -> None:
        """Wake all that wait."""
        woken: list[Waiter] = []
        with self._guard:
            while (waiter := self._waiters.pop()) is not None:
                woken.append(waiter)
        for waiter in woken:
            self._wake(waiter)

    def _wake(self, waiter: Waiter) -> None:
        if hooks.race is not None:
            task = waiter.race_task()
            if task is not None:
                hooks.race.order(task)
        waiter.ready()
