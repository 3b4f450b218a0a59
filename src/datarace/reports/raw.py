"""The raw record of a race, as the probes hand it over: what `symbolize` needs to know about it and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from types import CodeType
from typing import Protocol

#: A frame of a call stack: the code object and the offset of the instruction in it.
RawFrame = tuple[CodeType, int]


class RawAccess(Protocol):
    """One side of a raw race. Stacks are youngest frame first."""

    is_write: bool
    is_rmw: bool
    is_atomic: bool
    operation: str
    task: int
    thread_ident: int | None
    task_finished: bool
    frames: Sequence[RawFrame]
    locks: Sequence[tuple[int, Sequence[RawFrame]]]
    task_created: Sequence[RawFrame]


class RawRace(Protocol):
    """A raw race. ``owner`` and ``key`` belong to the program: they are looked at only in ways that run none of it."""

    address: int
    key_kind: str
    key: object
    owner: object
    current: RawAccess
    previous: RawAccess
