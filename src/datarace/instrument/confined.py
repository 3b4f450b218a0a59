"""Containers that never leave the function that makes them: their accesses need no probe.

A local variable is confined when everything that is ever stored in it is a container made on the spot (`[]`, `{}`, `[0] * n`, a
comprehension, `list(...)`), and all that is done with it is to index, walk, measure or change it through its own methods, or to
return it at the end. No other task can have a reference while the function runs; whoever gets the object after the return gets it
through a publication, which orders everything that was done before.

The pass follows the values on the stack through the code once, in order, as tokens; at a label it keeps only what all ways there
agree on. An instruction that is not known to be harmless lets the values that it could reach escape: a mistake costs a probe,
never a race.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import NamedTuple

from datarace.instrument import opcodes as op_
from datarace.instrument.listing import Listing
from datarace.instrument.names import CONTAINER_METHODS
from datarace.instrument.opcodes import JUMP, NO_FALL_THROUGH, number, numbers

_FRESH = "fresh"  # a token: a container made here that nobody else has
_MAKERS = numbers("BUILD_LIST", "BUILD_MAP", "BUILD_SET")

# Built-in functions that read a container and keep no reference to it; of these, the ones whose result is a new container.
_READERS = frozenset({"len", "sum", "min", "max", "any", "all", "list", "tuple", "set", "frozenset", "dict", "sorted"})
_COPIERS = frozenset({"list", "set", "dict", "sorted", "bytearray"})
# Methods that hand out something that refers back to the container, and methods that read an argument and let it go.
_LENDERS = frozenset({"keys", "values", "items"})
_READING_METHODS = frozenset({"join", "extend", "update"})

# op -> (how many values it takes, how many it gives); only those whose values are read or dropped, not kept
_HARMLESS = {
    number(name): effect
    for name, effect in {
        "NOP": (0, 0), "RESUME": (0, 0), "PRECALL": (0, 0), "KW_NAMES": (0, 0), "MAKE_CELL": (0, 0), "COPY_FREE_VARS": (0, 0),
        "LOAD_CONST": (0, 1), "LOAD_SMALL_INT": (0, 1), "LOAD_DEREF": (0, 1), "PUSH_NULL": (0, 1), "LOAD_CLOSURE": (0, 1),
        "POP_TOP": (1, 0), "UNARY_NOT": (1, 1), "TO_BOOL": (1, 1), "IS_OP": (2, 1), "NOT_TAKEN": (0, 0),
        "POP_JUMP_IF_TRUE": (1, 0), "POP_JUMP_IF_FALSE": (1, 0), "POP_JUMP_IF_NONE": (1, 0), "POP_JUMP_IF_NOT_NONE": (1, 0),
        "POP_JUMP_FORWARD_IF_TRUE": (1, 0), "POP_JUMP_FORWARD_IF_FALSE": (1, 0), "POP_JUMP_BACKWARD_IF_TRUE": (1, 0),
        "POP_JUMP_BACKWARD_IF_FALSE": (1, 0), "POP_JUMP_FORWARD_IF_NONE": (1, 0), "POP_JUMP_FORWARD_IF_NOT_NONE": (1, 0),
        "JUMP_FORWARD": (0, 0), "JUMP_BACKWARD": (0, 0), "JUMP_BACKWARD_NO_INTERRUPT": (0, 0), "END_FOR": (1, 0),
        "POP_ITER": (1, 0), "RETURN_VALUE": (1, 0), "RETURN_CONST": (0, 0),
    }.items()
}  # fmt: skip
# The same, but a container among the values is kept by, or handed to, something else.
_ESCAPES = {
    number(name): effect
    for name, effect in {
        "COMPARE_OP": (2, 1), "BINARY_OP": (2, 1), "UNARY_NEGATIVE": (1, 1), "UNARY_INVERT": (1, 1), "STORE_DEREF": (1, 0),
        "STORE_GLOBAL": (1, 0), "STORE_ATTR": (2, 0), "GET_ITER": (1, 1), "FORMAT_SIMPLE": (1, 1), "CONVERT_VALUE": (1, 1),
    }.items()
}  # fmt: skip

_SUBSCRIPT_READ = numbers("BINARY_SUBSCR")
_LOADS = numbers("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW")
_LOADS_TWO = numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
_STORE_FAST, _DELETE_FAST = number("STORE_FAST"), number("DELETE_FAST")
_STORE_LOAD, _STORE_TWO = number("STORE_FAST_LOAD_FAST"), number("STORE_FAST_STORE_FAST")
_LOAD_CLEAR = number("LOAD_FAST_AND_CLEAR")
_BINARY_SLICE, _STORE_SLICE = number("BINARY_SLICE"), number("STORE_SLICE")
_CONTAINS_OP = number("CONTAINS_OP")
_BUILDS = numbers("BUILD_TUPLE", "BUILD_STRING", "BUILD_SLICE")
_ADDS = numbers("LIST_APPEND", "SET_ADD")
_MAP_ADD = number("MAP_ADD")
_MULTIPLY = 5  # NB_MULTIPLY
_SETUP = numbers("LOAD_FAST_AND_CLEAR", "SWAP", "BUILD_LIST", "BUILD_SET", "BUILD_MAP", "NOP", "COPY")

# None: unknown; _FRESH; ("local", slot); ("global", name); ("method", name); ("receiver", slot, where its method is loaded)
Token = object


class Locals(NamedTuple):
    """The instructions of a function that access containers in local variables, by index.

    Subscripts, `in`, GET_ITER, loads of methods, and calls of built-in functions that read.
    """

    #: Of confined containers.
    confined: frozenset[int] = frozenset()
    #: Of all: what is on the stack for the access is, as long as that takes, in the variable as well, and as many times as
    #: this says elsewhere on the stack (`counts[key] += 1` has a copy for the write).
    all: Mapping[int, int] = MappingProxyType({})


def accesses_of_locals(listing: Listing, rebound: Container[str]) -> Locals:
    """What can be said of the containers in a function's local variables.

    Args:
        rebound: names of built-in functions that mean something else in this module
    """
    code = listing.code
    if not code.co_flags & op_.CO_OPTIMIZED or (_MAKERS.isdisjoint(listing.ops) and op_.CALL not in listing.ops):
        return Locals()
    return _Pass(listing, rebound).run()


class _Pass:
    def __init__(self, listing: Listing, rebound: Container[str]) -> None:
        self.listing = listing
        self.rebound = rebound
        self.stack: list[Token] | None = []
        self.arriving: dict[int, list[Token]] = {}  # unit -> the stack that forward jumps bring there
        self.escaped: set[int] = set(range(_parameters(listing)))
        self.stored: set[int] = set()
        self.uses: list[tuple[int, int, int]] = []  # (slot of the local, instruction, how many more of it are on the stack)
        self.rebound_before_call: set[int] = set()

    def run(self) -> Locals:
        listing = self.listing
        depths = listing.depths()
        handlers = {row.target for row in listing.handlers}
        ops, args, starts = listing.ops, listing.args, listing.starts
        labels = listing.targets()
        for i, op in enumerate(ops):
            unit = starts[i]
            if depths[i] < 0:
                self.stack = None
                continue
            if unit in handlers:
                self.stack = [None] * depths[i]
            elif unit in labels or self.stack is None:
                self.arrive(unit, depths[i])
            if self.stack is None or len(self.stack) != depths[i]:
                self.forget(depths[i])
            self.step(i, op, args[i])
            if JUMP[op] > 0 and op not in op_.NO_CONTROL:
                self.depart(i)
            if op in NO_FALL_THROUGH:
                self.stack = None
        confined = self.stored - self.escaped
        return Locals(
            frozenset(i for slot, i, _ in self.uses if slot in confined),
            {i: more for _, i, more in self.uses if i not in self.rebound_before_call},
        )

    # --- joins -----------------------------------------------------------------------------------------------------------

    def depart(self, i: int) -> None:
        """A forward jump leaves with the stack as it is now (FOR_ITER drops its iterator: what lies above it is not ours)."""
        target = self.listing.target(i)
        stack = list(self.stack or ())
        known = self.arriving.get(target)
        self.arriving[target] = stack if known is None else self.merge(known, stack)

    def arrive(self, unit: int, depth: int) -> None:
        """A label: keep what falls through and what jumps there agree on. Backward jumps bring what was there before."""
        arriving = self.arriving.get(unit)
        if self.stack is None:
            self.stack = arriving
        elif arriving is not None:
            self.stack = self.merge(arriving, self.stack)
        if self.stack is not None and len(self.stack) > depth:
            del self.stack[depth:]

    def merge(self, one: list[Token], other: list[Token]) -> list[Token]:
        result: list[Token] = []
        for a, b in zip(one, other, strict=False):
            if a != b:
                self.escape(a)
                self.escape(b)
            result.append(a if a == b else None)
        for token in (*one[len(result) :], *other[len(result) :]):
            self.escape(token)
        return result

    def forget(self, depth: int) -> None:
        """The stack is not what it was taken for."""
        for token in self.stack or ():
            self.escape(token)
        self.stack = [None] * depth

    # --- values ----------------------------------------------------------------------------------------------------------

    def escape(self, token: Token) -> None:
        if isinstance(token, tuple) and token[0] in ("local", "receiver"):
            self.escaped.add(token[1])

    def pop(self, count: int) -> list[Token]:
        assert self.stack is not None
        if count > len(self.stack):
            self.forget(count)
        taken = self.stack[len(self.stack) - count :]
        del self.stack[len(self.stack) - count :]
        return taken

    def use(self, token: Token, i: int) -> None:
        """Instruction `i` accesses the container that `token`, which was popped for that, stands for."""
        if isinstance(token, tuple) and token[0] == "local":
            self.uses.append((token[1], i, (self.stack or []).count(token)))

    def store(self, slot: int, token: Token) -> None:
        self.stored.add(slot)
        self.leave(slot)
        if token != _FRESH and token != ("local", slot):
            self.escape(token)
            self.escaped.add(slot)

    def leave(self, slot: int) -> None:
        """What is on the stack from this variable is not in it any more."""
        stack = self.stack
        assert stack is not None
        for i, token in enumerate(stack):
            if isinstance(token, tuple) and token[:2] in (("local", slot), ("receiver", slot)):
                self.escape(token)
                stack[i] = None
                if token[0] == "receiver":
                    self.rebound_before_call.add(token[2])

    # --- one instruction -------------------------------------------------------------------------------------------------

    def step(self, i: int, op: int, arg: int) -> None:
        stack = self.stack
        assert stack is not None
        if op in _LOADS:
            stack.append(("local", arg))
        elif op in _LOADS_TWO:
            stack += [("local", arg >> 4), ("local", arg & 15)]
        elif op == _STORE_FAST:
            self.store(arg, self.pop(1)[0])
        elif op == _STORE_LOAD:
            self.store(arg >> 4, self.pop(1)[0])
            stack.append(("local", arg & 15))
        elif op == _STORE_TWO:
            below, top = self.pop(2)
            self.store(arg >> 4, top)
            self.store(arg & 15, below)
        elif op == _DELETE_FAST:
            self.leave(arg)
        elif op == _LOAD_CLEAR:
            self.leave(arg)
            stack.append(None)  # put back into the same local later
            self.escaped.add(arg)
        elif op == op_.COPY:
            if arg <= len(stack) and stack[-arg] == _FRESH:
                stack[-arg] = None  # two names for one container
            stack.append(stack[-arg] if arg <= len(stack) else None)
        elif op == op_.SWAP:
            if arg <= len(stack):
                stack[-arg], stack[-1] = stack[-1], stack[-arg]
        elif op in _SUBSCRIPT_READ or (op == op_.BINARY_OP and arg == op_.BINARY_OP_SUBSCR):
            container, key = self.pop(2)
            self.use(container, i)
            self.escape(key)
            stack.append(None)
        elif op == op_.STORE_SUBSCR:
            value, container, key = self.pop(3)
            self.use(container, i)
            self.escape(value)
            self.escape(key)
        elif op == op_.DELETE_SUBSCR:
            container, key = self.pop(2)
            self.use(container, i)
            self.escape(key)
        elif op == _BINARY_SLICE:
            self.use(self.pop(3)[0], i)
            stack.append(None)
        elif op == _STORE_SLICE:
            value, container, _, _ = self.pop(4)
            self.use(container, i)
            self.escape(value)
        elif op == _CONTAINS_OP:
            value, container = self.pop(2)
            self.use(container, i)
            self.escape(value)
            stack.append(None)
        elif op == op_.GET_ITER and self.is_loop(i):
            self.use(self.pop(1)[0], i)
            stack.append(None)
        elif op == op_.FOR_ITER:
            stack.append(None)
        elif op == op_.LOAD_GLOBAL:
            self.load_global(arg)
        elif op in (op_.LOAD_ATTR, op_.LOAD_METHOD):
            self.load_attribute(i, op, arg)
        elif op == op_.CALL or op == op_.CALL_KW:
            self.call(i, op, arg)
        elif op in _MAKERS:
            for token in self.pop(2 * arg if op == number("BUILD_MAP") else arg):
                self.escape(token)
            stack.append(_FRESH)
        elif op in _BUILDS:
            for token in self.pop(arg):
                self.escape(token)
            stack.append(None)
        elif op in _ADDS:
            self.escape(self.pop(1)[0])
        elif op == _MAP_ADD:
            for token in self.pop(2):
                self.escape(token)
        elif op == number("LIST_EXTEND"):
            self.escape(self.pop(1)[0])
        else:
            self.other(op, arg)

    def other(self, op: int, arg: int) -> None:
        stack = self.stack
        assert stack is not None
        effect = _HARMLESS.get(op)
        if effect is not None:
            self.pop(effect[0])
            stack += [None] * effect[1]
            return
        effect = _ESCAPES.get(op)
        if effect is None:
            # Unknown: whatever is on the stack may have gone anywhere.
            for token in stack:
                self.escape(token)
            stack.clear()
            return  # the next instruction finds the depth wrong and begins anew
        taken = self.pop(effect[0])
        for token in taken:
            self.escape(token)
        if op == op_.BINARY_OP and arg == _MULTIPLY and _FRESH in taken:
            stack.append(_FRESH)
        else:
            stack += [None] * effect[1]

    def is_loop(self, i: int) -> bool:
        """Whether the iterator that GET_ITER `i` makes is for a loop in this code and for nothing else."""
        ops = self.listing.ops
        j = i + 1
        while ops[j] in _SETUP:
            j += 1
        return ops[j] == op_.FOR_ITER

    def load_global(self, arg: int) -> None:
        stack = self.stack
        assert stack is not None
        name = self.listing.code.co_names[arg >> 1]
        token: Token = None if name in self.rebound else ("global", name)
        if not arg & 1:
            stack.append(token)
        elif op_.SELF_MAY_BE_NULL:
            stack += [token, None]
        else:
            stack += [None, token]

    def load_attribute(self, i: int, op: int, arg: int) -> None:
        stack = self.stack
        assert stack is not None
        method = op == op_.LOAD_METHOD or (op_.LOAD_METHOD < 0 and bool(arg & 1))
        name = self.listing.code.co_names[arg >> 1 if op_.LOAD_METHOD < 0 else arg]
        owner = self.pop(1)[0]
        if not method or name not in CONTAINER_METHODS or name in _LENDERS:
            self.escape(owner)
            stack += [None] * (2 if method else 1)
            return
        self.use(owner, i)
        receiver = ("receiver", owner[1], i) if isinstance(owner, tuple) and owner[0] == "local" else None
        stack += [("method", name), receiver]

    def call(self, i: int, op: int, arg: int) -> None:
        stack = self.stack
        assert stack is not None
        if op == op_.CALL_KW:
            self.pop(1)
        taken = self.pop(arg + 2)
        head, arguments = taken[:2], taken[2:]
        called = [token for token in head if isinstance(token, tuple) and token[0] in ("global", "method")]
        kind, name = called[0] if called else ("", "")
        reads = (kind == "global" and name in _READERS) or (kind == "method" and name in _READING_METHODS)
        for token in arguments:
            if reads and len(arguments) == 1 and op == op_.CALL:
                self.use(token, i)
            else:
                self.escape(token)
        for token in head:
            if isinstance(token, tuple) and token[0] == "local":
                self.escape(token)
        stack.append(_FRESH if kind == "global" and name in _COPIERS else None)


def _parameters(listing: Listing) -> int:
    code = listing.code
    flags = bool(code.co_flags & op_.CO_VARARGS) + bool(code.co_flags & op_.CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + flags
