"""Which call belongs to which name: a probe stands at the call, but what it is depends on what was loaded before the arguments.

Between the load and its call the stack never falls to where the callable was put, and everything between stands in a straight
line in the code (branches of a conditional argument included; only handlers are elsewhere). So the call is the first one, in
order, that takes exactly what lies above that point.
"""

from __future__ import annotations

from typing import NamedTuple

from datarace.instrument import opcodes as op_
from datarace.instrument.listing import Listing

METHOD, FUNCTION, RANGE = "method", "function", "range"
ATTRIBUTE = "attribute"  # a function, loaded from its module as a method would be
UNLISTED = "unlisted"  # a function of a module that is in no table, to be counted
ARRAY = "array"  # a method that an array or a ufunc of numpy's may have
BASE, SUPER = "base", "super"  # a method of a built-in class: of the class by its name, through super()
TAKEN = "taken"  # a method, loaded from the variable to which it was bound


class Candidate(NamedTuple):
    """A load, by instruction `at`, of something that may be called."""

    at: int
    name: str
    form: str


class Call(NamedTuple):
    """A call found: instruction `at`, with the probe before `probe_at`. Positions are depths from the top at the probe."""

    at: int
    probe_at: int
    arguments: int
    positional: int
    above: int  # 1 if the names of keyword arguments lie on top, else 0
    keywords: tuple[str, ...] = ()

    def argument(self, k: int) -> int:
        """Where argument k (from 0) lies."""
        return self.arguments - k + self.above

    @property
    def callable(self) -> int:
        """Where the callable lies (never NULL) when a function is called."""
        return self.arguments + self.above + (2 if op_.SELF_MAY_BE_NULL else 1)

    @property
    def receiver(self) -> int:
        """Where the receiver lies when a method is called: kept below since 3.13, below the arguments before."""
        return self.arguments + self.above + (3 if op_.SELF_MAY_BE_NULL else 1)


def find_call(listing: Listing, depths: list[int], candidate: Candidate) -> Call | None:
    """The call of what `candidate` loads; None if it is not called, or in a shape that is not understood."""
    ops, args = listing.ops, listing.args
    i = candidate.at
    base = depths[i]
    if base < 0:
        return None
    op = ops[i]
    first = i + 1
    if op in _LOADS_TWO:
        base += 1  # the second of two locals
    elif op == _STORE_LOAD:
        base -= 1
    if candidate.form == SUPER and op == LOAD_SUPER_ATTR:
        base -= 3  # super, the class and the receiver
    elif candidate.form in (METHOD, ATTRIBUTE, ARRAY, BASE, SUPER) or (candidate.form == UNLISTED and op in _ATTRIBUTES):
        base -= 1
        if _is_plain_load(op, args[i]):  # of an imported name: NULL is pushed by another instruction, after or before
            if op_.SELF_MAY_BE_NULL:
                first += 1
            else:
                base -= 1
    elif op == op_.LOAD_GLOBAL:
        if not args[i] & 1:
            return None
    elif op_.SELF_MAY_BE_NULL:
        if ops[first] != PUSH_NULL:
            return None
        first += 1
    else:
        if ops[i - 1] != PUSH_NULL:
            return None
        base -= 1
    for j in range(first, len(ops)):
        depth = depths[j]
        if depth < 0:
            continue
        if depth < base + 2:
            return None
        op = ops[j]
        if op == _CALL and depth - args[j] - 2 == base:
            return _plain_call(listing, j)
        if op == op_.CALL_KW and depth - args[j] - 3 == base:
            return _keyword_call(listing, j)
    return None


PUSH_NULL = op_.number("PUSH_NULL")
LOAD_SUPER_ATTR = op_.number("LOAD_SUPER_ATTR")
_LOADS_TWO = op_.numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
_ATTRIBUTES = op_.numbers("LOAD_ATTR", "LOAD_METHOD")
_STORE_LOAD = op_.number("STORE_FAST_LOAD_FAST")
_CALL = op_.PRECALL if op_.PRECALL >= 0 else op_.CALL


def _is_plain_load(op: int, arg: int) -> bool:
    return op == op_.LOAD_ATTR and (op_.LOAD_METHOD >= 0 or not arg & 1)


def _plain_call(listing: Listing, j: int) -> Call:
    ops, args = listing.ops, listing.args
    count = args[j]
    at = j if op_.PRECALL < 0 else j + 1
    if op_.KW_NAMES >= 0 and ops[j - 1] == op_.KW_NAMES:
        keywords = listing.code.co_consts[args[j - 1]]
        return Call(at, j - 1, count, count - len(keywords), 0, keywords)
    return Call(at, j, count, count, 0)


def _keyword_call(listing: Listing, j: int) -> Call | None:
    if listing.ops[j - 1] != op_.LOAD_CONST:
        return None
    keywords = listing.code.co_consts[listing.args[j - 1]]
    return Call(j, j, listing.args[j], listing.args[j] - len(keywords), 1, keywords)


def deepen_handlers(listing: Listing, deeper: dict[int, int], load: int, call: Call, base: int) -> None:
    """Tell the handlers of the arguments between `load` and `call` that one more object, the receiver, lies below.

    `base` is the depth at which it lies. A handler that keeps more than that belongs to the arguments (an inlined comprehension,
    an await); it stands elsewhere in the code and is entered from there alone, with one depth.
    """
    start, end = listing.starts[load + 1], listing.starts[call.at]
    inside = {row.target for row in listing.handlers if start <= row.start < end and row.depth > base}
    for target in inside:
        deeper[target] = deeper.get(target, 0) + 1


def nesting(spans: list[tuple[int, int]]) -> int:
    """How many of the spans overlap at most."""
    deepest = 0
    for start, _ in spans:
        deepest = max(deepest, sum(other <= start < end for other, end in spans))
    return deepest
