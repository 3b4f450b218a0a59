"""The raw record of a race, as the probes hand it over: what `symbolize` needs to know about it and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType
from typing import Any, Protocol

#: A frame of a call stack: the code object and the offset in bytes of the instruction in it.
RawFrame = tuple[CodeType, int]


class RawAccess(Protocol):
    """One side of a raw race. Stacks are youngest frame first."""

    @property
    def is_write(self) -> bool:
        """Whether it changes the location."""

    @property
    def is_rmw(self) -> bool:
        """Whether what it writes was computed from what it read there."""

    @property
    def is_atomic(self) -> bool:
        """Whether it is one operation of a built-in container."""

    @property
    def operation(self) -> str | None:
        """The container operation, if it is one."""

    @property
    def steps(self) -> bool:
        """Whether it is one operation that CPython does in several steps, so that others can see its middle."""

    @property
    def walk(self) -> bool:
        """Whether it reads all elements one after the other: a loop, unpacking, a function that walks its argument."""

    @property
    def removal(self) -> bool:
        """Whether what it wrote to is no longer there afterwards, or less is there."""

    @property
    def task(self) -> int:
        """The number of the task; 0 is the main thread."""

    @property
    def thread_ident(self) -> int | None:
        """The identifier of its thread while it runs."""

    @property
    def task_finished(self) -> bool:
        """Whether it had ended when the race was found."""

    @property
    def frames(self) -> Sequence[RawFrame]:
        """Where the access is."""

    @property
    def locks(self) -> Sequence[tuple[int, Sequence[RawFrame]]]:
        """The address of each lock held, and where it was made."""

    @property
    def finalizing(self) -> Sequence[tuple[int, str, int]]:
        """What is being finalized, outermost first: how, of which type (or function), its address or 0.

        How: 0 by ``__del__``, 1 in the callback of a weak reference, 2 by closing a generator or coroutine.
        """

    @property
    def scope(self) -> int:
        """The number of the scope in which it was made, as `datarace.probes.set_scope` was told; 0: none."""

    @property
    def task_created(self) -> Sequence[RawFrame]:
        """Where the task was started; empty when nobody knows."""


class RawRace(Protocol):
    """A raw race. ``owner`` and ``key`` belong to the program: they are looked at only in ways that run none of it."""

    @property
    def spec(self) -> tuple[Any, ...]:
        """What the probes tell raw races apart by: two program points, the part of the object, and who held locks."""

    @property
    def address(self) -> int:
        """Where the object is."""

    @property
    def key_kind(self) -> str:
        """Attribute, global, class attribute, key, index, items, shape, elements, variable or position (of an iterator)."""

    @property
    def key(self) -> object:
        """The name, key or index, of items the first and the last index; None when it is not known."""

    @property
    def owner(self) -> object:
        """The object, None when it is gone."""

    @property
    def split(self) -> bool:
        """Whether nothing is unordered, but the current access writes what comes from a read before the previous one."""

    @property
    def act(self) -> str:
        """Not empty where both are indivisible, but may rely on a look before: at the "size", for a "value", or at an "item"."""

    @property
    def same(self) -> bool:
        """Whether both write, and the current one stored what was there: the same object, or an equal value of a plain type."""

    @property
    def met(self) -> tuple[int, Sequence[RawFrame]]:
        """How the current task had synchronised with the previous one before: 0 never, 1 somehow, 2 by a lock made there."""

    @property
    def guard(self) -> tuple[bool, Sequence[RawFrame], int, int, int] | None:
        """The one lock that all accesses there held but for those of one of the two program points, if there is one.

        Whether it is the current access that does without; where that lock was made and, if that is not known, its address; how
        many accesses held it, and how many there were.
        """

    @property
    def current(self) -> RawAccess:
        """The access at which the race was found."""

    @property
    def previous(self) -> RawAccess:
        """The earlier one."""
