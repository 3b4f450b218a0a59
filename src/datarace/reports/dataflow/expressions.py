"""How expressions are evaluated: what they read, and what their values derive from."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from datarace.reports.dataflow import calls
from datarace.reports.dataflow.memory import Location, Memory, Read, Test, Value, Write, anchors, union

_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Expressions(Memory):
    """A walk over expressions, and over the targets of assignments."""

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
        reads = union(part.reads for part in parts)
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
        # There are no negative literals.
        constant = f"-{operand.constant}" if isinstance(node.op, ast.USub) and operand.constant else ""
        return Value(self._symbol(type(node.op).__name__, operand.symbol), operand.reads, constant)

    def _JoinedStr(self, node: ast.JoinedStr) -> Value:
        parts = [self._value(part) for part in node.values]
        return Value(self._symbol("format", *(part.symbol for part in parts)), union(part.reads for part in parts))

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
        if isinstance(node.slice, ast.Slice):
            value = value._replace(symbol=self._symbol("slice", container.symbol, key.symbol))
        return value._replace(reads=value.reads | container.reads | key.reads)

    def _Slice(self, node: ast.Slice) -> Value:
        bounds = [self._value(bound) for bound in (node.lower, node.upper, node.step) if bound is not None]
        given = tuple(bound is not None for bound in (node.lower, node.upper, node.step))
        return Value(self._symbol("bounds", given, *(bound.symbol for bound in bounds)), union(bound.reads for bound in bounds))

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

    # --- targets

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
            self._write(location, value, Write(shown, anchors(target), True), selector)

    def _bind_name(self, name: str, value: Value | None = None) -> None:
        """A binding that is no write to be shown: def, import, except."""
        self.state.values["name", name] = value or Value(self._fresh())

    def _each(self, iterable: ast.expr, reads: frozenset[Read]) -> Value:
        """An item of what is iterated. An index derives from the length in name only: ``for i in range(len(a))``."""
        indices = isinstance(iterable, ast.Call) and calls.last_name(iterable.func) == "range"
        return Value(self._fresh(), frozenset() if indices else reads)

    # --- calls --------------------------------------------------------------------------------------------------------

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
        if name in calls.PURE and not node.keywords:
            of = () if receiver is None else (receiver.symbol,)
            result = Value(self._symbol(name, *of, *(argument.symbol for argument in arguments)), result.reads)
        if name in calls.OF_OBJECT and isinstance(node.func, ast.Attribute) and calls.last_name(node.func.value) == "object":
            return self._function(node, calls.OF_OBJECT[name], arguments, result)
        if receiver is not None:
            self._lock_call(name, receiver)
            reads = self._method(node, name, receiver, arguments, named)
            if reads is not None:
                return result._replace(reads=result.reads | reads)
        return self._function(node, name, arguments, result)

    def _lock_call(self, name: str, receiver: Value) -> None:
        if name in calls.ENTERS:
            self._enter(receiver.symbol)
        elif name in calls.LEAVES or name in calls.WAITS:
            given_back = {number for number in self.state.locks if self._held[number] == receiver.symbol}
            self.state.locks -= given_back
            if name in calls.WAITS and given_back:
                self._enter(receiver.symbol, block=bool(given_back & self._blocks))

    def _method(
        self, node: ast.Call, name: str, receiver: Value, arguments: Sequence[Value], named: Sequence[Value]
    ) -> frozenset[Read] | None:
        """What a container's method reads and writes: the reads, or None if it is no such method."""
        item: Location = self._item(receiver, None)
        if arguments and name in calls.READ_ITEM | calls.WRITE_ITEM:
            item = self._named(receiver, node.args[0]) or self._item(receiver, arguments[0].symbol)
        if (name in calls.READ_ITEM and arguments) or name in calls.READ_ALL:
            return self._read(item, node).reads
        if name in calls.WRITE_ITEM or name in calls.WRITE_ALL:
            told = self._read(item, node, mutates=True) if name in calls.TELLS else None
            written = union(value.reads for value in (*arguments, *named))
            # Arguments say what is added, or which one is removed.
            removes = name in calls.REMOVES
            value = Value(self._fresh(), frozenset() if removes else written)
            # One that fails when nothing is there, and is prepared for that, needs no look before.
            looks = name == "setdefault" or (self._caught and name in calls.TAKES)
            syntax = Write(node, anchors(node), looks=looks)
            self._write(item, value, syntax, written if removes else frozenset())
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
        elif name in calls.LOOKS and (len(arguments) == 1 or name not in ("min", "max")):
            looked = union(
                self._look(argument, node) for argument in (arguments[-1:] if name in ("map", "filter") else arguments[:1])
            )
            symbol = first.symbol if name == "iter" else result.symbol
            return Value(symbol, result.reads | looked)
        elif name in calls.CHANGES:
            told = self._read(self._item(first, None), node, mutates=True) if name in calls.TELLS else None
            written = Value(self._fresh(), union(argument.reads for argument in arguments[1:]))
            self._write(self._item(first, None), written, Write(node, anchors(node)))
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
        self._write(location, value, Write(node, anchors(node), name == "setattr"))
        return result
