"""Symbols, values, reads and writes: what is known at one point of the walk, and what a write makes of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

Location: TypeAlias = tuple[Any, ...]
#: Line, column, end line, end column, as `code.co_positions()` counts them.
Position: TypeAlias = tuple[int, int, int, int]


_time = attrgetter("time")


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One read, as often as the walk comes by."""

    location: Location
    node: ast.AST
    #: Where the instruction may be: versions of Python differ.
    anchors: frozenset[Position]
    #: How many reads there were before.
    time: int
    #: Locks held; locks ever entered, awaits passed on the way here.
    locks: frozenset[int]
    entered: frozenset[int]
    awaits: frozenset[int]
    #: By a method that also writes.
    mutates: bool


class Value(NamedTuple):
    """What is known of a value."""

    symbol: int
    #: What it was computed from.
    reads: frozenset[Read] = frozenset()
    #: Its text, if it is a constant.
    constant: str = ""
    #: Its items, if it is a tuple or list that is written out.
    parts: tuple[Value, ...] | None = None


class Test(NamedTuple):
    """Something that decided which way to go."""

    reads: frozenset[Read]
    #: Whether there is a next item, in a ``for`` loop.
    of_loop: bool = False


@dataclass(slots=True)
class State:
    """All that is known at one point of the walk."""

    values: dict[Location, Value] = field(default_factory=dict)
    #: What decided that this point is reached.
    tests: frozenset[Test] = frozenset()
    locks: frozenset[int] = frozenset()
    entered: frozenset[int] = frozenset()
    awaits: frozenset[int] = frozenset()
    #: Whether the walk gets here at all: not after ``return``.
    alive: bool = True

    def copy(self) -> State:
        return replace(self, values=self.values.copy())


@dataclass(slots=True, eq=False)
class Pair:
    """A read and a write of one location that belong together."""

    how: str
    read: Read
    write: ast.AST
    write_anchors: frozenset[Position]
    location: Location
    same_key: bool
    released: bool = False
    acquired: bool = False
    awaits: bool = False


class Write(NamedTuple):
    """The syntax of a write."""

    #: What is shown of it.
    node: ast.AST
    #: Where its instruction may be.
    anchors: frozenset[Position]
    #: Assigns to what is mostly there already, in contrast to methods and ``del``.
    stores: bool = False
    #: Looks again whether there is something, and writes, in one operation.
    looks: bool = False


class Memory:
    """The state of a walk and what it has found so far. `pairs` and `constants` are the results."""

    def __init__(self, local_names: set[str]) -> None:
        self.state = State()
        #: By kind, read and write, each in the order of its first appearance.
        self.pairs: dict[tuple[str, ast.AST, ast.AST], Pair] = {}
        #: The texts of constants that are stored, by the position of the instruction; empty where others are, too.
        self.constants: dict[Position, str] = {}
        self._locals = local_names
        self._symbols: dict[tuple[Any, ...], int] = {}
        #: Of dicts that hold attributes or globals: the location of these without the name.
        self._namespaces: dict[int, tuple[Any, ...]] = {}
        #: The numbers of locks that were taken, one for each time, with the symbol of the object; those taken by with blocks.
        self._held: dict[int, int] = {}
        self._blocks: set[int] = set()
        self._reads: list[Read] = []
        #: Those of one variable, or of one container with its items: few, where a long function makes thousands.
        self._reads_of: dict[Location, set[Read]] = {}
        #: Whether a handler waits for an item that is not there.
        self._caught = False

    # --- symbols and locations --------------------------------------------------------------------------------------

    def _symbol(self, *made_of: Any) -> int:
        """The number of what is made in this way; equal ones have one number, so that symbols stay small."""
        return self._symbols.setdefault(made_of, len(self._symbols))

    def _fresh(self) -> int:
        return self._symbol("fresh", len(self._symbols))

    def _unknown(self, *values: Value) -> Value:
        """A value that somehow comes from others."""
        return Value(self._fresh(), union(value.reads for value in values))

    def _item(self, container: Value, key: int | None) -> Location:
        return ("item", container.symbol, key)

    def _subscripted(self, container: Value, node: ast.expr, key: Value) -> Location:
        """The location of ``container[key]``; ``vars(x)["name"]`` and ``globals()["name"]`` are not items."""
        if isinstance(node, ast.Slice):
            return self._item(container, None)
        return self._named(container, node) or self._item(container, key.symbol)

    def _named(self, container: Value, key: ast.expr) -> Location | None:
        if container.symbol in self._namespaces and isinstance(key, ast.Constant) and isinstance(key.value, str):
            return (*self._namespaces[container.symbol], key.value)
        return None

    def _namespace(self, *of: Any) -> int:
        """The symbol of the dict that holds what is at ``(*of, name)``."""
        symbol = self._symbol("namespace", *of)
        self._namespaces[symbol] = of
        return symbol

    # --- reads and writes --------------------------------------------------------------------------------------------

    def _read(self, location: Location, node: ast.AST, *also: ast.AST, mutates: bool = False) -> Value:
        """A read at ``node``, whose instruction may also have the position of one of ``also``."""
        state = self.state
        known = state.values.get(location)
        symbol = self._symbol(*location) if known is None else known.symbol
        # What this activation wrote itself derives from what it derived from; but of the same location only the last read counts.
        before = known.reads - self._related(location, known.reads) if known is not None else frozenset()
        parts, constant = (known.parts, known.constant) if known is not None else (None, "")
        if location[0] == "name" and location[1] in self._locals:
            return Value(symbol, known.reads if known is not None else frozenset(), constant, parts)
        read = Read(
            location,
            node,
            anchors(node, *also),
            len(self._reads),
            state.locks,
            state.entered,
            state.awaits,
            mutates,
        )
        self._reads.append(read)
        self._reads_of.setdefault(_whole(location), set()).add(read)
        return Value(symbol, frozenset({read, *before}), constant, parts)

    def _related(self, location: Location, reads: frozenset[Read]) -> frozenset[Read]:
        """Those of the reads that are of this location, or of its container at large."""
        found = reads & self._reads_of.get(_whole(location), frozenset())
        return frozenset(read for read in found if same(read.location, location) is not None)

    def _look(self, container: Value, node: ast.AST, *also: ast.AST) -> frozenset[Read]:
        """A read of the container at large: its length, all its items."""
        return self._read(self._item(container, None), node, *also).reads

    def _write(self, location: Location, value: Value, syntax: Write, selector: frozenset[Read] = frozenset()) -> None:
        """A write, of what was computed from ``value.reads`` to where ``selector`` led."""
        state = self.state
        if syntax.stores:
            # ``for k in d: d[k] = 0`` stores where the loop led, and adds nothing.
            selector -= union(test.reads for test in state.tests if test.of_loop)
        tests = state.tests | ({Test(selector)} if selector else frozenset())
        deciding = [
            read for test in tests for read in self._related(location, test.reads) if self._decides(read, location, test, syntax)
        ]
        # A method that reads and writes at once is no pair with itself, the next time round.
        deciding = [read for read in deciding if not (read.mutates and read.node is syntax.node)]
        latest = {read.node: read for read in sorted(deciding, key=_time)}
        for read in latest.values():
            again = syntax.looks and read.location == location
            again |= any(later.location == read.location and relocked(read, later) for later in latest.values())
            self._pair("checked again" if again else "check", read, location, syntax)
        computed = sorted(self._related(location, value.reads), key=_time)
        for read in {read.node: read for read in computed}.values():
            # Written only if the location was seen, under the lock, to be as it was: compare and swap.
            again = any(
                read in test.reads and any(later.location == read.location and relocked(read, later) for later in test.reads)
                for test in state.tests
            )
            self._pair("checked again" if again else "update", read, location, syntax)
        for anchor in syntax.anchors:
            self.constants[anchor] = value.constant if self.constants.get(anchor, value.constant) == value.constant else ""
        if location[0] == "item" and location[2] is None:
            for known in [known for known in state.values if known[:2] == location[:2]]:
                del state.values[known]
        else:
            state.values[location] = value

    def _decides(self, read: Read, location: Location, test: Test, syntax: Write) -> bool:
        # Storing to the items of a loop makes and removes none: ``for i in range(len(a)): a[i] = 0``.
        return bool(same(read.location, location)) or not (test.of_loop and syntax.stores)

    def _pair(self, how: str, read: Read, location: Location, syntax: Write) -> None:
        state = self.state
        pair = self.pairs.setdefault(
            (how, read.node, syntax.node),
            Pair(how, read, syntax.node, syntax.anchors, location, bool(same(read.location, location))),
        )
        pair.released |= bool(read.locks - state.locks)
        pair.acquired |= bool(state.entered - read.entered)
        pair.awaits |= bool(state.awaits - read.awaits)

    def _enter(self, lock: int, block: bool = False) -> None:
        number = self._fresh()
        self._held[number] = lock
        if block:
            self._blocks.add(number)
        self.state.locks |= {number}
        self.state.entered |= {number}

    def _outside(self, before: frozenset[int], state: State | None = None) -> frozenset[int]:
        """The locks that are held when all with blocks have been left that were entered since ``before``."""
        return frozenset(lock for lock in (state or self.state).locks if lock not in self._blocks or lock in before)

    def _await(self) -> None:
        self.state.awaits |= {self._fresh()}

    # --- where ways meet -------------------------------------------------------------------------------------------------

    def _join(self, *states: State) -> State:
        """What is known where several ways meet. Which tests decided that is for the caller to say."""
        alive = [state for state in states if state.alive]
        if len(alive) < 2:
            return (alive[0] if alive else states[0]).copy()
        joined = alive[0].copy()
        for state in alive[1:]:
            for location, value in state.values.items():
                if joined.values.get(location) is not value:
                    joined.values[location] = self._either(location, joined.values.get(location), value)
            for location in joined.values.keys() - state.values.keys():
                joined.values[location] = self._either(location, joined.values[location], None)
            joined.tests |= state.tests
            joined.locks &= state.locks
            joined.entered |= state.entered
            joined.awaits |= state.awaits
        return joined

    def _either(self, location: Location, one: Value | None, other: Value | None) -> Value:
        unwritten = Value(self._symbol(*location))
        one, other = one or unwritten, other or unwritten
        symbol = one.symbol if one.symbol == other.symbol else self._fresh()
        return Value(symbol, one.reads | other.reads, one.constant if one.constant == other.constant else "")


def union(reads: Iterable[frozenset[Read]]) -> frozenset[Read]:
    """All of them."""
    return frozenset[Read]().union(*reads)


def same(read: Location, write: Location) -> bool | None:
    """None if they are different locations; False if one is the other's container at large."""
    if read == write:
        return read[0] != "item" or read[2] is not None
    if read[0] == write[0] == "item" and read[1] == write[1] and None in (read[2], write[2]):
        return False
    return None


def _whole(location: Location) -> Location:
    return location[:2] if location[0] == "item" else location


def relocked(read: Read, later: Read) -> bool:
    """Whether a lock was taken between the two."""
    return later.time > read.time and bool(later.entered - read.entered)


def position(node: Any) -> Position:
    """Where a node is, from its first to behind its last character."""
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def anchors(*nodes: Any) -> frozenset[Position]:
    """The positions that an instruction of one of these nodes may have."""
    return frozenset(anchor for node in nodes for anchor in _anchor(node))


def _anchor(node: Any) -> Iterator[Position]:
    line, column, end_line, end_column = position(node)
    yield line, column, end_line, end_column
    name = node.func if isinstance(node, ast.Call) else node
    if isinstance(name, ast.Attribute) and name.end_lineno != line:
        # Of an expression over several lines the compiler gives what the attribute's name is in.
        yield name.end_lineno or line, (name.end_col_offset or 0) - len(name.attr.encode()), end_line, end_column
