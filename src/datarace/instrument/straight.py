"""Reads that need no record: another access to the same location, on the same straight line of code, stands for them.

On a straight line, which has no other way in and nothing on it that could synchronise, all accesses of a task to a location are
unordered with the same accesses of other tasks. So a read has nothing to add to a read of the same attribute before it, nor to
the write that it is the first half of (`counter.hits += 1`).
"""

from __future__ import annotations

from types import CodeType

from datarace.instrument import opcodes as op_
from datarace.instrument.listing import Listing, effect
from datarace.instrument.opcodes import number, numbers

# After one of these an access can be ordered otherwise than before.
BARRIERS = numbers(
    *("PRECALL", "CALL", "CALL_KW", "CALL_FUNCTION_EX", "SEND", "YIELD_VALUE", "RESUME", "GET_ITER", "FOR_ITER", "IMPORT_NAME"),
    *("BEFORE_WITH", "BEFORE_ASYNC_WITH", "LOAD_SPECIAL", "WITH_EXCEPT_START", "GET_AWAITABLE", "GET_ANEXT", "GET_AITER"),
)
_STORES_LOCAL = numbers("STORE_FAST", "DELETE_FAST", "LOAD_FAST_AND_CLEAR")
_STORES_LOCALS = numbers("STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST")

# op of the second half of an update -> ops of the first
_HALVES = {
    number("STORE_ATTR"): numbers("LOAD_ATTR"),
    number("STORE_GLOBAL"): numbers("LOAD_GLOBAL"),
    number("STORE_NAME"): numbers("LOAD_NAME"),
    number("STORE_DEREF"): numbers("LOAD_DEREF"),
    number("STORE_SUBSCR"): numbers("BINARY_SUBSCR", "BINARY_OP"),
}
# How handlers begin that only clean up and raise again: of a `with`, of a handler's own end, of a generator (StopIteration).
_CLEAN_UP = [
    [number(name) for name in names]
    for names in (("PUSH_EXC_INFO", "WITH_EXCEPT_START"), ("COPY", "POP_EXCEPT", "RERAISE"), ("CALL_INTRINSIC_1", "RERAISE"))
]


def is_straight(listing: Listing, first: int, last: int) -> bool:
    """Whether control comes from instruction `first` to `last` in a straight line."""
    ops = listing.ops
    for j in range(first, last + 1):
        if ops[j] in BARRIERS or ops[j] in op_.NO_FALL_THROUGH or (j > first and listing.is_label(j)):
            return False
    return True


def stores_local(listing: Listing, first: int, last: int, local: int) -> bool:
    """Whether an instruction from `first` to `last` changes what the local variable holds."""
    for j in range(first, last + 1):
        op, arg = listing.ops[j], listing.args[j]
        if op in _STORES_LOCAL and arg == local:
            return True
        if op in _STORES_LOCALS and (arg >> 4 == local or arg & 15 == local):
            return True
    return False


class Updates:
    """The augmented assignments of a function.

    `writes` has each store, by index, with the load of the old value if one record is enough for both, else -1; `reads` has these
    loads. One is enough on a straight line, unless the function handles exceptions there: a read that fails has no write.
    """

    __slots__ = ("reads", "writes")

    def __init__(self, listing: Listing, code: CodeType) -> None:
        self.writes: dict[int, int] = {}
        for i, op in enumerate(listing.ops if op_.BINARY_OP in listing.ops else ()):
            if op == op_.BINARY_OP and op_.is_inplace(op, listing.args[i]):
                store = i + 1
                while listing.ops[store] == op_.SWAP:
                    store += 1
                load = _left_operand(listing, i)
                alone = _are_halves(listing, code, load, store) and is_straight(listing, load, store)
                self.writes[store] = load if alone and not _is_handled(listing, load) else -1
        self.reads = frozenset(self.writes.values()) - {-1}


def _left_operand(listing: Listing, i: int) -> int:
    """The instruction before `i`, a binary operator, that pushes its left operand; -1 if one pushes more than that."""
    above = 1  # how many items are above the left operand
    j = i
    while above > 0 and j > 0:
        j -= 1
        above -= effect(listing.ops[j], listing.args[j], False)
    return j - 1 if above == 0 else -1


def _are_halves(listing: Listing, code: CodeType, load: int, store: int) -> bool:
    """Whether one loads what the other stores, by the same name."""
    ops, args = listing.ops, listing.args
    if load < 0 or ops[load] not in _HALVES.get(ops[store], ()):
        return False
    if ops[store] == op_.STORE_SUBSCR:
        return ops[load] != op_.BINARY_OP or args[load] == op_.BINARY_OP_SUBSCR
    arg = args[load]
    if ops[load] == op_.LOAD_GLOBAL or (ops[load] == op_.LOAD_ATTR and op_.LOAD_METHOD < 0):
        arg >>= 1
    return arg == args[store]


def _is_handled(listing: Listing, i: int) -> bool:
    """Whether the function goes on in some way of its own when instruction `i` raises."""
    at = listing.starts[i]
    while (row := next((row for row in listing.handlers if row.start <= at < row.end), None)) is not None:
        handler = listing.index_of(row.target)
        if not any(listing.ops[handler : handler + len(ops)] == ops for ops in _CLEAN_UP):
            return True
        at = row.target
    return False
