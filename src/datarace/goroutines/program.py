"""What a program of goroutines is made of: `run`, `go`, and what else is about goroutines as such."""

from __future__ import annotations

import os
import sys
from inspect import CO_COROUTINE
from sys import _getframe
from types import CoroutineType, FunctionType
from typing import Any, NoReturn, TypeVar, overload

from datarace.goroutines.current import current, running
from datarace.goroutines.ending import dumps
from datarace.goroutines.errors import Goexit
from datarace.goroutines.resizing import resize
from datarace.goroutines.scheduler import Scheduler
from datarace.goroutines.waiting import pause

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


@overload
def run(
    main: Coroutine[Any, Any, T], /, *, processors: int | None = None, seed: int | None = None, fake_time: bool = False
) -> T: ...


@overload
def run(
    main: Callable[..., Coroutine[Any, Any, T]],
    /,
    *args: Any,
    processors: int | None = None,
    seed: int | None = None,
    fake_time: bool = False,
) -> T: ...


@overload
def run(
    main: Callable[..., T],
    /,
    *args: Any,
    processors: int | None = None,
    seed: int | None = None,
    fake_time: bool = False,
) -> T: ...


def run(
    main: Any,
    /,
    *args: Any,
    processors: int | None = None,
    seed: int | None = None,
    fake_time: bool = False,
) -> Any:
    """Run a program of goroutines until the main one returns; what it returns.

    The calling thread is one of those that run goroutines. When the main goroutine ends, the others are closed where they
    wait: what they have in ``finally`` is done. A blocking call that is still under way is left to itself,
    unless it is on the calling thread: `run` returns after it.

    Args:
        main: an ``async def`` function, called with ``args``; also a coroutine, or a plain function.
        processors: how many goroutines can run at once, as `gomaxprocs`. By default as many as the machine has cores on
            free-threaded builds, and 1 with the GIL.
        seed: of the choices that are random; by default ``seed`` of ``DATARACE_GODEBUG``, or any.
        fake_time: time stands still while goroutines run, and leaps to the next timer when all are asleep.

    Raises:
        DeadlockError: all goroutines are asleep.
        RuntimeError: the caller is a goroutine.
        TypeError: ``main`` is no function and no coroutine, or ``processors`` no integer.
        ValueError: ``processors`` is less than 1.
        BaseException: whatever any goroutine raised and did not catch, with a note where it was started.
    """
    from datarace.goroutines import tracing

    settings = tracing.settings(os.environ.get("DATARACE_GODEBUG", ""))
    if processors is None:
        processors = settings.processors or (1 if _has_gil() else os.cpu_count() or 1)
    _check_processors(processors)
    scheduler = Scheduler(processors, settings.seed if seed is None else seed, fake_time)
    call: Any
    coro: Any
    if type(main) is CoroutineType:
        call, coro = None, main
    else:
        call, coro = (_checked(main), args, {}), None
    with tracing.tracer(scheduler, settings.schedtrace), _Interrupts(scheduler):
        return scheduler.run(call, coro)


def _has_gil() -> bool:
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def _check_processors(count: int) -> None:
    if not isinstance(count, int):
        raise TypeError(f"not a number of processors: {count!r} (wanted: 1 or more)")
    if count < 1:
        raise ValueError(f"not a number of processors: {count!r} (wanted: 1 or more)")


def _checked(function: Any) -> Any:
    """What may be a goroutine's work."""
    if not callable(function):
        raise TypeError(f"a goroutine is a function or a coroutine, not {function!r}")
    return function


class _Interrupts:
    """Ctrl-C while goroutines run: in the program's own code as ever, in ours when that can be left."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._installed = False

    def __enter__(self) -> None:
        import signal

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            try:
                signal.signal(signal.SIGINT, self._handle)
            except ValueError:  # not the main thread
                return
            self._installed = True

    def __exit__(self, *_: object) -> None:
        import signal

        if self._installed and signal.getsignal(signal.SIGINT) == self._handle:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _handle(self, number: int, frame: Any) -> None:
        from datarace.goroutines.goroutine import is_ours

        m = current.m
        scheduler = self._scheduler
        while frame is not None and frame.f_code.co_filename.startswith("<frozen"):
            frame = frame.f_back
        if scheduler.done or (m is not None and m.g is not None and frame is not None and not is_ours(frame.f_code)):
            raise KeyboardInterrupt
        scheduler.interrupted = scheduler.attention = True
        scheduler.machines[0].wake()
        if scheduler.poller is not None:
            scheduler.poller.wake()


def go(function: Callable[P, object] | Coroutine[Any, Any, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
    """The go statement: start a goroutine that calls a function. It is nobody's child: nobody waits for it.

    Args:
        function: ``async def`` or not; it is called in the new goroutine. A coroutine will do, too.

    Raises:
        RuntimeError: the caller is no goroutine.
        TypeError: it is no function and no coroutine.
    """
    m = current.m
    if m is None or (caller := m.g) is None:
        running()  # raises
        return
    call: Any = None
    coro: Any = None
    if type(function) is FunctionType and function.__code__.co_flags & CO_COROUTINE:
        coro = function(*args, **kwargs) if kwargs else function(*args)  # nothing of it runs yet; wrong arguments are told here
    elif type(function) is CoroutineType:
        coro = function
    else:
        call = (_checked(function), args, kwargs)
    scheduler, p = m.scheduler, m.p
    scheduler.ready(p, scheduler.new(p, caller.id, call, coro, _getframe(1)))


async def gosched() -> None:
    """Let other goroutines run; go on when it is this one's turn again."""
    running()
    await pause()


def goexit() -> NoReturn:
    """End the calling goroutine, with what it has in ``finally``; of the main one, the others go on until there is none."""
    raise Goexit


def goid() -> int:
    """The number of the calling goroutine: 1 is the main one."""
    return running().id


def numgoroutine() -> int:
    """How many goroutines there are."""
    return len(running().scheduler.all)


def gomaxprocs(count: int = 0) -> int:
    """How many goroutines can run at once; another number from here on if one is given.

    New processors are there at once. One too many goes when its thread comes to where goroutines are exchanged: what was in its
    queues goes to the others.

    Args:
        count: 0: leave it as it is.

    Returns:
        The number before.

    Raises:
        ValueError: ``count`` is negative.
    """
    scheduler = running().scheduler
    if count == 0:
        return scheduler.wanted
    _check_processors(count)
    return resize(scheduler, count)


async def blocking(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function that blocks its thread: meanwhile another thread runs the other goroutines.

    The function runs where the goroutine runs, not in a pool: as many as there are can block at the same time.
    """
    m = current.m
    g = running()
    assert m is not None
    scheduler = g.scheduler
    scheduler.enter_blocking(m)
    try:
        return function(*args, **kwargs)
    finally:
        if not scheduler.exit_blocking(m):
            await pause()


def stacks() -> str:
    """The stack of each goroutine, as Go prints it."""
    return "\n\n".join(dumps(running().scheduler))
