"""What a program can tell the detector about itself: synchronisation that it cannot see, accesses that it shall not mind.

All of it does nothing while the detector does not run, and costs no more than the call then; arguments are checked all the
same, so that a mistake does not wait for the day on which somebody looks for races. Nothing of the detector is imported for
it: whether it is there is seen in `sys.modules`, and whether it runs, `datarace.probes` knows.
"""

from __future__ import annotations

import sys
from _thread import get_ident

from datarace.errors import StateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from types import TracebackType
    from typing import Any, TypeVar

    _Function = TypeVar("_Function", bound=Callable[..., Any])

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200  # of co_flags, as in inspect, which is not worth its import


def _probes() -> Any:
    """The probes, if the detector was ever started in this process; they know whether it runs."""
    return sys.modules.get("datarace.probes")


# --- synchronisation that the detector cannot see ------------------------------------------------------------------------


def acquire(thing: object) -> None:
    """What comes after is ordered after the latest `release` of ``thing``, and every `release_merge` since.

    For synchronisation that the detector cannot see, in extension modules for example: call it after the real acquire.

    Args:
        thing: any object that both sides know; only its identity counts, and edges end with its life.
    """
    probes = _probes()
    if probes is not None:
        probes.acquire(thing)


def release(thing: object) -> None:
    """What came before is ordered before the next `acquire` of ``thing``; earlier releases are replaced.

    Call it before the real release.
    """
    probes = _probes()
    if probes is not None:
        probes.release(thing)


def release_merge(thing: object) -> None:
    """As `release`, but earlier releases stay: for many that arrive and one that waits for all of them."""
    probes = _probes()
    if probes is not None:
        probes.release_merge(thing)


# --- locations -----------------------------------------------------------------------------------------------------------


def benign(thing: object, name: object) -> None:
    """Say that races at one location do no harm: they are not reported.

    The last line of the run tells how many there were. Only this location of this object is meant, as long as the object lives.

    Args:
        thing: whose location it is.
        name: of the attribute, where ``thing`` is an instance, a class (the class that has the attribute counts) or a module
            (its globals); the key, where it is a dict; the index, where it is a list, bytearray, array or memoryview.

    Raises:
        TypeError: ``thing`` has no such locations, or ``name`` is not of the type that names them.
        ValueError: ``thing`` can have no attribute of that name to which it could be written, or no item of that index.
    """
    _check(thing, name)
    probes = _probes()
    if probes is not None:
        probes.annotate(thing, name, False)


def atomic(thing: object, name: object) -> None:
    """Say that a location synchronises: a write of it releases, a read of it acquires, and neither races with the other.

    For synchronisation that a program makes itself of a variable: a flag, a sequence number, a published reference. Say it
    before other threads know the object. A read and a write in one statement (``x.n += 1``) are still two accesses; that an
    update is lost between them is not told of such a location. Who walks over or copies a whole container is not checked
    against its atomic items.

    Args:
        thing: as for `benign`.
        name: as for `benign`.

    Raises:
        TypeError: as `benign`.
        ValueError: as `benign`.
    """
    _check(thing, name)
    probes = _probes()
    if probes is not None:
        probes.annotate(thing, name, True)


def _check(thing: object, name: object) -> None:
    """Raise what `benign` and `atomic` raise for arguments that name no location."""
    if isinstance(thing, dict):
        try:
            hash(name)
        except TypeError:
            raise TypeError(f"a dict has no item of the key {name!r}: it cannot be hashed") from None
        return
    if isinstance(thing, (list, bytearray, memoryview)) or _is_array(thing):
        if isinstance(name, int):
            if not 0 <= name < len(thing):  # type: ignore[arg-type]
                raise ValueError(f"a {type(thing).__name__} of {len(thing)} items has none of index {name}")  # type: ignore[arg-type]
            return
        if not isinstance(name, str) or not hasattr(thing, "__dict__"):
            raise TypeError(f"items of a {type(thing).__name__} are named by an index, not by {_article(name)}")
    if not isinstance(name, str):
        raise TypeError(f"an attribute is named by a string, not by {_article(name)}")
    if isinstance(thing, (type, type(sys))):
        return
    kind = type(thing)
    for base in kind.__mro__:
        if name in vars(base):
            found = vars(base)[name]
            if type(found) is _Slot:
                return
            if hasattr(type(found), "__set__"):
                raise ValueError(
                    f"{name!r} of {kind.__name__} is a {type(found).__name__}, which is a call and no location: name what it uses"
                )
            break
    if not hasattr(thing, "__dict__"):
        raise ValueError(f"{_article(thing)} cannot have an attribute {name!r} of its own")


class _Slots:
    __slots__ = ("slot",)


_Slot = type(_Slots.__dict__["slot"])


def _is_array(thing: object) -> bool:
    array = sys.modules.get("array")
    return array is not None and isinstance(thing, array.array)


def _article(thing: object) -> str:
    name = type(thing).__name__
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


# --- accesses ------------------------------------------------------------------------------------------------------------


class ignore:
    """Accesses inside are neither checked nor recorded; synchronisation inside counts as ever.

    As a context manager and as a decorator; both nest::

        with datarace.ignore():
            progress.seen += 1


        @datarace.ignore()
        def heartbeat(self): ...

    Only the thread that runs the block ignores anything: threads that it starts do not. A function that is a generator or
    a coroutine is decorated step by step, and who resumes it is not affected. A block that contains ``yield`` or ``await``
    is open while the function waits, for whatever its thread does meanwhile: decorate the function instead.

    Raises:
        TypeError: what is decorated cannot be called.
        StateError: a block is left in another thread than it was entered in, as may happen when a generator waits inside.
    """

    __slots__ = ("_threads",)

    def __init__(self) -> None:
        #: Those that are in a block of this object, once for each entry.
        self._threads: list[int] = []

    def __enter__(self) -> None:
        self._threads.append(get_ident())
        probes = _probes()
        if probes is not None:
            probes.begin_ignore()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None:
        try:
            self._threads.remove(get_ident())
        except ValueError:
            raise StateError("this block of datarace.ignore() was entered in another thread: decorate the generator") from None
        probes = _probes()
        if probes is not None:
            probes.end_ignore()

    def __call__(self, function: _Function, /) -> _Function:
        _check_callable(function)
        from functools import wraps

        flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
        wrapper: Callable[..., Any]
        if flags & _GENERATOR:

            def steps(*args: Any, **options: Any) -> Any:
                return (yield from _steps(function(*args, **options)))

            wrapper = steps

        elif flags & _COROUTINE:

            async def awaited(*args: Any, **options: Any) -> Any:
                return await _Awaited(function(*args, **options))

            wrapper = awaited

        elif flags & _ASYNC_GENERATOR:

            async def asynchronous_steps(*args: Any, **options: Any) -> Any:
                inner = function(*args, **options)
                following = inner.asend(None)
                while True:
                    try:
                        value = await _Awaited(following)
                    except StopAsyncIteration:
                        return
                    try:
                        following = inner.asend((yield value))
                    except GeneratorExit:
                        await _Awaited(inner.aclose())
                        raise
                    except BaseException as error:
                        following = inner.athrow(error)

            wrapper = asynchronous_steps

        else:

            def called(*args: Any, **options: Any) -> Any:
                with ignore():
                    return function(*args, **options)

            wrapper = called

        return wraps(function)(wrapper)  # type: ignore[return-value]


def _check_callable(thing: object) -> None:
    if not callable(thing):
        hint = ": put it below the other decorator" if isinstance(thing, (classmethod, property)) else ""
        raise TypeError(f"datarace.ignore() decorates functions, not {_article(thing)}{hint}")


def _steps(inner: Any) -> Generator[Any, Any, Any]:
    """What `yield from inner` does, with every step of `inner` ignored: a generator, a coroutine, or an awaitable of either."""
    step, argument = inner.send, None
    while True:
        try:
            with ignore():
                value = step(argument)
        except StopIteration as stop:
            return stop.value
        try:
            argument = yield value
            step = inner.send
        except GeneratorExit:
            with ignore():
                inner.close()
            raise
        except BaseException as error:
            step, argument = inner.throw, error


class _Awaited:
    """Awaits a coroutine, or what an asynchronous generator gives to await, with every step of it ignored."""

    __slots__ = ("inner",)

    def __init__(self, inner: Awaitable[Any]) -> None:
        self.inner = inner

    def __await__(self) -> Generator[Any, Any, Any]:
        return _steps(self.inner)
