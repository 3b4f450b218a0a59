"""How statements are executed: every way that control may take, and what decides between them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from datarace.reports.dataflow.calls import catches_failures, failing, is_no_lock, suppresses_failures
from datarace.reports.dataflow.expressions import Expressions
from datarace.reports.dataflow.memory import Read, State, Test, Value, Write, anchors

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scope: TypeAlias = ast.Module | ast.ClassDef | Function

SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

#: Loops inside of loops are walked twice each: up to this depth, so that a body is walked 16 times at most.
_TWICE = 4


class Activation(Expressions):
    """The walk over the body of one function, class or module."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(_plain_locals(scope))
        self.scope = scope
        #: Where control left a block, and what decided that: ("break", tests).
        self._left: list[tuple[str, frozenset[Test]]] = []
        #: The states at the breaks and continues of the enclosing loops.
        self._jumps: list[list[tuple[str, State]]] = []
        if isinstance(scope, ast.Lambda | ast.Expression):
            self._value(scope.body)
        else:
            self._block(scope.body)

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
            self._write(self._item(old, None), value, Write(node, anchors(node)))
        made = self._symbol(type(node.op).__name__, old.symbol, value.symbol)
        self._write(location, Value(made, old.reads | value.reads), Write(node, anchors(node.target), True), selector)

    def _Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._delete(target, node)

    def _delete(self, target: ast.expr, shown: ast.Delete) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                self._delete(part, shown)
        else:
            location, selector = self._target(target)
            self._write(location, Value(self._fresh()), Write(shown, anchors(target)), selector)

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
            if not is_no_lock(item.context_expr):
                self._enter(context.symbol, block=True)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, self._unknown(context), item.optional_vars)
        caught = self._caught
        self._caught = caught or any(suppresses_failures(item.context_expr) for item in node.items)
        self._block(node.body)
        self._caught = caught
        # wait() may have given one back and taken it again.
        self.state.locks = self._outside(before)
        if isinstance(node, ast.AsyncWith):
            self._await()

    _AsyncWith = _With

    def _Try(self, node: Any) -> None:
        before, since, first = self.state.tests, len(self._left), len(self._reads)
        # Any statement of the body may be the last one before the handlers.
        points = [self.state.copy()]
        caught = self._caught
        self._caught = caught or catches_failures(node.handlers)
        for statement in node.body:
            if self.state.alive:
                self._statement(statement)
                points.append(replace(self.state.copy(), alive=True))
        self._caught = caught
        if node.handlers:
            self._forget(since, "raise")
        interrupted = self._join(*points)
        interrupted.locks = self._outside(points[0].locks, interrupted)
        reads = self._reads[first:]
        failures = [Test(failing(reads, handler, node.body)) for handler in node.handlers]
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
