"""What one activation of a function reads and writes, in which order, and what its writes depend on.

`Activation` walks over the syntax tree of one body as the interpreter would, both ways at each branch and twice around each
loop, with symbols in place of values. At each write it looks whether an earlier read of the same location is among

- the reads that the written value was computed from: an *update*;
- the reads that decided that this point was reached (tests of enclosing statements, tests under which the code before left the
  block, failures that brought us into a handler) or which item is written: a *check*.

A *symbol* is a number for a value that we know nothing of but how it came about: two expressions with one symbol have the same
value. ``d = self.cache`` gives ``d`` the symbol of ``self.cache``, so ``d[k]`` and ``self.cache[k]`` are one location until one
of them is bound to something else. Where branches meet that bind a name differently, it gets a new symbol. A *location* is a
tuple:

- ``("name", name)``: a global or closure variable. (Locals too: it is how their values are remembered. Nobody asks for them.)
- ``("attribute", symbol of the object, name)``
- ``("item", symbol of the container, symbol of the key)``; the key is None for what concerns the container at large.

Each read remembers the locks held and the awaits passed when it was made. What a write does not hold any more, or holds in
addition, was released or acquired in between.

It errs in both directions. Calls are opaque: what a called function reads or writes does not count, and its result derives from
all it was given. Locks are guessed from their shape: any ``with`` block but those of `_NO_LOCKS`, and ``acquire()`` and
``release()`` of the same object.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

Location: TypeAlias = tuple[Any, ...]
#: Line, column, end line, end column, as `code.co_positions()` counts them.
Position: TypeAlias = tuple[int, int, int, int]
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scope: TypeAlias = ast.Module | ast.Interactive | ast.Expression | ast.ClassDef | Function
_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

# --- what calls do, by the name of the method or function -----------------------------------------------------------

#: Methods that read what is under their first argument.
_READ_ITEM = {"get", "__getitem__", "__contains__"}
#: Methods that read the container at large.
_READ_ALL = {"keys", "values", "items", "copy", "count", "index", "__len__", "__iter__", "union", "intersection", "difference"}
#: Methods that write what is under their first argument; the argument is what is written in sets.
_WRITE_ITEM = {"__setitem__", "__delitem__", "setdefault", "add", "remove", "discard", "pop"}
#: Methods that write the container at large.
_WRITE_ALL = {
    *("append", "appendleft", "insert", "extend", "extendleft", "update", "clear", "popitem", "popleft", "sort", "reverse"),
    *("rotate", "move_to_end", "intersection_update", "difference_update", "symmetric_difference_update"),
}
_REMOVES = {"remove", "discard", "pop", "__delitem__"}
#: Of the writing ones, those whose result tells what was there.
_TELLS = {"setdefault", "pop", "popitem", "popleft", "heappop", "heappushpop", "heapreplace"}
#: Functions that look at their first argument at large.
_LOOKS = {
    *("len", "bool", "list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all", "iter", "next"),
    *("enumerate", "reversed", "zip", "map", "filter", "copy", "deepcopy", "deque", "nlargest", "nsmallest"),
}
#: Functions that change their first argument at large.
_CHANGES = {
    *("heappush", "heappop", "heappushpop", "heapreplace", "heapify", "insort", "insort_left", "insort_right", "shuffle"),
}
#: Functions and methods whose result depends on nothing but their arguments, so that equal calls have one symbol.
_PURE = {
    *("type", "id", "int", "str", "float", "bytes", "hash", "repr", "abs", "round", "ord", "chr"),
    *("lower", "upper", "strip", "casefold", "title", "encode", "decode"),
}
#: Context managers that hold no lock.
_NO_LOCKS = {
    *("open", "suppress", "closing", "nullcontext", "redirect_stdout", "redirect_stderr", "catch_warnings", "localcontext"),
    *("TemporaryDirectory", "NamedTemporaryFile", "ThreadPoolExecutor", "ProcessPoolExecutor", "ExitStack", "TaskGroup"),
}
_ENTERS = {"acquire", "__enter__", "__aenter__", "acquire_read", "acquire_write", "enter_context", "enter_async_context"}
_LEAVES = {"release", "__exit__", "__aexit__", "release_read", "release_write"}
#: Give a lock back and take it again.
_WAITS = {"wait", "wait_for"}

#: What an unsuccessful read of each kind of location raises.
_FAILS = {
    "item": {"KeyError", "IndexError", "LookupError", "ValueError"},
    "attribute": {"AttributeError"},
    "name": {"NameError", "UnboundLocalError"},
}
_BROAD = {"Exception", "BaseException"}

#: Loops inside of loops are walked twice each: up to this depth, so that a body is walked 16 times at most.
_TWICE = 4


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


class _Write(NamedTuple):
    """The syntax of a write: what is shown of it, where its instruction may be, whether it can make or remove items."""

    node: ast.AST
    anchors: frozenset[Position]
    stores: bool = False


class Activation:
    """The walk over one body. `pairs` and `constants` are its results."""

    def __init__(self, scope: Scope) -> None:
        self.state = State()
        #: By kind, read and write, each in the order of its first appearance.
        self.pairs: dict[tuple[str, ast.AST, ast.AST], Pair] = {}
        #: The texts of constants that are stored, by the position of the instruction; empty where others are, too.
        self.constants: dict[Position, str] = {}
        self._locals = _plain_locals(scope)
        self._symbols: dict[tuple[Any, ...], int] = {}
        #: Of dicts that hold attributes or globals: the location of these without the name.
        self._namespaces: dict[int, tuple[Any, ...]] = {}
        #: The numbers of locks that were taken, one for each time, with the symbol of the object; those taken by with blocks.
        self._held: dict[int, int] = {}
        self._blocks: set[int] = set()
        self._reads: list[Read] = []
        #: Where control left a block, and what decided that: ("break", tests).
        self._left: list[tuple[str, frozenset[Test]]] = []
        #: The states at the breaks and continues of the enclosing loops.
        self._jumps: list[list[tuple[str, State]]] = []
        if isinstance(scope, ast.Lambda | ast.Expression):
            self._value(scope.body)
        else:
            self._block(scope.body)

    # --- symbols and locations --------------------------------------------------------------------------------------

    def _symbol(self, *made_of: Any) -> int:
        """The number of what is made in this way; equal ones have one number, so that symbols stay small."""
        return self._symbols.setdefault(made_of, len(self._symbols))

    def _fresh(self) -> int:
        return self._symbol("fresh", len(self._symbols))

    def _unknown(self, *values: Value) -> Value:
        """A value that somehow comes from others."""
        return Value(self._fresh(), _union(value.reads for value in values))

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
        before = {read for read in known.reads if _same(read.location, location) is None} if known is not None else set()
        parts, constant = (known.parts, known.constant) if known is not None else (None, "")
        if location[0] == "name" and location[1] in self._locals:
            return Value(symbol, known.reads if known is not None else frozenset(), constant, parts)
        read = Read(
            location,
            node,
            _anchors(node, *also),
            len(self._reads),
            state.locks,
            state.entered,
            state.awaits,
            mutates,
        )
        self._reads.append(read)
        return Value(symbol, frozenset({read, *before}), constant, parts)

    def _look(self, container: Value, node: ast.AST, *also: ast.AST) -> frozenset[Read]:
        """A read of the container at large: its length, all its items."""
        return self._read(self._item(container, None), node, *also).reads

    def _write(self, location: Location, value: Value, syntax: _Write, selector: frozenset[Read] = frozenset()) -> None:
        """A write, of what was computed from ``value.reads`` to where ``selector`` led."""
        state = self.state
        if syntax.stores:
            # ``for k in d: d[k] = 0`` stores where the loop led, and adds nothing.
            selector -= _union(test.reads for test in state.tests if test.of_loop)
        tests = state.tests | ({Test(selector)} if selector else frozenset())
        deciding = [read for test in tests for read in test.reads if self._decides(read, location, test, syntax)]
        latest = {read.node: read for read in sorted(deciding, key=_time)}
        for read in latest.values():
            again = any(later.location == read.location and _relocked(read, later) for later in latest.values())
            self._pair("checked again" if again else "check", read, location, syntax)
        computed = [read for read in value.reads if _same(read.location, location) is not None]
        for read in {read.node: read for read in sorted(computed, key=_time)}.values():
            # Written only if the location was seen, under the lock, to be as it was: compare and swap.
            again = any(
                read in test.reads and any(later.location == read.location and _relocked(read, later) for later in test.reads)
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

    def _decides(self, read: Read, location: Location, test: Test, syntax: _Write) -> bool:
        same_key = _same(read.location, location)
        # Storing to the items of a loop makes and removes none: ``for i in range(len(a)): a[i] = 0``.
        return same_key is not None and (same_key or not (test.of_loop and syntax.stores))

    def _pair(self, how: str, read: Read, location: Location, syntax: _Write) -> None:
        state = self.state
        pair = self.pairs.setdefault(
            (how, read.node, syntax.node),
            Pair(how, read, syntax.node, syntax.anchors, location, bool(_same(read.location, location))),
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

    # --- statements --------------------------------------------------------------------------------------------------

    def _block(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            if not self.state.alive:
                return
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        visit: Callable[[Any], None] | None = getattr(self, f"_{type(node).__name__}", None)
        if visit is not None:
            visit(node)

    def _leave(self, how: str) -> None:
        self._left.append((how, self.state.tests))
        self.state.alive = False

    def _departed(self, since: int) -> frozenset[Test]:
        return frozenset[Test]().union(*(tests for _, tests in self._left[since:]))

    def _forget(self, since: int, *how: str) -> None:
        """The departures of these kinds have arrived."""
        self._left[since:] = [departure for departure in self._left[since:] if departure[0] not in how]

    def _join(self, *states: State) -> State:
        """What is known where several ways meet. The tests are for the caller to say."""
        alive = [state for state in states if state.alive]
        if len(alive) < 2:
            return (alive[0] if alive else states[0]).copy()
        joined = alive[0].copy()
        for state in alive[1:]:
            for location, value in state.values.items():
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
        if one is other:
            return one
        symbol = one.symbol if one.symbol == other.symbol else self._fresh()
        return Value(symbol, one.reads | other.reads, one.constant if one.constant == other.constant else "")

    def _Expr(self, node: ast.Expr) -> None:
        self._value(node.value)

    def _Assign(self, node: ast.Assign) -> None:
        value = self._value(node.value)
        for target in node.targets:
            self._bind(target, value, node)

    def _AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, self._value(node.value), node)

    def _AugAssign(self, node: ast.AugAssign) -> None:
        location, selector = self._target(node.target)
        old = self._read(location, node.target)
        value = self._value(node.value)
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.BitOr | ast.BitAnd | ast.BitXor):
            # Lists, sets and dicts are changed in place, by an instruction that has the whole statement's position.
            self._write(self._item(old, None), value, _Write(node, _anchors(node)))
        made = self._symbol(type(node.op).__name__, old.symbol, value.symbol)
        self._write(location, Value(made, old.reads | value.reads), _Write(node, _anchors(node.target), True), selector)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._delete(target, node)

    def _delete(self, target: ast.expr, shown: ast.Delete) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                self._delete(part, shown)
        else:
            location, selector = self._target(target)
            self._write(location, Value(self._fresh()), _Write(shown, _anchors(target)), selector)

    def _target(self, node: ast.expr) -> tuple[Location, frozenset[Read]]:
        """What a target stands for, and the reads that say where it is."""
        if isinstance(node, ast.Name):
            return ("name", node.id), frozenset()
        if isinstance(node, ast.Attribute):
            return ("attribute", self._value(node.value).symbol, node.attr), frozenset()
        if isinstance(node, ast.Subscript):
            container, key = self._value(node.value), self._value(node.slice)
            return self._subscripted(container, node.slice, key), key.reads
        return ("unknown", self._fresh()), frozenset()

    def _bind(self, target: ast.expr, value: Value, shown: ast.AST) -> None:
        """Assign; ``shown`` is what a report shows of it."""
        if isinstance(target, ast.Starred):
            self._bind(target.value, self._unknown(value), shown)
        elif isinstance(target, ast.Tuple | ast.List):
            parts = value.parts
            if parts is None or len(parts) != len(target.elts) or any(isinstance(part, ast.Starred) for part in target.elts):
                reads = value.reads | self._look(value, target)
                parts = tuple(Value(self._symbol("part", value.symbol, i), reads) for i in range(len(target.elts)))
            for part, item in zip(target.elts, parts, strict=True):
                self._bind(part, item, shown)
        else:
            location, selector = self._target(target)
            self._write(location, value, _Write(shown, _anchors(target), True), selector)

    def _bind_name(self, name: str, value: Value | None = None) -> None:
        """A binding that is no write to be shown: def, import, except."""
        self.state.values["name", name] = value or Value(self._fresh())

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self._value(decorator)
        self._bind_name(node.name)

    _AsyncFunctionDef = _ClassDef = _FunctionDef

    def _Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind_name(alias.asname or alias.name.partition(".")[0])

    _ImportFrom = _Import

    def _Return(self, node: ast.Return) -> None:
        if node.value is not None:
            self._value(node.value)
        self._leave("return")

    def _Raise(self, node: ast.Raise) -> None:
        for child in (node.exc, node.cause):
            if child is not None:
                self._value(child)
        self._leave("raise")

    def _Assert(self, node: ast.Assert) -> None:
        self.state.tests |= {self._test(node.test, node)}

    def _Break(self, node: ast.Break) -> None:
        self._jumps[-1].append(("break", self.state.copy()))
        self._leave("break")

    def _Continue(self, node: ast.Continue) -> None:
        self._jumps[-1].append(("continue", self.state.copy()))
        self._leave("continue")

    def _If(self, node: ast.If) -> None:
        before, since = self.state.tests, len(self._left)
        test = self._test(node.test, node)
        self._branches([(test, node.body), (test, node.orelse)])
        self.state.tests = before | self._departed(since)

    def _branches(self, branches: Iterable[tuple[Test, Sequence[ast.stmt]]]) -> None:
        """Go each way from here."""
        start, ends = self.state, []
        for test, body in branches:
            self.state = start.copy()
            self.state.tests |= {test}
            self._block(body)
            ends.append(self.state)
        self.state = self._join(*ends)

    def _While(self, node: ast.While) -> None:
        def turn() -> Test:
            return self._test(node.test, node)

        endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        self._loop(node, turn, decides_after=True, endless=endless)

    def _For(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = self._value(node.iter)
        reads = iterable.reads | self._look(iterable, node.iter, node)

        def turn() -> Test:
            if isinstance(node, ast.AsyncFor):
                self._await()
            return Test(reads, of_loop=True)

        def bind() -> None:
            self._bind(node.target, self._each(node.iter, reads), node.target)

        self._loop(node, turn, bind)

    _AsyncFor = _For

    def _each(self, iterable: ast.expr, reads: frozenset[Read]) -> Value:
        """An item of what is iterated. An index derives from the length in name only: ``for i in range(len(a))``."""
        indices = isinstance(iterable, ast.Call) and _last_name(iterable.func) == "range"
        return Value(self._fresh(), frozenset() if indices else reads)

    def _loop(
        self,
        node: ast.While | ast.For | ast.AsyncFor,
        turn: Callable[[], Test],
        bind: Callable[[], None] = lambda: None,
        decides_after: bool = False,
        endless: bool = False,
    ) -> None:
        entry, since = self.state.copy(), len(self._left)
        jumps: list[tuple[str, State]] = []
        self._jumps.append(jumps)
        head = entry
        for _ in range(2 if len(self._jumps) <= _TWICE else 1):
            self.state = head.copy()
            test = turn()
            self.state.tests |= {test}
            bind()
            self._block(node.body)
            turned = [state for how, state in jumps if how == "continue"]
            for state in turned:
                state.locks = self._outside(entry.locks, state)
            # Whoever comes around did not leave; to have skipped the rest of the body decides nothing.
            self._forget(since, "continue")
            head = self._join(entry, self.state, *turned)
            head.tests = entry.tests | self._departed(since)
        self._jumps.pop()
        breaks = [state for how, state in jumps if how == "break"]
        broken = frozenset[Test]().union(*(state.tests for state in breaks))
        self.state = head
        test = turn()
        if decides_after:
            self.state.tests |= {test}
        self.state.alive = not endless
        self._block(node.orelse)
        self._forget(since, "break")
        tests = entry.tests | self._departed(since) | (broken if endless else {test} if decides_after else frozenset())
        for state in breaks:
            state.locks = self._outside(entry.locks, state)
        self.state = self._join(self.state, *breaks)
        self.state.tests = tests

    def _With(self, node: ast.With | ast.AsyncWith) -> None:
        before = self.state.locks
        for item in node.items:
            context = self._value(item.context_expr)
            if isinstance(node, ast.AsyncWith):
                self._await()
            if not _is_no_lock(item.context_expr):
                self._enter(context.symbol, block=True)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, self._unknown(context), item.optional_vars)
        self._block(node.body)
        # wait() may have given one back and taken it again.
        self.state.locks = self._outside(before)
        if isinstance(node, ast.AsyncWith):
            self._await()

    _AsyncWith = _With

    def _Try(self, node: Any) -> None:
        before, since, first = self.state.tests, len(self._left), len(self._reads)
        # Any statement of the body may be the last one before the handlers.
        points = [self.state.copy()]
        for statement in node.body:
            if self.state.alive:
                self._statement(statement)
                points.append(replace(self.state.copy(), alive=True))
        if node.handlers:
            self._forget(since, "raise")
        interrupted = self._join(*points)
        interrupted.locks = self._outside(points[0].locks, interrupted)
        reads = self._reads[first:]
        failures = [Test(_failing(reads, handler, node.body)) for handler in node.handlers]
        decided = {failure for failure in failures if failure.reads}
        self.state.tests |= decided
        self._block(node.orelse)
        ends = [self.state]
        for handler, failure in zip(node.handlers, failures, strict=True):
            self.state = interrupted.copy()
            self.state.tests = before | ({failure} if failure.reads else frozenset())
            if handler.name:
                self._bind_name(handler.name)
            self._block(handler.body)
            ends.append(self.state)
        arrives = any(end.alive for end in ends)
        self.state = self._join(*ends)
        self.state.tests = before | self._departed(since)
        if not all(end.alive for end in ends):
            self.state.tests |= decided
        if node.finalbody:
            if not arrives:
                self.state = replace(interrupted, tests=before)
            self._block(node.finalbody)
            self.state.alive = self.state.alive and arrives

    _TryStar = _Try

    def _Match(self, node: ast.Match) -> None:
        before, since = self.state.tests, len(self._left)
        subject = self._value(node.subject)
        rest, ends = self.state, []
        reads = subject.reads
        for case in node.cases:
            self.state = rest.copy()
            reads |= self._pattern(case.pattern, subject)
            if case.guard is not None:
                reads |= self._test(case.guard).reads
            rest.tests = self.state.tests = self.state.tests | {Test(reads)}
            self._block(case.body)
            ends.append(self.state)
        last = node.cases[-1]
        if last.guard is None and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None:
            rest.alive = False
        self.state = self._join(*ends, rest)
        self.state.tests = before | self._departed(since)

    def _pattern(self, pattern: ast.pattern, subject: Value) -> frozenset[Read]:
        """Bind the names of a pattern; what it looked at."""
        reads: frozenset[Read] = frozenset()
        inner = subject
        if isinstance(pattern, ast.MatchValue):
            reads = self._value(pattern.value).reads
        elif isinstance(pattern, ast.MatchMapping):
            for key in pattern.keys:
                location = self._subscripted(subject, key, self._value(key))
                reads |= self._read(location, pattern).reads
            inner = Value(self._fresh(), subject.reads | reads)
        elif isinstance(pattern, ast.MatchSequence):
            reads = self._look(subject, pattern)
            inner = Value(self._fresh(), subject.reads | reads)
        elif isinstance(pattern, ast.MatchClass):
            for name, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
                attribute = self._read(("attribute", subject.symbol, name), pattern)
                reads |= attribute.reads | self._pattern(part, attribute)
            inner = self._unknown(subject)
        for captured in (getattr(pattern, "name", None), getattr(pattern, "rest", None)):
            if captured is not None:
                self._bind_name(captured, inner)
        for child in ast.iter_child_nodes(pattern):
            if isinstance(child, ast.pattern) and child not in getattr(pattern, "kwd_patterns", ()):
                reads |= self._pattern(child, inner)
        return reads

    # --- expressions -------------------------------------------------------------------------------------------------

    def _value(self, node: ast.expr) -> Value:
        visit: Callable[[Any], Value] | None = getattr(self, f"_{type(node).__name__}", None)
        if visit is not None:
            return visit(node)
        return self._unknown(*(self._value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)))

    def _test(self, node: ast.expr, *around: ast.AST) -> Test:
        """Evaluate to find the way. ``around`` are the nodes whose position the jump may have."""
        if isinstance(node, ast.BoolOp):
            return Test(self._operands(node, *around, node).reads)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._test(node.operand, *around, node)
        value = self._value(node)
        if isinstance(node, ast.Compare | ast.Constant):
            return Test(value.reads)
        return Test(value.reads | self._look(value, node, *around))

    @contextmanager
    def _under(self, *tests: Test) -> Iterator[None]:
        before = self.state.tests
        self.state.tests = before | set(tests)
        yield
        self.state.tests = before

    def _operands(self, node: ast.BoolOp, *around: ast.AST) -> Value:
        before, reads = self.state.tests, frozenset[Read]()
        for operand in node.values:
            test = self._test(operand, *around)
            reads |= test.reads
            self.state.tests |= {test}
        self.state.tests = before
        return Value(self._fresh(), reads)

    def _BoolOp(self, node: ast.BoolOp) -> Value:
        return self._operands(node, node)

    def _IfExp(self, node: ast.IfExp) -> Value:
        test = self._test(node.test, node)
        with self._under(test):
            value = self._unknown(self._value(node.body), self._value(node.orelse))
        return value._replace(reads=value.reads | test.reads)

    def _Constant(self, node: ast.Constant) -> Value:
        text = repr(node.value)
        return Value(self._symbol("constant", type(node.value), text), constant=text)

    def _Tuple(self, node: ast.Tuple | ast.List) -> Value:
        parts = tuple(self._value(part) for part in node.elts)
        reads = _union(part.reads for part in parts)
        symbol = self._symbol("tuple", *(part.symbol for part in parts)) if isinstance(node, ast.Tuple) else self._fresh()
        return Value(symbol, reads, parts=None if any(isinstance(part, ast.Starred) for part in node.elts) else parts)

    _List = _Tuple

    def _Starred(self, node: ast.Starred) -> Value:
        value = self._value(node.value)
        return Value(self._fresh(), value.reads | self._look(value, node.value, node))

    def _BinOp(self, node: ast.BinOp) -> Value:
        left, right = self._value(node.left), self._value(node.right)
        return Value(self._symbol(type(node.op).__name__, left.symbol, right.symbol), left.reads | right.reads)

    def _UnaryOp(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return Value(self._fresh(), self._test(node.operand, node).reads)
        operand = self._value(node.operand)
        return Value(self._symbol(type(node.op).__name__, operand.symbol), operand.reads)

    def _JoinedStr(self, node: ast.JoinedStr) -> Value:
        parts = [self._value(part) for part in node.values]
        return Value(self._symbol("format", *(part.symbol for part in parts)), _union(part.reads for part in parts))

    def _FormattedValue(self, node: ast.FormattedValue) -> Value:
        value = self._value(node.value)
        spec = self._value(node.format_spec) if node.format_spec is not None else Value(-1)
        return Value(self._symbol("formatted", value.symbol, node.conversion, spec.symbol), value.reads | spec.reads)

    def _Compare(self, node: ast.Compare) -> Value:
        left = self._value(node.left)
        reads = left.reads
        for operator, operand in zip(node.ops, node.comparators, strict=True):
            right = self._value(operand)
            reads |= right.reads
            if isinstance(operator, ast.In | ast.NotIn):
                reads |= self._read(self._named(right, node.left) or self._item(right, left.symbol), node).reads
            elif isinstance(operand, ast.List | ast.Dict | ast.Set):
                reads |= self._look(left, node)
            left = right
        return Value(self._fresh(), reads)

    def _Name(self, node: ast.Name) -> Value:
        return self._read(("name", node.id), node)

    def _Attribute(self, node: ast.Attribute) -> Value:
        owner = self._value(node.value)
        if node.attr == "__dict__":
            return Value(self._namespace("attribute", owner.symbol), owner.reads)
        if node.attr == "__class__":
            return Value(self._symbol("type", owner.symbol), owner.reads)
        value = self._read(("attribute", owner.symbol, node.attr), node)
        return value._replace(reads=value.reads | owner.reads)

    def _Subscript(self, node: ast.Subscript) -> Value:
        container, key = self._value(node.value), self._value(node.slice)
        value = self._read(self._subscripted(container, node.slice, key), node)
        return value._replace(reads=value.reads | container.reads | key.reads)

    def _NamedExpr(self, node: ast.NamedExpr) -> Value:
        value = self._value(node.value)
        self._bind(node.target, value, node)
        return value

    def _Await(self, node: ast.Await) -> Value:
        value = self._value(node.value)
        self._await()
        return self._unknown(value)

    def _Yield(self, node: ast.Yield | ast.YieldFrom) -> Value:
        if node.value is not None:
            self._value(node.value)
        self._await()
        return Value(self._fresh())

    _YieldFrom = _Yield

    def _Lambda(self, node: ast.Lambda) -> Value:
        return self._unknown(*(self._value(default) for default in (*node.args.defaults, *node.args.kw_defaults) if default))

    def _comprehension(self, node: _Comprehension) -> Value:
        names = [name.id for part in node.generators for name in ast.walk(part.target) if isinstance(name, ast.Name)]
        hidden = {("name", name): self.state.values.get(("name", name)) for name in names}
        before, reads = self.state.tests, frozenset[Read]()
        for part in node.generators:
            iterable = self._value(part.iter)
            reads |= iterable.reads | self._look(iterable, part.iter, node)
            if part.is_async:
                self._await()
            self._bind(part.target, self._each(part.iter, reads), part.target)
            self.state.tests |= {Test(reads, of_loop=True)}
            for condition in part.ifs:
                test = self._test(condition, node)
                reads |= test.reads
                self.state.tests |= {test}
        made = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        value = self._unknown(*(self._value(part) for part in made))
        self.state.tests = before
        for location, known in hidden.items():
            self.state.values.pop(location, None)
            if known is not None:
                self.state.values[location] = known
        return value._replace(reads=value.reads | reads)

    _ListComp = _SetComp = _DictComp = _GeneratorExp = _comprehension

    # --- calls -------------------------------------------------------------------------------------------------------

    def _Call(self, node: ast.Call) -> Value:
        if isinstance(node.func, ast.Attribute):
            receiver = self._value(node.func.value)
            method = self._read(("attribute", receiver.symbol, node.func.attr), node.func)
            function, name = method._replace(reads=method.reads | receiver.reads), node.func.attr
        else:
            function, receiver = self._value(node.func), None
            name = node.func.id if isinstance(node.func, ast.Name) else ""
        arguments = [self._value(argument) for argument in node.args]
        named = [self._value(keyword.value) for keyword in node.keywords]
        result = self._unknown(function, *arguments, *named)
        if name in _PURE and not node.keywords:
            of = () if receiver is None else (receiver.symbol,)
            result = Value(self._symbol(name, *of, *(argument.symbol for argument in arguments)), result.reads)
        if receiver is not None:
            self._lock_call(name, receiver)
            reads = self._method(node, name, receiver, arguments, named)
            if reads is not None:
                return result._replace(reads=result.reads | reads)
        return self._function(node, name, arguments, result)

    def _lock_call(self, name: str, receiver: Value) -> None:
        if name in _ENTERS:
            self._enter(receiver.symbol)
        elif name in _LEAVES or name in _WAITS:
            given_back = {number for number in self.state.locks if self._held[number] == receiver.symbol}
            self.state.locks -= given_back
            if name in _WAITS and given_back:
                self._enter(receiver.symbol, block=bool(given_back & self._blocks))

    def _method(
        self, node: ast.Call, name: str, receiver: Value, arguments: Sequence[Value], named: Sequence[Value]
    ) -> frozenset[Read] | None:
        """What a container's method reads and writes: the reads, or None if it is no such method."""
        item: Location = self._item(receiver, None)
        if arguments and name in _READ_ITEM | _WRITE_ITEM:
            item = self._named(receiver, node.args[0]) or self._item(receiver, arguments[0].symbol)
        if (name in _READ_ITEM and arguments) or name in _READ_ALL:
            return self._read(item, node).reads
        if name in _WRITE_ITEM or name in _WRITE_ALL:
            told = self._read(item, node, mutates=True) if name in _TELLS else None
            written = _union(value.reads for value in (*arguments, *named))
            # Arguments say what is added, or which one is removed.
            removes = name in _REMOVES
            value = Value(self._fresh(), frozenset() if removes else written)
            self._write(item, value, _Write(node, _anchors(node)), written if removes else frozenset())
            return told.reads if told is not None else frozenset()
        return None

    def _function(self, node: ast.Call, name: str, arguments: Sequence[Value], result: Value) -> Value:
        """What a built-in function, or one of the standard library, does with its first argument."""
        if name == "globals" and not arguments:
            return Value(self._namespace("name"))
        if not arguments or isinstance(node.args[0], ast.Starred):
            return result
        first = arguments[0]
        if name == "vars":
            return Value(self._namespace("attribute", first.symbol), first.reads)
        if name in ("hasattr", "getattr", "setattr", "delattr") and len(arguments) > 1:
            attribute = node.args[1]
            if isinstance(attribute, ast.Constant) and isinstance(attribute.value, str):
                return self._attribute_function(node, name, ("attribute", first.symbol, attribute.value), arguments, result)
        elif name in _LOOKS and (len(arguments) == 1 or name not in ("min", "max")):
            looked = _union(
                self._look(argument, node) for argument in (arguments[-1:] if name in ("map", "filter") else arguments[:1])
            )
            symbol = first.symbol if name == "iter" else result.symbol
            return Value(symbol, result.reads | looked)
        elif name in _CHANGES:
            told = self._read(self._item(first, None), node, mutates=True) if name in _TELLS else None
            written = Value(self._fresh(), _union(argument.reads for argument in arguments[1:]))
            self._write(self._item(first, None), written, _Write(node, _anchors(node)))
            return result._replace(reads=result.reads | told.reads) if told is not None else result
        return result

    def _attribute_function(
        self, node: ast.Call, name: str, location: Location, arguments: Sequence[Value], result: Value
    ) -> Value:
        if name in ("hasattr", "getattr"):
            value = self._read(location, node)
            symbol = value.symbol if name == "getattr" and len(arguments) == 2 else result.symbol
            return Value(symbol, value.reads | result.reads)
        value = arguments[2] if name == "setattr" and len(arguments) > 2 else Value(self._fresh())
        self._write(location, value, _Write(node, _anchors(node), name == "setattr"))
        return result


def _union(reads: Iterable[frozenset[Read]]) -> frozenset[Read]:
    return frozenset[Read]().union(*reads)


def _time(read: Read) -> int:
    return read.time


def _same(read: Location, write: Location) -> bool | None:
    """None if they are different locations; False if one is the other's container at large."""
    if read == write:
        return read[0] != "item" or read[2] is not None
    if read[0] == write[0] == "item" and read[1] == write[1] and None in (read[2], write[2]):
        return False
    return None


def _relocked(read: Read, later: Read) -> bool:
    """Whether a lock was taken between the two."""
    return later.time > read.time and bool(later.entered - read.entered)


def _is_no_lock(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _last_name(node.func) in _NO_LOCKS


def _last_name(node: ast.expr | None) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _failing(reads: Iterable[Read], handler: ast.ExceptHandler, body: Sequence[ast.stmt]) -> frozenset[Read]:
    """The reads whose failure a handler may have been written for."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {_last_name(name) for name in types}
    # One that catches everything says nothing, unless there is just one thing that can fail.
    broad = (handler.type is None or names & _BROAD) and len(body) == 1
    return frozenset(read for read in reads if broad or _FAILS.get(read.location[0], set()) & names)


def position(node: Any) -> Position:
    """Where a node is, from its first to behind its last character."""
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _anchors(*nodes: Any) -> frozenset[Position]:
    return frozenset(anchor for node in nodes for anchor in _anchor(node))


def _anchor(node: Any) -> Iterator[Position]:
    line, column, end_line, end_column = position(node)
    yield line, column, end_line, end_column
    name = node.func if isinstance(node, ast.Call) else node
    if isinstance(name, ast.Attribute) and name.end_lineno != line:
        # Of an expression over several lines the compiler gives what the attribute's name is in.
        yield name.end_lineno or line, (name.end_col_offset or 0) - len(name.attr.encode()), end_line, end_column


def _plain_locals(scope: Scope) -> set[str]:
    """The names that nobody but this activation can see: those it binds, and that no inner function mentions."""
    if isinstance(scope, ast.Module | ast.Interactive | ast.Expression):
        return set()
    bound: set[str] = set()
    shared: set[str] = set()
    if not isinstance(scope, ast.ClassDef):
        args = scope.args
        every = (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg)
        bound.update(argument.arg for argument in every if argument is not None)
    nodes: list[ast.AST] = list(scope.body) if isinstance(scope.body, list) else [scope.body]
    while nodes:
        node = nodes.pop()
        if isinstance(node, SCOPES):
            shared.update(name.id for name in ast.walk(node) if isinstance(name, ast.Name))
            shared.update(
                name for inner in ast.walk(node) if isinstance(inner, ast.Global | ast.Nonlocal) for name in inner.names
            )
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            shared.update(node.names)
        nodes.extend(() if isinstance(node, SCOPES) else ast.iter_child_nodes(node))
    return bound - shared
