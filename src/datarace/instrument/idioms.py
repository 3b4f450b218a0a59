"""What a function does around its locks, as far as the order of its instructions tells: which variables are worth a closer look.

By name alone, and in the order of the code. That is enough to say where something is to be remembered; what it means is decided
from what happened, and from the source.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from datarace.instrument import opcodes as op_
from datarace.instrument.listing import Listing, variable
from datarace.instrument.opcodes import numbers

ITEMS = "[]"
"""Stands for all items."""


def _items(code: CodeType, arg: int) -> str:
    return ITEMS


_TAKES_LOCK = numbers("BEFORE_WITH", "LOAD_SPECIAL")
_LOADS_VARIABLE: dict[int, Callable[[CodeType, int], str]] = {
    **dict.fromkeys(
        numbers("LOAD_ATTR", "LOAD_METHOD"), lambda code, arg: code.co_names[arg if op_.LOAD_METHOD >= 0 else arg >> 1]
    ),
    **dict.fromkeys(numbers("LOAD_GLOBAL"), lambda code, arg: code.co_names[arg >> 1]),
    **dict.fromkeys(numbers("LOAD_DEREF"), variable),
}
_LOADS_NAMED: dict[int, Callable[[CodeType, int], str]] = {
    **_LOADS_VARIABLE,
    **dict.fromkeys(numbers("BINARY_SUBSCR", "CONTAINS_OP", "BINARY_OP"), _items),
}
_STORES_NAMED: dict[int, Callable[[CodeType, int], str]] = {
    **dict.fromkeys(numbers("STORE_ATTR", "STORE_GLOBAL"), lambda code, arg: code.co_names[arg]),
    **dict.fromkeys(numbers("STORE_DEREF"), variable),
    **dict.fromkeys(numbers("STORE_SUBSCR"), _items),
}
_BRANCHES = frozenset(op for op, way in enumerate(op_.JUMP) if way) - op_.NO_FALL_THROUGH - numbers("FOR_ITER", "SEND")
# Between a look and the branch that it decides there is none of these.
_USES = frozenset(_STORES_NAMED) | _TAKES_LOCK | numbers("RETURN_VALUE", "YIELD_VALUE", "FOR_ITER", "GET_ITER")
_LOOK = 6  # instructions from a look to its branch, at most


def takes_lock(code: CodeType) -> bool:
    """Whether it has a `with`, or calls `acquire`."""
    return not _TAKES_LOCK.isdisjoint(code.co_code[::2]) or "acquire" in code.co_names


def split_names(listing: Listing, code: CodeType) -> frozenset[str]:
    """Names that are read after one lock is taken, and written after another, or the same again; ITEMS stands for all items."""
    ops, args = listing.ops, listing.args
    if _TAKES_LOCK.isdisjoint(ops) and "acquire" not in code.co_names:
        return frozenset()
    taken = 0
    read: dict[str, int] = {}  # how many locks had been taken when it was read first
    split = set()
    for i, op in enumerate(ops):
        if op in _TAKES_LOCK:
            taken += 1
        elif op in _STORES_NAMED:
            name = _STORES_NAMED[op](code, args[i])
            if read.get(name, taken) < taken:
                split.add(name)
        elif op in _LOADS_NAMED and (op != op_.BINARY_OP or args[i] == op_.BINARY_OP_SUBSCR):
            name = _LOADS_NAMED[op](code, args[i])
            if name == "acquire":
                taken += 1
            elif taken:
                read.setdefault(name, taken)
    return frozenset(split)


def looked_twice(listing: Listing, code: CodeType) -> frozenset[str]:
    """Names of variables that decide on a branch before the first lock is taken, and again after it."""
    ops, args = listing.ops, listing.args
    taken = False
    first: set[str] = set()
    twice: set[str] = set()
    for i, op in enumerate(ops):
        if op in _TAKES_LOCK:
            taken = True
        elif op in _LOADS_VARIABLE:
            name = _LOADS_VARIABLE[op](code, args[i])
            if name == "acquire":
                taken = True
            elif decides(ops, i):
                if not taken:
                    first.add(name)
                elif name in first:
                    twice.add(name)
    return frozenset(twice)


def decides(ops: list[int], i: int) -> bool:
    """Whether a branch follows soon on what instruction `i` loads, and so may depend on it."""
    for op in ops[i + 1 : i + 1 + _LOOK]:
        if op in _BRANCHES:
            return True
        if op in _USES:
            return False
    return False
