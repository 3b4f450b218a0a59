"""Put sync probes into a function's code at the anchors of its row.

A probe leaves the stack as it found it and stands by itself::

    LOAD_CONST site;  LOAD value;  DELETE_SUBSCR                 one object
    LOAD value;  LOAD_CONST site;  LOAD key;  STORE_SUBSCR       two

The site's place among the constants is left empty: the woven code can be written to disk, and each process puts its own
in. Imported only when nothing fitting is in the cache.
"""

from __future__ import annotations

from opcode import opname
from types import CodeType

from datarace.instrument.assemble import Insertions, assemble, encode
from datarace.instrument.listing import Listing
from datarace.instrument.opcodes import (
    COPY,
    DELETE_SUBSCR,
    LOAD_ATTR,
    LOAD_CONST,
    LOAD_DEREF,
    LOAD_FAST,
    LOAD_GLOBAL,
    LOAD_METHOD,
    OP_UNITS,
    RESUME,
    STORE_ATTR,
    STORE_SUBSCR,
    VERSION,
    number,
    numbers,
)

RETURN_VALUE, RETURN_CONST = number("RETURN_VALUE"), number("RETURN_CONST")
YIELD_VALUE = number("YIELD_VALUE")
COMPARE_OP = number("COMPARE_OP")
SINGLE_LOADS = numbers("LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK", "LOAD_DEREF")
DOUBLE_LOADS = numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
STORE_THEN_LOAD = number("STORE_FAST_LOAD_FAST")

DEEPEST_PROBE = 3
"""By how much a probe deepens the stack at most."""

Woven = tuple[CodeType, tuple[tuple[int, int], ...]]
"""The code, and for each probe in it: index of the empty constant, index of the anchor."""


class NoSuchPlace(Exception):
    """The function does not look as the table expects; the argument is the place that was not found."""


def weave(code: CodeType, shapes: tuple[tuple[str, ...], ...], required: tuple[bool, ...]) -> Woven:
    """The code with a probe for each anchor; `shapes` are the anchors' (place, value, key, positive).

    Raises NoSuchPlace when a required anchor has no place in this code.
    """
    weaver = _Weaver(code)
    for i, (place, value, key, positive) in enumerate(shapes):
        found = weaver.places(place)
        if not found and required[i]:
            raise NoSuchPlace(place)
        for at in found:
            weaver.put(at, i, value, key, positive)
    return weaver.assemble()


class _Weaver:
    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.listing = Listing(code)
        self.insertions = Insertions()
        self.consts: list[object] = [*code.co_consts]
        self.names = [*code.co_names]
        self.sites: list[tuple[int, int]] = []
        self.local_names = (*code.co_varnames, *(n for n in code.co_cellvars if n not in code.co_varnames), *code.co_freevars)

    # --- where -------------------------------------------------------------------------------------------------------

    def places(self, place: str) -> list[int]:
        """Indices of the instructions before which the probe goes."""
        kind, *rest = place.split()
        ops = self.listing.ops
        if kind == "entry":
            return [self.listing.ops.index(RESUME) + 1]
        if kind == "return":
            return [i for i, op in enumerate(ops) if op in (RETURN_VALUE, RETURN_CONST)]
        if kind == "yield":
            return [i for i, op in enumerate(ops) if op == YIELD_VALUE]
        found = [i for i in range(len(ops)) if rest[0] in self._mentioned(kind, i)]
        if len(rest) == 1:
            return found
        nth = int(rest[1])
        return found[nth:][:1] if nth >= 0 else found[nth:][:1] if len(found) >= -nth else []

    def _mentioned(self, kind: str, i: int) -> tuple[str, ...]:
        """The names that instruction `i` uses in the way that `kind` says."""
        op, arg = self.listing.ops[i], self.listing.args[i]
        names = self.code.co_names
        if kind == "store" and op == STORE_ATTR:
            return (names[arg],)
        if kind == "attribute" and op in (LOAD_ATTR, LOAD_METHOD):
            return (names[arg if VERSION < (3, 12) else arg >> 1],)
        if kind == "global" and op == LOAD_GLOBAL:
            return (names[arg >> 1],)
        if kind == "local":
            if op in SINGLE_LOADS:
                return (self.local_names[arg],)
            if op in DOUBLE_LOADS:
                return (self.local_names[arg >> 4], self.local_names[arg & 15])
            if op == STORE_THEN_LOAD:
                return (self.local_names[arg & 15],)
        return ()

    # --- what --------------------------------------------------------------------------------------------------------

    def put(self, at: int, anchor: int, value: str, key: str, positive: str) -> None:
        self.consts.append(None)
        site = len(self.consts) - 1
        self.sites.append((site, anchor))
        load_site = encode(LOAD_CONST, site)
        if key:
            probe = self._load(value, at, 1) + load_site + self._load(key, at, 3) + encode(STORE_SUBSCR)
        else:
            probe = load_site + self._load(value, at, 2) + encode(DELETE_SUBSCR)
        if positive:
            probe = self._if_positive(value, positive, at, probe)
        self.insertions.put_before(at, probe)

    def _load(self, operand: str, at: int, depth: int) -> bytes:
        """Push the operand; the function's result would be `depth` items down."""
        if operand == "result":
            op, arg = self.listing.ops[at], self.listing.args[at]
            return encode(LOAD_CONST, arg) if op == RETURN_CONST else encode(COPY, depth)
        if operand.startswith("@"):
            return encode(LOAD_GLOBAL, self._name(operand[1:]) << 1)
        in_cell = operand in self.code.co_cellvars or operand in self.code.co_freevars
        if operand not in self.local_names:
            raise NoSuchPlace(operand)
        return encode(LOAD_DEREF if in_cell else LOAD_FAST, self.local_names.index(operand))

    def _name(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def _if_positive(self, value: str, attribute: str, at: int, probe: bytes) -> bytes:
        """The probe, run only when `value.attribute > 0`."""
        name = self._name(attribute)
        self.consts.append(0)
        test = self._load(value, at, 1)
        test += encode(LOAD_ATTR, name if VERSION < (3, 12) else name << 1)
        test += encode(LOAD_CONST, len(self.consts) - 1)
        compare, jump, behind = _greater()
        units = (len(probe) + len(behind)) >> 1
        return test + compare + encode(jump, units) + behind + probe

    def assemble(self) -> Woven:
        stacksize = self.code.co_stacksize + DEEPEST_PROBE
        woven = assemble(self.listing, self.insertions, tuple(self.consts), stacksize)
        return woven.replace(co_names=tuple(self.names)), tuple(self.sites)


def _greater() -> tuple[bytes, int, bytes]:
    """How this interpreter compiles the test of `if a > b:`: the comparison, the jump, and what follows the jump."""
    listing = Listing(compile("if a > b:\n  c", "", "exec", dont_inherit=True))
    ops, raw, starts = listing.ops, listing.code.co_code, listing.starts
    i = ops.index(COMPARE_OP)
    compare = raw[2 * starts[i] : 2 * starts[i + 1]]
    assert "IF_FALSE" in opname[ops[i + 1]], "a test is a comparison and a jump"
    behind = b""
    if opname[ops[i + 2]] == "NOT_TAKEN":
        behind = raw[2 * starts[i + 2] : 2 * starts[i + 3]]
    assert OP_UNITS[ops[i]] * 2 == len(compare)
    return compare, ops[i + 1], behind
