"""What functions and methods do with what they are given, told by their names alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from datarace.reports.dataflow.memory import Read

#: Methods that read what is under their first argument.
READ_ITEM = {"get", "__getitem__", "__contains__"}
#: Methods that read the container at large.
READ_ALL = {"keys", "values", "items", "copy", "count", "index", "__len__", "__iter__", "union", "intersection", "difference"}
#: Methods that write what is under their first argument; the argument is what is written in sets.
WRITE_ITEM = {"__setitem__", "__delitem__", "setdefault", "add", "remove", "discard", "pop"}
#: Methods that write the container at large.
WRITE_ALL = {
    *("append", "appendleft", "insert", "extend", "extendleft", "update", "clear", "popitem", "popleft", "sort", "reverse"),
    *("rotate", "move_to_end", "intersection_update", "difference_update", "symmetric_difference_update"),
}
REMOVES = {"remove", "discard", "pop", "__delitem__"}
#: Methods that fail when there is nothing to take.
TAKES = {"pop", "popleft", "popitem", "remove", "__delitem__"}
#: Of the writing ones, those whose result tells what was there.
TELLS = {"setdefault", "pop", "popitem", "popleft", "heappop", "heappushpop", "heapreplace"}
#: Functions that look at their first argument at large.
LOOKS = {
    *("len", "bool", "list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all", "iter", "next"),
    *("enumerate", "reversed", "zip", "map", "filter", "copy", "deepcopy", "deque", "nlargest", "nsmallest"),
}
#: Functions that change their first argument at large.
CHANGES = {
    *("heappush", "heappop", "heappushpop", "heapreplace", "heapify", "insort", "insort_left", "insort_right", "shuffle"),
}
#: Functions and methods whose result depends on nothing but their arguments, so that equal calls have one symbol.
PURE = {
    *("type", "id", "int", "str", "float", "bytes", "hash", "repr", "abs", "round", "ord", "chr"),
    *("lower", "upper", "strip", "casefold", "title", "encode", "decode"),
}
#: The built-in functions that do as these methods of `object` do: ``object.__setattr__(x, "name", value)``.
OF_OBJECT = {"__getattribute__": "getattr", "__setattr__": "setattr", "__delattr__": "delattr"}
#: Context managers that hold no lock.
NO_LOCKS = {
    *("open", "suppress", "closing", "nullcontext", "redirect_stdout", "redirect_stderr", "catch_warnings", "localcontext"),
    *("TemporaryDirectory", "NamedTemporaryFile", "ThreadPoolExecutor", "ProcessPoolExecutor", "ExitStack", "TaskGroup"),
}
ENTERS = {"acquire", "__enter__", "__aenter__", "acquire_read", "acquire_write", "enter_context", "enter_async_context"}
LEAVES = {"release", "__exit__", "__aexit__", "release_read", "release_write"}
#: Give a lock back and take it again.
WAITS = {"wait", "wait_for"}

#: What an unsuccessful read of each kind of location raises.
FAILS = {
    "item": {"KeyError", "IndexError", "LookupError", "ValueError"},
    "attribute": {"AttributeError"},
    "name": {"NameError", "UnboundLocalError"},
}
BROAD = {"Exception", "BaseException"}


def last_name(node: ast.expr | None) -> str:
    """``c`` of ``a.b.c``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def catches_failures(handlers: Sequence[ast.ExceptHandler]) -> bool:
    """Whether one of the handlers is for an item that is not there."""
    return any(_is_failure(handler.type) for handler in handlers)


def suppresses_failures(node: ast.expr) -> bool:
    """Whether a context manager goes on when an item is not there."""
    return isinstance(node, ast.Call) and last_name(node.func) == "suppress" and any(map(_is_failure, node.args))


def _is_failure(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Tuple):
        return any(map(_is_failure, node.elts))
    return node is None or last_name(node) in FAILS["item"] | BROAD


def is_no_lock(node: ast.expr) -> bool:
    """Whether a context manager is known to hold no lock."""
    return isinstance(node, ast.Call) and last_name(node.func) in NO_LOCKS


def failing(reads: Iterable[Read], handler: ast.ExceptHandler, body: Sequence[ast.stmt]) -> frozenset[Read]:
    """The reads whose failure a handler may have been written for."""
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {last_name(name) for name in types}
    # One that catches everything says nothing, unless there is just one thing that can fail.
    broad = (handler.type is None or names & BROAD) and len(body) == 1
    return frozenset(read for read in reads if broad or FAILS.get(read.location[0], set()) & names)
