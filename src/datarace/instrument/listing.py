"""A code object's instructions as parallel lists, with jump targets, handlers and stack depths.

Offsets are in code units (two bytes). An instruction starts at its first EXTENDED_ARG and ends after its inline caches, so
that the instructions tile the code without gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from opcode import stack_effect
from types import CodeType
from typing import NamedTuple

from datarace.instrument.opcodes import (
    CALL,
    EXTENDED_ARG,
    HAS_ARGUMENT,
    JUMP,
    NO_CONTROL,
    NO_FALL_THROUGH,
    OP_SIZE,
    OP_UNITS,
    PRECALL,
    RETURN_GENERATOR,
)

UNREACHED = -1


class Handler(NamedTuple):
    """A row of the exception table: where the handler for the units from `start` up to `end` is.

    It is entered with `depth` items, lasti if asked for, and the exception on the stack.
    """

    start: int
    end: int
    target: int
    depth: int
    lasti: bool


class Listing:
    """The instructions of `code`.

    Instruction i is `ops[i]` with the full argument `args[i]`; it takes the units `starts[i]` to `starts[i + 1]` (there is one
    start more than instructions) and its opcode stands at unit `starts[i] + extended[i]` (only those with a prefix are listed).
    """

    __slots__ = ("_handlers", "_labels", "args", "code", "extended", "index_at", "jumps", "ops", "starts")

    def __init__(self, code: CodeType) -> None:
        self.code = code
        raw = code.co_code
        ops: list[int] = []
        args: list[int] = []
        starts: list[int] = []
        jumps: list[int] = []
        self.extended: dict[int, int] = {}
        add_op, add_arg, add_start = ops.append, args.append, starts.append
        size, jump, prefix = OP_SIZE, JUMP, EXTENDED_ARG
        at, end = 0, len(raw)
        while at < end:
            op = raw[at]
            if op == prefix:
                start, arg = at, 0
                while op == prefix:
                    arg = (arg | raw[at + 1]) << 8
                    at += 2
                    op = raw[at]
                self.extended[len(ops)] = (at - start) >> 1
                add_arg(arg | raw[at + 1])
                add_start(start >> 1)
            else:
                add_arg(raw[at + 1])
                add_start(at >> 1)
            if jump[op]:
                jumps.append(len(ops))
            add_op(op)
            at += size[op]
        add_start(end >> 1)
        self.ops, self.args, self.starts, self.jumps = ops, args, starts, jumps
        self.index_at: dict[int, int] = {}
        self._handlers: list[Handler] | None = None
        self._labels: set[int] | None = None

    def target(self, i: int) -> int:
        """The unit that jump `i` goes to."""
        return self.starts[i + 1] + JUMP[self.ops[i]] * self.args[i]

    def targets(self) -> set[int]:
        """The units that some jump goes to."""
        return {self.target(i) for i in self.jumps}

    @property
    def labels(self) -> set[int]:
        """The units that control can come to other than from the instruction before."""
        if self._labels is None:
            self._labels = self.targets() | {row.target for row in self.handlers}
        return self._labels

    def is_label(self, i: int) -> bool:
        """Whether control can come to instruction `i` other than from the one before."""
        return self.starts[i] in self.labels

    def index_of(self, unit: int) -> int:
        """The instruction that starts at `unit`."""
        if not self.index_at:
            self.index_at = {start: i for i, start in enumerate(self.starts)}
        return self.index_at[unit]

    def reached_after(self, i: int) -> set[int]:
        """The instructions that control may come to after instruction `i`, by whatever way."""
        reached: set[int] = set()
        todo = [i + 1]
        while todo:
            j = todo.pop()
            if j in reached or j == len(self.ops):
                continue
            reached.add(j)
            todo += (self.index_of(row.target) for row in self.handlers if row.start <= self.starts[j] < row.end)
            if JUMP[self.ops[j]]:
                todo.append(self.index_of(self.target(j)))
            if self.ops[j] not in NO_FALL_THROUGH:
                todo.append(j + 1)
        return reached

    @property
    def handlers(self) -> list[Handler]:
        """The exception table, in order."""
        if self._handlers is None:
            self._handlers = list(read_handlers(self.code.co_exceptiontable))
        return self._handlers

    def depths(self) -> list[int]:
        """The stack depth before each instruction, UNREACHED where control cannot come.

        Follows every path once, which is enough: the compiler gives every instruction one depth.
        """
        ops, args = self.ops, self.args
        depth_at = [UNREACHED] * (len(ops) + 1)
        todo = [(0, 0)]
        todo += ((self.index_of(row.target), row.depth + row.lasti + 1) for row in self.handlers)
        while todo:
            i, depth = todo.pop()
            while depth_at[i] < 0:
                depth_at[i] = depth
                op, arg = ops[i], args[i]
                if JUMP[op] and op not in NO_CONTROL:
                    todo.append((self.index_of(self.target(i)), depth + effect(op, arg, True)))
                if op in NO_FALL_THROUGH:
                    break
                depth += effect(op, arg, False)
                i += 1
        del depth_at[-1]
        return depth_at


_effects: dict[tuple[int, int, bool], int] = {}


def effect(op: int, arg: int, jump: bool) -> int:
    """By how much the instruction changes the depth of the stack."""
    key = (op, arg, jump)
    known = _effects.get(key)
    if known is None:
        if op == RETURN_GENERATOR:
            return 1  # what is first sent in lies there when the generator goes on; up to 3.12 stack_effect says 0
        if PRECALL >= 0 and op in (PRECALL, CALL):  # 3.11 counts the arguments as taken by the one, they are by the other
            return 0 if op == PRECALL else -arg - 1
        known = _effects[key] = stack_effect(op, arg if op in HAS_ARGUMENT else None, jump=jump)
    return known


def read_handlers(table: bytes) -> Iterator[Handler]:
    """Decode co_exceptiontable (Objects/exception_handling_notes.txt of CPython)."""
    stream = iter(table)
    for byte in stream:
        start = _varint(byte, stream)
        length = _varint(next(stream), stream)
        target = _varint(next(stream), stream)
        depth_lasti = _varint(next(stream), stream)
        yield Handler(start, start + length, target, depth_lasti >> 1, bool(depth_lasti & 1))


def _varint(byte: int, stream: Iterator[int]) -> int:
    value = byte & 63
    while byte & 64:
        byte = next(stream)
        value = value << 6 | byte & 63
    return value


def units_of(op: int, arg: int) -> int:
    """How many code units an instruction takes with its prefixes and caches."""
    return OP_UNITS[op] + prefixes(arg)


def prefixes(arg: int) -> int:
    """How many EXTENDED_ARG the argument needs."""
    return 0 if arg < 0x100 else 1 if arg < 0x10000 else 2 if arg < 0x1000000 else 3


def variable(code: CodeType, slot: int) -> str:
    """The name of a slot of the frame: locals, cells and free variables are numbered through."""
    name: str = code._varname_from_oparg(slot)  # type: ignore[attr-defined]
    return name
