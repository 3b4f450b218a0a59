"""A group of goroutines that work on one thing: the first error ends the work of all."""

from __future__ import annotations

from typing import Any

from datarace.goroutines.channels import Chan
from datarace.goroutines.contexts import CancelContext, Context
from datarace.goroutines.errors import Goexit
from datarace.goroutines.sync import Mutex, WaitGroup, _go, called

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class Group:
    """Starts goroutines and waits for all of them. ``async with Group() as group:`` waits at its end.

    Args:
        context: `context` of the group is made of it, and cancelled when a goroutine of the group raises, or `wait` returns.
        limit: how many goroutines of the group there are at a time; 0: any number.
    """

    def __init__(self, context: Context | None = None, limit: int = 0) -> None:
        if limit < 0:
            raise ValueError(f"not a limit: {limit!r} (wanted: 0 or more)")
        self._own: CancelContext | None = None if context is None else CancelContext(context)
        self._group = WaitGroup()
        self._places: Chan[None] | None = Chan(limit) if limit else None
        self._mutex = Mutex()
        self._error: BaseException | None = None

    def __repr__(self) -> str:
        return f"<Group of {self._group!r}>"

    @property
    def context(self) -> CancelContext:
        """Over when a goroutine of the group has raised.

        Raises:
            RuntimeError: the group was made without one.
        """
        if self._own is None:
            raise RuntimeError("this Group has no context: make it with Group(context)")
        return self._own

    async def go(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """Start a goroutine of the group; with a limit, when there is room for it."""
        if self._places is not None:
            await self._places.send(None)
        self._start(function, args, kwargs)

    def try_go(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> bool:
        """Start one if there is room for it; whether there was."""
        if self._places is not None and not self._places.try_send(None):
            return False
        self._start(function, args, kwargs)
        return True

    def _start(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._group.add(1)
        _go(self._run, (function, args, kwargs))

    async def _run(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        try:
            await called(function, args, kwargs)
        except Exception as error:
            async with self._mutex:
                first = self._error is None
                if first:
                    self._error = error
            if first and self._own is not None:
                self._own.cancel(error)
        except Goexit:
            self._done()
            raise
        self._done()  # not after what ends the run: main, which may wait for this, could end before and hide it

    def _done(self) -> None:
        if self._places is not None:
            self._places.try_recv()
        self._group.done()

    async def wait(self) -> None:
        """Wait for all; raise what the first of them raised that raised."""
        await self._group.wait()
        if self._own is not None:
            self._own.cancel(self._error)
        error, self._error = self._error, None
        if error is not None:
            raise error

    async def __aenter__(self) -> Group:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and self._own is not None:
            self._own.cancel(error)
        await self.wait()
