"""Reads that repeat an access: by whatever way control comes, the task has accessed that location since it last synchronised.

Then the read is unordered with the same accesses of other tasks as that access is, and has nothing to add. What is followed here
is the stack, with a *path* for each item that has one: a variable or a constant, and from there attributes and elements. An
access makes its path known. A store makes all paths forgotten that go on from what it may have changed, and everything is
forgotten where control may come back to, in handlers, and after what may synchronise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from datarace.instrument import opcodes as op_
from datarace.instrument.listing import Listing
from datarace.instrument.opcodes import FORWARD, JUMP, number, numbers
from datarace.instrument.straight import BARRIERS

Path = tuple[Any, ...]
"""What it begins with, as (kind, which); then a str for each attribute, and for each element a tuple of its key's path.

`self.rows[i]` is `(("local", 0), "rows", ((("local", 1),),))`. A path alone is its value; as an access, the location it ends in.
"""

_LOCAL, _CELL, _GLOBAL, _CONSTANT = "local", "cell", "global", "constant"

_LOADS = numbers("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW")
_LOADS_TWO = numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
_STORE_FAST, _LOAD_AND_CLEAR, _DELETE_FAST = number("STORE_FAST"), number("LOAD_FAST_AND_CLEAR"), number("DELETE_FAST")
_STORE_LOAD, _STORE_STORE = number("STORE_FAST_LOAD_FAST"), number("STORE_FAST_STORE_FAST")
_CONSTANTS = numbers("LOAD_CONST", "LOAD_SMALL_INT")
_LOAD_CONST = number("LOAD_CONST")
_CONTAINS_OP = number("CONTAINS_OP")
_PLAIN_CONSTANTS = (int, str, bytes, float, bool, type(None))
_FROM_TWO = numbers("BINARY_OP", "COMPARE_OP", "IS_OP")
_FROM_ONE = numbers("UNARY_NEGATIVE", "UNARY_NOT", "UNARY_INVERT", "TO_BOOL")
_WAYS = ("", "FORWARD_", "BACKWARD_")
_IF_TRUE = numbers(*(f"POP_JUMP_{way}IF_TRUE" for way in _WAYS))
_IF_FALSE = numbers(*(f"POP_JUMP_{way}IF_FALSE" for way in _WAYS))
_IF_NONE = numbers(*(f"POP_JUMP_{way}IF_{what}" for way in _WAYS for what in ("NONE", "NOT_NONE")))
_DROP = _IF_TRUE | _IF_FALSE | _IF_NONE | numbers("POP_TOP")
_NOTHING = numbers("NOP", "CACHE", "NOT_TAKEN")
_READS = numbers("LOAD_ATTR", "LOAD_METHOD", "LOAD_GLOBAL", "LOAD_DEREF", "BINARY_SUBSCR", "BINARY_OP")
_COVERING = numbers("STORE_ATTR", "STORE_GLOBAL", "STORE_DEREF", "STORE_SUBSCR", "CONTAINS_OP")


def repeated_reads(listing: Listing, code: CodeType) -> frozenset[int]:
    """The reads of attributes, elements, globals and cells that repeat an access, by index."""
    if _READS.isdisjoint(listing.ops) or sum(op in _READS or op in _COVERING for op in listing.ops) < 2:
        return frozenset()
    return frozenset(_Pass(listing, code).repeated())


class _Pass:
    """One pass over the instructions, in their order."""

    def __init__(self, listing: Listing, code: CodeType) -> None:
        self.listing = listing
        self.code = code
        self.known: set[Path] = set()
        self.stack: list[Path | None] = []  # the top of it; nothing is known of what is below
        self.found: Path | None = None  # an element that the next instruction, a jump, is about
        self.found_by_jump = False  # whether it is there when that jumps, or when it does not
        self.coming: dict[int, set[Path]] = {}  # for each label, what is known on all the jumps that lead there
        backward = {listing.target(i) for i in listing.jumps if JUMP[listing.ops[i]] != FORWARD}
        self.unknown = backward | {row.target for row in listing.handlers}

    def repeated(self) -> Iterator[int]:
        """The reads that repeat an access."""
        listing = self.listing
        ops, args = listing.ops, listing.args
        falls = True
        for i, op in enumerate(ops):
            if listing.is_label(i):
                self.enter(listing.starts[i], falls)
            if self.step(i, op, args[i]):
                yield i
            if JUMP[op] and op not in op_.NO_CONTROL:
                if JUMP[op] == FORWARD:
                    self.leave(listing.target(i), self.found if self.found_by_jump else None)
                if self.found is not None and not self.found_by_jump:
                    self.known.add(self.found)
                self.found = None
            falls = op not in op_.NO_FALL_THROUGH

    def enter(self, label: int, falls: bool) -> None:
        """Control comes to a label, also from the instruction before if it `falls`."""
        self.stack.clear()
        coming = self.coming.get(label)
        if label in self.unknown or not (falls or coming):
            self.known = set()
        elif not falls:
            self.known = set(coming or ())
        elif coming is not None:
            self.known = self.known & coming

    def leave(self, label: int, found: Path | None) -> None:
        """Control may go to a label, where one more location is known if it was `found`."""
        known = self.known if found is None else self.known | {found}
        coming = self.coming.get(label)
        self.coming[label] = set(known) if coming is None else coming & known

    # --- one instruction -----------------------------------------------------------------------------------------------

    def step(self, i: int, op: int, arg: int) -> bool:
        """Follow instruction `i`; whether it is a read that repeats an access."""
        push, pop = self.stack.append, self.pop
        if op in _LOADS:
            push(((_LOCAL, arg),))
        elif op in _LOADS_TWO:
            push(((_LOCAL, arg >> 4),))
            push(((_LOCAL, arg & 15),))
        elif op in _CONSTANTS:
            value = self.code.co_consts[arg] if op == _LOAD_CONST else arg
            push(((_CONSTANT, (type(value), value)),) if type(value) in _PLAIN_CONSTANTS else None)
        elif op == op_.LOAD_ATTR or op == op_.LOAD_METHOD:
            return self.load_attribute(op, arg)
        elif op == op_.LOAD_GLOBAL and not arg & 1:
            return self.load(((_GLOBAL, self.code.co_names[arg >> 1]),))
        elif op == op_.LOAD_DEREF:
            return self.load(((_CELL, arg),))
        elif op == op_.BINARY_SUBSCR or (op == op_.BINARY_OP and arg == op_.BINARY_OP_SUBSCR):
            key, owner = pop(), pop()
            return self.load(_element(owner, key))
        elif op == _CONTAINS_OP:
            self.contains(i, arg)
        elif op in _FROM_TWO:
            pop()
            pop()
            push(None)
        elif op in _FROM_ONE:
            pop()
            push(None)
        elif op in _DROP:
            pop()
        elif op == op_.COPY:
            push(self.stack[-arg] if arg <= len(self.stack) else None)
        elif op == op_.SWAP:
            self.stack[:0] = [None] * (arg - len(self.stack))
            self.stack[-arg], self.stack[-1] = self.stack[-1], self.stack[-arg]
        elif op not in _NOTHING and not self.store(op, arg):
            self.stack.clear()
            # What is deleted is another location when it is there again.
            if op in BARRIERS or op == op_.DELETE_ATTR or op == op_.DELETE_SUBSCR:
                self.known.clear()
        return False

    def load(self, path: Path | None) -> bool:
        """Push what is read; whether the access was known."""
        self.stack.append(path)
        if path is None or path in self.known:
            return path is not None
        self.known.add(path)
        return False

    def load_attribute(self, op: int, arg: int) -> bool:
        owner = self.pop()
        name = self.code.co_names[arg if op_.LOAD_METHOD >= 0 else arg >> 1]
        path = None if owner is None else (*owner, name)
        if op == op_.LOAD_ATTR and not (op_.LOAD_METHOD < 0 and arg & 1):
            return self.load(path)
        # To be called: it may be a method, of which there is no record.
        self.stack += [None, None]
        return path in self.known

    def contains(self, i: int, negated: int) -> None:
        """Where an element was found it was read; where it was not, a read may insert it (`defaultdict`)."""
        owner, key = self.pop(), self.pop()
        self.stack.append(None)
        jump = self.listing.ops[i + 1]
        if jump in _IF_TRUE or jump in _IF_FALSE:
            self.found = _element(owner, key)
            self.found_by_jump = (jump in _IF_TRUE) != bool(negated)

    def store(self, op: int, arg: int) -> bool:
        """Follow an instruction if it is one that gives something another value."""
        if op == _STORE_FAST:
            self.assign((_LOCAL, arg))
        elif op == _STORE_STORE:
            self.assign((_LOCAL, arg >> 4))
            self.assign((_LOCAL, arg & 15))
        elif op == _STORE_LOAD:
            self.assign((_LOCAL, arg >> 4))
            self.stack.append(((_LOCAL, arg & 15),))
        elif op in (_DELETE_FAST, _LOAD_AND_CLEAR):
            self.forget(lambda step: step == (_LOCAL, arg))
            if op == _LOAD_AND_CLEAR:
                self.stack.append(None)
        elif op == op_.STORE_DEREF:
            self.assign((_CELL, arg))
            self.known.add(((_CELL, arg),))
        elif op == op_.STORE_GLOBAL:
            self.assign((_GLOBAL, self.code.co_names[arg]))
            self.known.add(((_GLOBAL, self.code.co_names[arg]),))
        elif op == op_.STORE_ATTR:
            owner, _ = self.pop(), self.pop()
            name = self.code.co_names[arg]
            self.forget(lambda step: step == name)
            if owner is not None:
                self.known.add((*owner, name))
        elif op == op_.STORE_SUBSCR:
            key, owner, _ = self.pop(), self.pop(), self.pop()
            self.forget(lambda step: type(step) is tuple and type(step[0]) is tuple)
            location = _element(owner, key)
            if location is not None:
                self.known.add(location)
        else:
            return False
        return True

    def pop(self) -> Path | None:
        return self.stack.pop() if self.stack else None

    def assign(self, variable: tuple[str, object]) -> None:
        """A variable is given the value on top."""
        self.pop()
        self.forget(lambda step: step == variable)

    def forget(self, changed: Callable[[object], bool]) -> None:
        """Forget all that goes on from what was changed: as a step that is not a location's last."""
        self.stack = [None if path is not None and _passes(path, changed) else path for path in self.stack]
        self.known = {path for path in self.known if not (_passes(path[:-1], changed) or _passes_key(path[-1], changed))}


def _element(owner: Path | None, key: Path | None) -> Path | None:
    return None if owner is None or key is None else (*owner, (key,))


def _passes(path: Path, changed: Callable[[object], bool]) -> bool:
    """Whether a step of the path, or of the path of a key in it, was changed."""
    return any(changed(step) or _passes_key(step, changed) for step in path)


def _passes_key(step: object, changed: Callable[[object], bool]) -> bool:
    """Whether the step is an element whose key is one that was changed."""
    return type(step) is tuple and type(step[0]) is tuple and _passes(step[0], changed)
