"""Contexts: deadlines, cancellation and values of a request, handed down from call to call.

A context is done when its channel `done()` is closed; contexts that were made of it are then done as well. Cancelling comes
before whatever receives from that channel.
"""

from __future__ import annotations

from _thread import allocate_lock
from typing import Any

from datarace.goroutines import hooks
from datarace.goroutines.channels import Chan
from datarace.goroutines.current import running
from datarace.goroutines.timers import Entry, arm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType


class Canceled(Exception):
    """The context was cancelled."""


class DeadlineExceeded(TimeoutError):
    """The context's time is over."""


class Context:
    """What `background` and `with_value` make: it has no end of its own."""

    def __init__(self, parent: Context | None = None, key: object = None, value: object = None) -> None:
        self._parent = parent
        self._key = key
        self._value = value

    def done(self) -> Chan[Any]:
        """The channel that is closed when it is over."""
        return Chan.nil() if self._parent is None else self._parent.done()

    def err(self) -> Exception | None:
        """Why it is over: `Canceled` or `DeadlineExceeded`; None: it is not."""
        return None if self._parent is None else self._parent.err()

    def cause(self) -> BaseException | None:
        """What `CancelContext.cancel` was told; without that, as `err`."""
        return None if self._parent is None else self._parent.cause()

    def deadline(self) -> float | None:
        """When it is over at the latest, in the time of the scheduler's timers; None: it has no deadline."""
        return None if self._parent is None else self._parent.deadline()

    def value(self, key: object) -> Any:
        """What `with_value` put under the key; None: nothing."""
        here: Context | None = self
        while here is not None:
            if here._key is not None and here._key == key:
                return here._value
            here = here._parent
        return None

    def check(self) -> None:
        """Raise why it is over, if it is."""
        error = self.err()
        if error is not None:
            raise error

    def __repr__(self) -> str:
        return "<background context>" if self._parent is None else f"<Context with {self._key!r} of {self._parent!r}>"

    def _canceller(self) -> CancelContext | None:
        here: Context | None = self
        while here is not None:
            if isinstance(here, CancelContext):
                return here
            here = here._parent
        return None


class CancelContext(Context):
    """One that can be cancelled. As a context manager it is when the block is left."""

    def __init__(self, parent: Context, seconds: float | None = None) -> None:
        super().__init__(parent)
        self._done: Chan[Any] = Chan()
        #: Guards all below.
        self._lock = allocate_lock()
        self._err: Exception | None = None
        self._cause: BaseException | None = None
        self._children: set[CancelContext] = set()
        self._timer: Entry | None = None
        self._deadline = parent.deadline()
        self._above = parent._canceller()
        if self._above is not None:
            self._above._adopt(self)
        if seconds is not None and self._err is None:
            scheduler = running().scheduler
            deadline = scheduler.now() + seconds
            if self._deadline is None or deadline < self._deadline:
                self._deadline = deadline
                if seconds <= 0:
                    self._finish(DeadlineExceeded("context deadline exceeded"), None)
                else:
                    if hooks.race is not None:
                        hooks.race.release(self, 0)
                    self._timer = arm(scheduler, seconds, self._time_is_over)

    def _time_is_over(self, _entry: Entry, _now: float) -> None:
        if hooks.race is not None:
            hooks.race.acquire(self, 0)
        self._finish(DeadlineExceeded("context deadline exceeded"), None)

    def _adopt(self, child: CancelContext) -> None:
        with self._lock:
            if self._err is None:
                self._children.add(child)
                return
            error, cause = self._err, self._cause
        child._finish(error, cause)

    def done(self) -> Chan[Any]:
        return self._done

    def err(self) -> Exception | None:
        with self._lock:
            error = self._err
        if error is not None:
            self._done.try_recv()  # who sees that it is over comes after that
        return error

    def cause(self) -> BaseException | None:
        return self.err() and (self._cause or self._err)

    def deadline(self) -> float | None:
        return self._deadline

    def cancel(self, cause: BaseException | None = None) -> None:
        """It is over, and all that were made of it. Nothing if it was before."""
        self._finish(Canceled("context canceled"), cause)

    def _finish(self, error: Exception, cause: BaseException | None) -> None:
        with self._lock:
            if self._err is not None:
                return
            self._cause = cause
            self._err = error
            children, self._children = self._children, set()
            timer = self._timer
            self._done.close()
        for child in children:
            child._finish(error, cause)
        if timer is not None:
            timer.stop()
        if self._above is not None:
            with self._above._lock:
                self._above._children.discard(self)

    def __enter__(self) -> CancelContext:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.cancel()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'done: ' + str(self._err) if self._err else 'not done'}>"


_BACKGROUND = Context()


def background() -> Context:
    """The context that has no end, no deadline and no values: where all others come from."""
    return _BACKGROUND


def with_cancel(parent: Context) -> CancelContext:
    """One that can be cancelled, by its `cancel` or as a context manager by the end of the block."""
    return CancelContext(parent)


def with_timeout(parent: Context, seconds: float) -> CancelContext:
    """One that is over after so many seconds, if nobody cancels it before."""
    return CancelContext(parent, seconds)


def with_deadline(parent: Context, deadline: float) -> CancelContext:
    """One that is over at a time, as `Context.deadline` and timers tell it, if nobody cancels it before."""
    return CancelContext(parent, deadline - running().scheduler.now())


def with_value(parent: Context, key: object, value: object) -> Context:
    """One with a value under a key.

    Raises:
        ValueError: the key is None.
    """
    if key is None:
        raise ValueError("None is no key of a context's value")
    return Context(parent, key, value)
