"""The running interpreter's bytecode, as tables indexed by opcode.

Everything that differs between 3.11 and 3.14 and can be said in a table is said here once, so that the code that walks
instructions asks `OP_SIZE[op]` or `JUMP[op]` and never which version it runs on. An opcode that the interpreter does not
have is -1, which no instruction ever equals.
"""

from __future__ import annotations

import opcode
import sys

VERSION = sys.version_info[:2]

# Receiver and callable have changed places on the stack: up to 3.12 it is [NULL or method, callable or self, arguments...],
# since 3.13 [callable, NULL or self, arguments...].
SELF_MAY_BE_NULL = VERSION >= (3, 13)
BORROWS = VERSION >= (3, 14)  # a local variable can be on the stack without a reference of its own


# Without the compiler's pseudo-instructions, which never stand in a code object.
opmap = {name: op for name, op in opcode.opmap.items() if op < 256}


def number(name: str) -> int:
    """The opcode called `name`, or -1 where this interpreter has none."""
    return opmap.get(name, -1)


def numbers(*names: str) -> frozenset[int]:
    """The opcodes of those names that this interpreter has."""
    return frozenset(opmap[name] for name in names if name in opmap)


def _cache_units() -> list[int]:
    table = opcode._inline_cache_entries  # type: ignore[attr-defined]
    if isinstance(table, dict):  # by name since 3.13
        units = [0] * 256
        for name, count in table.items():
            if name in opmap:
                units[opmap[name]] = count
        return units
    return [*table][:256] + [0] * (256 - len(table))


CACHE_UNITS = _cache_units()
OP_UNITS = [1 + units for units in CACHE_UNITS]  # code units (two bytes each) with inline caches, without EXTENDED_ARG
OP_SIZE = [2 * units for units in OP_UNITS]

# Flags of code objects, as Include/cpython/code.h has them: importing inspect would bring a dozen modules into the program.
CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS = 0x1, 0x4, 0x8
CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR = 0x20, 0x80, 0x200

EXTENDED_ARG = opmap["EXTENDED_ARG"]
CACHE = opmap["CACHE"]

FORWARD, BACKWARD = 1, -1


def _jumps() -> list[int]:
    assert not opcode.hasjabs, "an interpreter with absolute jumps is older than 3.11"
    jumps = [0] * 256
    backward = ("BACKWARD", "END_ASYNC_FOR")
    for op in opcode.hasjrel:
        if op < 256:
            jumps[op] = BACKWARD if any(word in opcode.opname[op] for word in backward) else FORWARD
    return jumps


JUMP = _jumps()
"""FORWARD, BACKWARD or 0: how the argument of a jump counts, in code units from the end of the instruction's caches."""

# END_ASYNC_FOR names its SEND for sys.monitoring only: control never goes there from it.
NO_CONTROL = numbers("END_ASYNC_FOR")

HAS_ARGUMENT = frozenset(getattr(opcode, "hasarg", range(opcode.HAVE_ARGUMENT, 256)))

NO_FALL_THROUGH = numbers(
    "RETURN_VALUE",
    "RETURN_CONST",
    "RAISE_VARARGS",
    "RERAISE",
    "JUMP_FORWARD",
    "JUMP_BACKWARD",
    "JUMP_BACKWARD_NO_INTERRUPT",
    "INTERPRETER_EXIT",
)

COPY = opmap["COPY"]
SWAP = opmap["SWAP"]
POP_TOP = opmap["POP_TOP"]
LOAD_CONST = opmap["LOAD_CONST"]
LOAD_FAST = opmap["LOAD_FAST"]
LOAD_DEREF = opmap["LOAD_DEREF"]
LOAD_ATTR = opmap["LOAD_ATTR"]
LOAD_METHOD = number("LOAD_METHOD")
LOAD_GLOBAL = opmap["LOAD_GLOBAL"]
LOAD_NAME = opmap["LOAD_NAME"]
LOAD_FAST_BORROW = number("LOAD_FAST_BORROW")
LOAD_FAST_BORROW_PAIR = number("LOAD_FAST_BORROW_LOAD_FAST_BORROW")
# The cell itself, not what is in it: LOAD_CLOSURE became LOAD_FAST in 3.13.
LOAD_CELL = opmap["LOAD_CLOSURE"] if VERSION < (3, 13) else LOAD_FAST
STORE_ATTR = opmap["STORE_ATTR"]
STORE_NAME = opmap["STORE_NAME"]
STORE_GLOBAL = opmap["STORE_GLOBAL"]
STORE_DEREF = opmap["STORE_DEREF"]
STORE_SUBSCR = opmap["STORE_SUBSCR"]
DELETE_ATTR = opmap["DELETE_ATTR"]
DELETE_NAME = opmap["DELETE_NAME"]
DELETE_GLOBAL = opmap["DELETE_GLOBAL"]
DELETE_DEREF = opmap["DELETE_DEREF"]
DELETE_SUBSCR = opmap["DELETE_SUBSCR"]
BINARY_SUBSCR = number("BINARY_SUBSCR")
BINARY_OP = opmap["BINARY_OP"]
COMPARE_OP = opmap["COMPARE_OP"]
BINARY_OP_SUBSCR = 26 if BINARY_SUBSCR < 0 else -1  # NB_SUBSCR, 3.14
BUILD_SLICE = opmap["BUILD_SLICE"]
BUILD_TUPLE = opmap["BUILD_TUPLE"]
CALL = opmap["CALL"]
CALL_KW = number("CALL_KW")
PRECALL = number("PRECALL")
KW_NAMES = number("KW_NAMES")
MAKE_FUNCTION = opmap["MAKE_FUNCTION"]
PUSH_EXC_INFO = opmap["PUSH_EXC_INFO"]
RERAISE = opmap["RERAISE"]
RETURN_GENERATOR = opmap["RETURN_GENERATOR"]
RESUME = opmap["RESUME"]
GET_ITER = opmap["GET_ITER"]
FOR_ITER = opmap["FOR_ITER"]
IMPORT_NAME = opmap["IMPORT_NAME"]
IMPORT_FROM = opmap["IMPORT_FROM"]


def is_inplace(op: int, arg: int) -> bool:
    """Whether the instruction is the operator of an augmented assignment."""
    return op == BINARY_OP and 13 <= arg <= 25  # NB_INPLACE_ADD .. NB_INPLACE_XOR
