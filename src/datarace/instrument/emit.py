"""The instructions of each form of probe.

A site is an object among the constants whose mapping slots do the work: `del site[obj]` hands it one object, `site[key] = value`
two. Both leave the stack as it was, need no call and have no result; the opcodes exist, with the same effect, from 3.11 to 3.15.

Depths count from the top of the stack, 1 is the top.
"""

from __future__ import annotations

from types import CodeType

from datarace.instrument.assemble import encode
from datarace.instrument.opcodes import (
    BUILD_SLICE,
    BUILD_TUPLE,
    COPY,
    DELETE_SUBSCR,
    EXTENDED_ARG,
    LOAD_CELL,
    LOAD_CONST,
    OP_SIZE,
    POP_TOP,
    RERAISE,
    STORE_SUBSCR,
    SWAP,
)
from datarace.instrument.sites import SiteSpec
from datarace.probes import kinds

_COPY = [encode(COPY, depth) for depth in range(256)]
_DELETE = encode(DELETE_SUBSCR)
_STORE = encode(STORE_SUBSCR)
_SLICE = encode(BUILD_SLICE, 2)
_PAIR = encode(BUILD_TUPLE, 2)
_DROP_SECOND = encode(SWAP, 2) + encode(POP_TOP)


def copy(depth: int) -> bytes:
    """Push the object at `depth` once more."""
    return _COPY[depth] if depth < 256 else encode(COPY, depth)


#: What the instructions of probes do to the depth of the stack. BUILD_TUPLE takes what its argument says; all others load one.
_EFFECT = {EXTENDED_ARG: 0, SWAP: 0, POP_TOP: -1, RERAISE: -1, BUILD_SLICE: -1, DELETE_SUBSCR: -2, STORE_SUBSCR: -3}


def peak(probe: bytes) -> int:
    """By how many items the probe raises the stack at most: each is 8 bytes of every frame, and of every coroutine that waits."""
    depth = highest = at = 0
    while at < len(probe):
        op = probe[at]
        depth += 1 - probe[at + 1] if op == BUILD_TUPLE else _EFFECT.get(op, 1)
        highest = max(highest, depth)
        at += OP_SIZE[op]
    return highest


class Constants:
    """What the probes of one code object add behind its own constants: site specifications and, where it lacks one, None."""

    __slots__ = ("_base", "_index", "_none", "added")

    def __init__(self, code: CodeType) -> None:
        self.added: list[SiteSpec | None] = []
        self._base = len(code.co_consts)
        self._index: dict[SiteSpec, bytes] = {}
        self._none = b""
        for i, constant in enumerate(code.co_consts):
            if constant is None:
                self._none = encode(LOAD_CONST, i)
                break

    def none(self) -> bytes:
        """Push None."""
        if not self._none:
            self._none = encode(LOAD_CONST, self._base + len(self.added))
            self.added.append(None)
        return self._none

    def site(self, spec: SiteSpec) -> bytes:
        """Push the site."""
        load = self._index.get(spec)
        if load is None:
            load = self._index[spec] = encode(LOAD_CONST, self._base + len(self.added))
            self.added.append(spec)
        return load


class Emitter:
    """Probes for one code object."""

    __slots__ = ("constants",)

    def __init__(self, constants: Constants) -> None:
        self.constants = constants

    def one(self, kind: int, name: str | None = None, flags: int = 0, depth: int = 1) -> bytes:
        """The site is given the object at `depth`."""
        return self.constants.site((kind, name, flags)) + copy(depth + 1) + _DELETE

    def none(self, kind: int, name: str | None = None, flags: int = 0) -> bytes:
        """The site is given None."""
        return self.constants.site((kind, name, flags)) + self.constants.none() + _DELETE

    def cell(self, kind: int, name: str, slot: int, flags: int = 0) -> bytes:
        """The site is given the cell itself that is in that slot of the frame."""
        return self.constants.site((kind, name, flags)) + encode(LOAD_CELL, slot) + _DELETE

    def loaded(self, kind: int, load: bytes) -> bytes:
        """The site is given what `load` pushes."""
        return self.constants.site((kind, None, 0)) + load + _DELETE

    def two(self, kind: int, value: int, key: int, name: str | None = None, flags: int = 0) -> bytes:
        """The site is given the objects at depth `key` (0: None) and `value`."""
        push_key = copy(key + 2) if key else self.constants.none()
        return copy(value) + self.constants.site((kind, name, flags)) + push_key + _STORE

    def slice(self, kind: int, flags: int = 0) -> bytes:
        """[container, start, stop]: the site is given the container and a slice object."""
        return copy(3) + self.constants.site((kind, None, flags)) + copy(4) + copy(4) + _SLICE + _STORE

    def slice_write(self, flags: int = 0) -> bytes:
        """[value, container, start, stop]: the site is given the container and a tuple of a slice object and the value."""
        push = self.constants.site((kinds.SLICE_WRITE, None, flags))
        return copy(3) + push + copy(4) + copy(4) + _SLICE + copy(7) + _PAIR + _STORE

    def subscript_write(self, flags: int = 0) -> bytes:
        """[value, container, slice]: the same."""
        return copy(2) + self.constants.site((kinds.SLICE_WRITE, None, flags)) + copy(3) + copy(6) + _PAIR + _STORE

    def several(self, kind: int, value: int, first: int, count: int, name: str | None, flags: int) -> bytes:
        """The site is given the object at depth `value` and a tuple of `count` ones, the first of which is at depth `first`."""
        push = self.constants.site((kind, name, flags))
        return copy(value) + push + copy(first + 2) * count + encode(BUILD_TUPLE, count) + _STORE

    def of_super(self, load_class: bytes, load_self: bytes, first: int, count: int, name: str, flags: int) -> bytes:
        """The site is given the receiver, and a tuple of the class and `count` objects, the first of them at depth `first`."""
        push = load_self + self.constants.site((kinds.BASE_CALL, name, flags)) + load_class
        return push + copy(first + 3) * count + encode(BUILD_TUPLE, count + 1) + _STORE

    def landing(self, kind: int) -> bytes:
        """A handler that tells the site None and goes on with the exception as if it had not been there."""
        return self.none(kind) + encode(RERAISE, 1)

    @staticmethod
    def drop_second() -> bytes:
        """Take away what is below the top."""
        return _DROP_SECOND
