"""G: a goroutine."""

from __future__ import annotations

from inspect import isawaitable
from types import AsyncGeneratorType, CoroutineType

from datarace.goroutines.current import current
from datarace.goroutines.waiting import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context
    from types import CodeType, FrameType
    from typing import Any, TypeVar

    _Function = TypeVar("_Function", bound=Callable[..., Any])

    from datarace.goroutines.scheduler import Scheduler
    from datarace.probes.hosting import HostTask

#: What a goroutine waits for, by the function of ours in which it does: nothing need be noted when it stops.
REASONS: dict[CodeType, str] = {}


def waits_for(reason: str) -> Callable[[_Function], _Function]:
    """Decorates an ``async def`` function in which goroutines stop."""

    def note(function: _Function) -> _Function:
        REASONS[function.__code__] = reason
        return function

    return note


class G(Waiter):
    """A goroutine: a coroutine and what its scheduler knows of it.

    It is in one place at a time: in a run queue, with a thread that runs it (`M.g`), or with whatever it waits for. Whoever
    takes it out of one puts it into the next; nobody else touches it. `Scheduler.new` makes it, and sets its attributes there:
    a call more for each would be felt.
    """

    __slots__ = ("call", "code", "context", "coro", "creator", "id", "lasti", "scheduler", "task")

    id: int
    scheduler: Scheduler
    #: None: it is made by the first step, or there is none.
    coro: CoroutineType[Any, Any, Any] | None
    #: What makes the coroutine, or is all that there is to do; None when there is a coroutine.
    call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]] | None
    context: Context
    #: The id of the goroutine with the go statement (0: it is the main one, -1: a thread has made it), and where that is.
    creator: int
    code: CodeType
    lasti: int
    #: The runtime's, while races are looked for.
    task: HostTask | None

    def ready(self) -> None:
        m = current.m
        scheduler = self.scheduler
        scheduler.ready(m.p if m is not None and m.scheduler is scheduler else None, self)

    def race_task(self) -> HostTask | None:
        if self.task is None:
            from datarace.goroutines.detection import adopt

            adopt(self)
        return self.task

    def __repr__(self) -> str:
        return f"<goroutine {self.id} ({self.state()})>"

    def state(self) -> str:
        """What it does, as in Go's tracebacks: running, runnable, chan receive, ..."""
        coro = self.coro
        if coro is None:
            return "finished" if self.call is None else "runnable"
        if coro.cr_running:
            return "running"
        frames = self.frames()
        if not frames:
            return "finished" if coro.cr_frame is None else "runnable"
        return next((REASONS[code] for code, _ in frames if code in REASONS), "runnable")

    def frames(self) -> list[tuple[CodeType, int]]:
        """Code and line of each call, youngest first, as far as its coroutines tell while it does not run."""
        found: list[tuple[CodeType, int]] = []
        awaited: Any = self.coro
        while awaited is not None:
            frame: FrameType | None = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
            if frame is None:
                break
            found.append((frame.f_code, frame.f_lineno or frame.f_code.co_firstlineno))
            awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
        found.reverse()
        return found

    def created(self) -> str:
        """Where its go statement is, in Go's words; empty for the main goroutine."""
        if self.creator == 0:
            return ""
        where = "a thread" if self.creator < 0 else f"goroutine {self.creator}"
        return f"created by {self.code.co_qualname} in {where}\n\t{self.code.co_filename}:{line_of(self.code, self.lasti)}"

    def dump(self) -> str:
        """Its stack as Go prints it."""
        lines = [f"goroutine {self.id} [{self.state()}]:"]
        for code, line in self.frames():
            if not is_ours(code):
                lines.append(f"{code.co_qualname}()\n\t{code.co_filename}:{line}")
        created = self.created()
        if created:
            lines.append(created)
        return "\n".join(lines)


def is_to_await(made: object) -> bool:
    """Whether what a goroutine's function returned is still to be done.

    Raises:
        TypeError: it is an async generator, of which nothing would be done.
    """
    if type(made) is AsyncGeneratorType:
        raise TypeError(f"a goroutine cannot be an async generator: {made!r}")
    return type(made) is CoroutineType or (made is not None and isawaitable(made))


def line_of(code: CodeType, lasti: int) -> int:
    """The line of the instruction at that offset in bytes."""
    for start, end, line in code.co_lines():
        if start <= lasti < end and line is not None:
            return line
    return code.co_firstlineno


_FOLDER = __file__.rpartition("/")[0] + "/"


def is_ours(code: CodeType) -> bool:
    """Whether the function is of this package."""
    return code.co_filename.startswith(_FOLDER)
