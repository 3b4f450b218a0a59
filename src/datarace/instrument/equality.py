"""By which attributes a class compares its instances, read from the code of its `__eq__` and `__hash__`.

Dictionaries ask that code which keys are equal. It is the program's, so a probe must not run it. But most of it only says, in one
way or another, ``self.a == other.a and self.b == other.b``. So it is followed here with names of attributes in place of values:
for two instances of one class that are not the same object and whose attributes are all equal. If it finds these equal, then they
are, and the attributes that it looked at are those that count. At an instruction that is not known there is no answer.
"""

from __future__ import annotations

from types import CodeType, FunctionType
from typing import Any, NamedTuple

from datarace.instrument import opcodes as op_
from datarace.instrument.listing import Listing
from datarace.instrument.opcodes import JUMP, number, numbers
from datarace.probes.core import Site

_SELF, _OTHER, _NULL = "self", "other", "null"


class _Attribute(NamedTuple):
    """An attribute of one of the two."""

    of: str
    name: str


class _Class(NamedTuple):
    """The class of one of the two."""

    of: str


class _Global(NamedTuple):
    name: str


class _Constant(NamedTuple):
    value: object


class _Derived(NamedTuple):
    """What is computed from nothing but these attributes of `self`, and from constants."""

    names: frozenset[str]


class _UnknownError(Exception):
    """The code does something else."""


_MOST_STEPS = 300
_NOTHING = numbers("RESUME", "NOP", "PRECALL", "NOT_TAKEN", "MAKE_CELL", "COPY_FREE_VARS", "TO_BOOL", "CACHE")
_LOADS = numbers("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW")
_LOADS_TWO = numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
_JUMPS_IF_TRUE = numbers("POP_JUMP_IF_TRUE", "POP_JUMP_FORWARD_IF_TRUE")
_JUMPS_IF_FALSE = numbers("POP_JUMP_IF_FALSE", "POP_JUMP_FORWARD_IF_FALSE")
_KEEPS_IF_TRUE, _KEEPS_IF_FALSE = number("JUMP_IF_TRUE_OR_POP"), number("JUMP_IF_FALSE_OR_POP")
_LOAD_SMALL_INT, _RETURN_CONST, _RETURN_VALUE = number("LOAD_SMALL_INT"), number("RETURN_CONST"), number("RETURN_VALUE")
_IS_OP, _UNARY_NOT, _JUMP_FORWARD = number("IS_OP"), number("UNARY_NOT"), number("JUMP_FORWARD")
_PUSH_NULL = number("PUSH_NULL")
_COMPARISON = 4 if op_.VERSION == (3, 12) else 5 if op_.VERSION >= (3, 13) else 0  # bits before the number of a comparison
_EQUAL, _UNEQUAL = 2, 3


def compared_attributes(kind: type, compare: object, hashing: object) -> tuple[str, ...] | None:
    """The attributes that count, in the order of their names; None when the code does not say it.

    Args:
        kind: the class of both instances.
        compare: what its `__eq__` is, found in the class or a base.
        hashing: the same of `__hash__`.
    """
    if type(compare) is not FunctionType or type(hashing) is not FunctionType:
        return None
    try:
        walk = _Walk(kind, compare, (_SELF, _OTHER))
        if walk.result() != _Constant(True):
            return None
        hashed = _Walk(kind, hashing, (_SELF,)).result()
        if not _names_of(hashed) <= walk.compared:
            return None
    except (_UnknownError, IndexError, KeyError, TypeError):
        return None
    return tuple(sorted(walk.compared))


def _names_of(value: Any) -> frozenset[str]:
    """The attributes of `self` that a value is computed from."""
    if isinstance(value, _Derived):
        return value.names
    if isinstance(value, _Attribute) and value.of == _SELF:
        return frozenset({value.name})
    if type(value) is list:
        return frozenset().union(*map(_names_of, value))
    if isinstance(value, _Constant | _Class):
        return frozenset()
    raise _UnknownError


class _Walk:
    """One way through a function, with this on the stack in place of values: see the classes above; a list is a tuple."""

    def __init__(self, kind: type, function: FunctionType, arguments: tuple[str, ...]) -> None:
        code: CodeType = function.__code__
        if code.co_argcount != len(arguments) or code.co_flags & (op_.CO_GENERATOR | op_.CO_COROUTINE | op_.CO_VARARGS):
            raise _UnknownError
        self.kind = kind
        self.function = function
        self.code = code
        self.arguments = arguments
        self.stack: list[Any] = []
        self.compared: frozenset[str] = frozenset()

    def result(self) -> Any:
        """What it returns."""
        listing = Listing(self.code)
        stack = self.stack
        i = 0
        for _ in range(_MOST_STEPS):
            op, arg = listing.ops[i], listing.args[i]
            if op == _RETURN_VALUE:
                return stack.pop()
            if op == _RETURN_CONST:
                return _Constant(self.code.co_consts[arg])
            if JUMP[op]:
                i = listing.index_of(listing.target(i)) if self.jumps(op) else i + 1
            else:
                self.step(op, arg)
                i += 1
        raise _UnknownError

    def jumps(self, op: int) -> bool:
        """Whether that jump is taken."""
        stack = self.stack
        if op == _JUMP_FORWARD:
            return True
        value = stack[-1]
        if not isinstance(value, _Constant):
            raise _UnknownError
        if op in (_KEEPS_IF_TRUE, _KEEPS_IF_FALSE):
            taken = bool(value.value) == (op == _KEEPS_IF_TRUE)
            if not taken:
                stack.pop()
            return taken
        if op not in _JUMPS_IF_TRUE and op not in _JUMPS_IF_FALSE:
            raise _UnknownError
        stack.pop()
        return bool(value.value) == (op in _JUMPS_IF_TRUE)

    def step(self, op: int, arg: int) -> None:
        """What an instruction does that goes on with the next one."""
        stack, code = self.stack, self.code
        if op in _NOTHING:
            return
        if op in _LOADS:
            stack.append(self.arguments[arg])
        elif op in _LOADS_TWO:
            stack += [self.arguments[arg >> 4], self.arguments[arg & 15]]
        elif op == op_.LOAD_CONST:
            stack.append(_Constant(code.co_consts[arg]))
        elif op == _LOAD_SMALL_INT:
            stack.append(_Constant(arg))
        elif op == op_.LOAD_GLOBAL:
            self.load_global(code.co_names[arg >> 1], bool(arg & 1))
        elif op == op_.LOAD_ATTR:
            self.load_attribute(arg)
        elif op == _PUSH_NULL:
            stack.append(_NULL)
        elif op == op_.CALL:
            self.call(arg)
        elif op == op_.COMPARE_OP:
            self.compare(arg >> _COMPARISON)
        elif op == _IS_OP:
            right, left = stack.pop(), stack.pop()
            stack.append(_Constant(self.is_same(left, right) != bool(arg)))
        elif op == _UNARY_NOT:
            value = stack.pop()
            if not isinstance(value, _Constant):
                raise _UnknownError
            stack.append(_Constant(not value.value))
        elif op == op_.BUILD_TUPLE:
            stack[len(stack) - arg :] = [stack[len(stack) - arg :]]
        elif op == op_.BINARY_OP and arg != op_.BINARY_OP_SUBSCR:
            stack[-2:] = [_Derived(_names_of(stack[-2]) | _names_of(stack[-1]))]
        elif op == op_.COPY:
            stack.append(stack[-arg])
        elif op == op_.SWAP:
            stack[-arg], stack[-1] = stack[-1], stack[-arg]
        elif op == op_.POP_TOP:
            stack.pop()
        elif op == op_.DELETE_SUBSCR:
            self.probe(stack[-2], 2)
        elif op == op_.STORE_SUBSCR:
            self.probe(stack[-2], 3)
        else:
            raise _UnknownError

    def probe(self, site: Any, count: int) -> None:
        """Probes have no result."""
        if not isinstance(site, _Constant) or not isinstance(site.value, Site):
            raise _UnknownError
        del self.stack[-count:]

    def load_global(self, name: str, called: bool) -> None:
        found: Any = _Constant(NotImplemented) if name == "NotImplemented" else _Global(name)
        null = [_NULL] if called else []
        self.stack += [found, *null] if op_.SELF_MAY_BE_NULL else [*null, found]

    def load_attribute(self, arg: int) -> None:
        method = op_.LOAD_METHOD < 0 and arg & 1
        name = self.code.co_names[arg >> 1 if op_.LOAD_METHOD < 0 else arg]
        owner = self.stack.pop()
        if method or owner not in (_SELF, _OTHER):
            raise _UnknownError
        self.stack.append(_Class(owner) if name == "__class__" else _Attribute(owner, name))

    def call(self, count: int) -> None:
        stack = self.stack
        arguments = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        called = [item for item in (stack.pop(), stack.pop()) if item != _NULL]
        if len(called) != 1 or not isinstance(called[0], _Global) or called[0].name in self.function.__globals__:
            raise _UnknownError
        name = called[0].name
        if name == "type" and len(arguments) == 1 and arguments[0] in (_SELF, _OTHER):
            stack.append(_Class(arguments[0]))
        elif name == "isinstance" and len(arguments) == 2 and arguments[0] in (_SELF, _OTHER):
            stack.append(_Constant(self.is_instance(arguments[1])))
        elif name == "hash" and len(arguments) == 1:
            stack.append(_Derived(_names_of(arguments[0])))
        else:
            raise _UnknownError

    def is_instance(self, of: Any) -> bool:
        """Whether the two are instances of that class: of theirs, or of a base that the module knows by name."""
        if isinstance(of, _Class):
            return True
        if isinstance(of, _Global) and any(self.function.__globals__.get(of.name) is base for base in self.kind.__mro__):
            return True
        raise _UnknownError

    def is_same(self, left: Any, right: Any) -> bool:
        if isinstance(left, _Class) and isinstance(right, _Class):
            return True
        if {left, right} == {_SELF, _OTHER}:
            return False
        raise _UnknownError

    def compare(self, how: int) -> None:
        right, left = self.stack.pop(), self.stack.pop()
        if how not in (_EQUAL, _UNEQUAL):
            raise _UnknownError
        self.equal(left, right)
        self.stack.append(_Constant(how == _EQUAL))

    def equal(self, left: Any, right: Any) -> None:
        """Take note of what is compared; it is equal."""
        if type(left) is list and type(right) is list and len(left) == len(right):
            for one, other in zip(left, right, strict=True):
                self.equal(one, other)
        elif isinstance(left, _Attribute) and isinstance(right, _Attribute) and left.name == right.name and left.of != right.of:
            self.compared |= {left.name}
        elif not (isinstance(left, _Class) and isinstance(right, _Class)):
            raise _UnknownError
