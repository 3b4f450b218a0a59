"""Which accesses belong together: a read and a write of one location by one activation of a function.

The runtime sees single accesses. That ``self.n = max(self.n, m)`` is an update, and ``if k not in d: d[k] = v`` a check and an
act that relies on it, is in the source: here it is read, for one access of a report, from the syntax tree of the function that
made it. The function is found by its name and first line, the access by the exact position of its instruction, both of which
code objects keep whatever probes were put into them. What the function does is walked through once
(`datarace.reports.dataflow`) and remembered.

No source, one that does not parse, or that has visibly changed since it was compiled: no answer. So for what ``exec`` runs, for
Python started without positions (``-X no_debug_ranges``), and for code of templates that only looks like Python's.

What it cannot see: a read and its write in different functions, or in different calls of one; a location that is reached by two
names for one object which no assignment in the function relates (``cls._x`` and ``Service._x``); keys that only the program can
tell to be equal. What a generator expression does is taken to happen where it stands.
"""

from __future__ import annotations

import ast
import warnings
from contextvars import Context
from dataclasses import dataclass
from itertools import compress, islice, pairwise
from opcode import opname
from types import CodeType
from typing import TYPE_CHECKING, Any

from datarace.reports.dataflow import SCOPES, Activation, Pair, Position, Scope, position
from datarace.reports.sources import source_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: How many files and functions stay in memory. They are found anew when more are needed.
_KEPT_FILES = 8
_KEPT_FUNCTIONS = 64

#: Kinds of locations that are variables, and those that are the content of containers.
_VARIABLES = {"attribute", "class attribute", "global", "variable"}
_CONTENTS = {"key", "index", "items", "shape", "elements"}

_COMPREHENSIONS: dict[type, str] = {
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of source text."""

    #: 1-based lines; 0-based columns, in bytes of UTF-8, as code objects count them.
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Compound:
    """A read and a write of one location that belong together."""

    #: "update": the value written derives from the read. "check": the read decided whether, or to which item, the write is made.
    #: "checked again": it would be one of these, but the location is read again after a lock was taken, or by setdefault(), and
    #: decides anew.
    how: str
    #: Which of the two the access is: "read" or "write".
    part: str
    #: The expression that reads.
    read: Place
    #: The statement or call that writes; for targets of ``for`` and ``with``, the target.
    write: Place
    #: Whether both are about the same variable or item. If not, one is about the container at large, such as its length.
    same_key: bool
    #: Whether the read is in a with block, or between acquire() and release(), that is left before the write.
    released_between: bool
    #: Whether a with block is entered, or acquire() called, after the read and before the write.
    acquired_between: bool
    #: Whether other tasks of an event loop, or the caller of a generator, may run in between.
    awaits_between: bool
    #: Whether the write is never made without the read before it, in the same call.
    certain: bool
    #: Whether the read is of one item of a container, or whether it is there, and not of the container at large.
    of_item: bool = False


def compounds(code: CodeType, offset: int, is_write: bool, kind: str = "") -> tuple[Compound, ...]:
    """The compound accesses that an access is part of, the most telling first. Never raises.

    Args:
        code: what was running.
        offset: the byte of the instruction.
        is_write: whether the access is a write. Methods that read and write, such as pop(), are both parts.
        kind: the kind of the location, as in `Location`: at one position there may be a read of an attribute and one of what it
            holds (``if self.items``). Empty if not known.
    """
    try:
        return _compounds(code, offset, is_write, kind)
    except Exception:
        # Sources can be deeper than the stack has room for, or be no sources at all. A report without this is still a report.
        return ()


def compounds_through(code: CodeType, offset: int, is_write: bool, kind: str, name: str) -> tuple[Compound, ...]:
    """As `compounds`, of an access that a property, or an operator of a class, makes for a statement: ``counter.value += 1``.

    Never raises.

    Args:
        code: of the function that the statement is in.
        offset: the byte of its instruction that runs the property or the operator.
        is_write: whether the access is a write.
        kind: the kind of the location that is accessed in the end.
        name: the name of that location; empty if it has none.
    """
    try:
        if not _runs_operator(code, offset):
            return ()
        return _compounds(code, offset, is_write, kind, name)
    except Exception:
        return ()


_OPERATORS = ("LOAD_ATTR", "STORE_ATTR", "BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "BINARY_OP", "CONTAINS_OP")


def _runs_operator(code: CodeType, offset: int) -> bool:
    return opname[code.co_code[offset]] in _OPERATORS


def _stands_for(pair: Pair, kind: str, name: str) -> bool:
    """Whether the items or the attribute of a pair are likely kept where the access is: by name, as `value` in `_value`."""
    if pair.location[0] == "item":
        return kind in _CONTENTS
    return pair.location[0] == "attribute" and bool(pair.location[2].strip("_")) and name.endswith(pair.location[2].strip("_"))


def stored_constant(code: CodeType, offset: int) -> str:
    """The constant that a write stores, as Python text; empty if it is none or not always the same. Never raises."""
    try:
        where, activation = _find(code, offset)
        return activation.constants.get(where, "") if activation is not None and where is not None else ""
    except Exception:
        return ""


def decides_on_call(code: CodeType, look: int, call: int) -> str:
    """Whether what one activation reads decides that it makes a call, or writes. Never raises.

    Args:
        code: the function.
        look: the byte of the instruction that reads, or calls what reads.
        call: the byte of the instruction that calls, or writes.

    Returns:
        "check"; or "checked again" where it looks a second time, under a lock taken in between; empty if it does not decide.
    """
    try:
        where, activation = _find(code, look)
        called = _position(code, call)
        if activation is None or where is None or called is None:
            return ""
        if not any(_guards(node, where, called) for node in ast.walk(activation.scope)):
            return ""
        return "checked again" if _looks_again(activation.scope, where, called) else "check"
    except Exception:
        return ""


def _looks_again(scope: ast.AST, where: Position, called: Position) -> bool:
    """Whether between the two a lock is taken, and the same name then tested, in a way that decides on the second."""
    nodes = list(ast.walk(scope))
    names = {_last_name(node) for node in nodes if isinstance(node, ast.expr) and position(node) == where} - {""}
    taken = [position(node)[:2] for node in nodes if _takes_lock(node, where, called)]
    return any(
        any(where[:2] < lock < position(node.test)[:2] for lock in taken)
        and any(_reads_name(node.test, name) for name in names)
        and _guards(node, position(node.test), called)
        for node in nodes
        if isinstance(node, ast.If | ast.While | ast.IfExp)
    )


def _takes_lock(node: ast.AST, where: Position, called: Position) -> bool:
    """Whether it is a with block around the second place and not the first, or a call of ``acquire``."""
    if isinstance(node, ast.With | ast.AsyncWith):
        return _contains(node, called) and not _contains(node, where)
    return isinstance(node, ast.Call) and _last_name(node) == "acquire"


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def tests(code: CodeType, name: str) -> bool:
    """Whether a function decides something on a variable or attribute of that name. Never raises."""
    try:
        # The first instruction that stands for a piece of the source, and not for the function as such.
        start = next(i for i, place in enumerate(code.co_positions()) if None not in place and place[2] != place[3])
        _, activation = _find(code, 2 * start)
        return activation is not None and any(
            isinstance(node, ast.If | ast.While | ast.IfExp) and _reads_name(node.test, name)
            for node in ast.walk(activation.scope)
        )
    except Exception:
        return False


def _reads_name(test: ast.AST, name: str) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr == name) or (isinstance(node, ast.Name) and node.id == name)
        for node in ast.walk(test)
    )


def _guards(node: ast.AST, where: Position, called: Position) -> bool:
    """Whether a statement tests at `where`, and what it finds decides whether control comes to `called`."""
    if not isinstance(node, ast.If | ast.While | ast.IfExp) or not _contains(node.test, where):
        return False
    ways = [node.body, node.orelse]
    inside = [part for way in ways for part in (way if isinstance(way, list) else [way])]
    if any(_contains(part, called) for part in inside):
        return True
    leaves = isinstance(node, ast.If) and any(way and isinstance(way[-1], _LEAVING) for way in (node.body, node.orelse))
    return leaves and called[:2] > (node.end_lineno or 0, node.end_col_offset or 0)


_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def _compounds(code: CodeType, offset: int, is_write: bool, kind: str, name: str | None = None) -> tuple[Compound, ...]:
    """Those of the access itself or, with a name, of a statement that comes to it by a property or an operator."""
    where, activation = _find(code, offset)
    if activation is None or where is None:
        return ()
    fitting = (_is_of(pair, kind) if name is None else _stands_for(pair, kind, name) for pair in activation.pairs.values())
    pairs = compress(activation.pairs.values(), fitting)
    found = [(pair, part) for pair in pairs for part in _parts(pair, where, is_write)]
    if not found or not _unchanged([pair for pair, _ in found], code):
        return ()
    return tuple(sorted((_compound(pair, part, activation) for pair, part in found), key=_rank))


def _is_of(pair: Pair, kind: str) -> bool:
    return kind not in (_VARIABLES if pair.location[0] == "item" else _CONTENTS)


def _parts(pair: Pair, where: Position, is_write: bool) -> Iterator[str]:
    if is_write and where in pair.write_anchors:
        yield "write"
    elif where in pair.read.anchors and (pair.read.mutates or not is_write):
        yield "read"


def _compound(pair: Pair, part: str, activation: Activation) -> Compound:
    return Compound(
        pair.how,
        part,
        Place(*position(pair.read.node)),
        Place(*position(pair.write)),
        pair.same_key,
        pair.released,
        pair.acquired,
        pair.awaits,
        _always_read_before(activation.scope, pair.read.node, pair.write),
        pair.read.location[0] == "item" and pair.read.location[2] is not None,
    )


def _always_read_before(scope: ast.AST, read: ast.AST, write: ast.AST) -> bool:
    """Whether no branch or loop that may be passed by has the read and not the write."""
    path = _path(scope, read)
    for parent, child in pairwise(path):
        first = _EVALUATED_FIRST.get(type(parent))
        if first is None or child is getattr(parent, first, None) or any(node is write for node in ast.walk(parent)):
            continue
        if isinstance(parent, ast.BoolOp) and child is parent.values[0]:
            continue
        return False
    return bool(path)


#: What may pass by some of its parts, and the part that it never passes by.
_EVALUATED_FIRST: dict[type[ast.AST], str] = {
    **dict.fromkeys((ast.If, ast.IfExp, ast.While), "test"),
    **dict.fromkeys((ast.For, ast.AsyncFor, ast.comprehension), "iter"),
    ast.Match: "subject",
    **dict.fromkeys((ast.Try, ast.TryStar, ast.ExceptHandler, ast.BoolOp, ast.Compare), ""),
}


def _path(scope: ast.AST, node: ast.AST) -> list[ast.AST]:
    """The nodes from the scope down to one in it; empty when it is in none of its own statements."""
    pending = [[child] for child in ast.iter_child_nodes(scope)]
    while pending:
        path = pending.pop()
        if path[-1] is node:
            return path
        pending += [[*path, child] for child in ast.iter_child_nodes(path[-1])]
    return []


def _rank(compound: Compound) -> tuple[int, bool, bool, int, int, int]:
    """Updates first; then reads that are before the write in the text; then the nearest."""
    read, write = compound.read, compound.write
    before = (read.line, read.column) <= (write.end_line, write.end_column)
    how = ("update", "check", "checked again").index(compound.how)
    return how, not before, not compound.same_key, abs(write.line - read.line), read.line, read.column


# --- from the instruction to the syntax -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    """A parsed file."""

    #: By name and first line: functions, and comprehensions, which some versions make functions of, with the scope around them.
    scopes: dict[tuple[str, int], list[tuple[ast.AST, Scope]]]


# Reports are made by whichever thread found a race. Entries are complete before they are stored, and each operation on these
# dicts is one that CPython makes atomic, with and without GIL; at worst two threads parse the same file.
_files: dict[str, _File] = {}
_activations: dict[Scope, Activation] = {}


def _find(code: CodeType, offset: int) -> tuple[Position | None, Activation | None]:
    where = _position(code, offset)
    if where is None:
        return None, None
    file = _files.get(code.co_filename)
    if file is None:
        file = _parsed(code.co_filename)
        if len(_files) >= _KEPT_FILES:
            _files.clear()
            _activations.clear()
        _files[code.co_filename] = file
    scope = _scope(file, code, where)
    if scope is None:
        return where, None
    activation = _activations.get(scope)
    if activation is None:
        activation = Activation(scope)
        if len(_activations) >= _KEPT_FUNCTIONS:
            _activations.clear()
        _activations[scope] = activation
    return where, activation


def _position(code: CodeType, offset: int) -> Position | None:
    line, end_line, column, end_column = next(islice(code.co_positions(), max(offset, 0) // 2, None), (None,) * 4)
    if line is None or end_line is None or column is None or end_column is None:
        return None
    return line, column, end_line, end_column


def _parsed(name: str) -> _File:
    scopes: dict[tuple[str, int], list[tuple[ast.AST, Scope]]] = {}
    try:
        tree = _tree(source_text(name))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _File(scopes)
    nodes: list[tuple[ast.AST, Scope]] = [(tree, tree)]
    while nodes:
        node, scope = nodes.pop()
        for key in _keys(node):
            scopes.setdefault(key, []).append((node, scope))
        nodes.extend((child, child if isinstance(child, SCOPES) else scope) for child in ast.iter_child_nodes(node))
    return _File(scopes)


def _tree(text: str) -> ast.Module:
    """The tree of a source, without its warnings: the program was shown them when it was compiled, or chose not to be."""
    # The parser has no switch for them. A filter for a module of this name touches no other thread's warnings; and in an empty
    # context no catch_warnings() of the program applies.
    filters: Any = warnings.filters
    silence = ("ignore", None, Warning, "<source of a report>", 0)
    filters.insert(0, silence)
    try:
        tree: ast.Module = Context().run(ast.parse, text, "<source of a report>")
    finally:
        filters.remove(silence)
    return tree


def _keys(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Names and first lines that the code of a node may have."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name, min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    elif isinstance(node, ast.Lambda):
        yield "<lambda>", node.lineno
    elif isinstance(node, ast.Module):
        yield "<module>", 1
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        yield _COMPREHENSIONS[type(node)], node.lineno


def _scope(file: _File, code: CodeType, where: Position) -> Scope | None:
    """The innermost function of this name and first line that the instruction is in."""
    found = [scope for node, scope in file.scopes.get((code.co_name, code.co_firstlineno), ()) if _contains(node, where)]
    return found[-1] if found else None


def _contains(node: ast.AST, where: Position) -> bool:
    if isinstance(node, ast.Module):
        return True
    line, column, end_line, end_column = position(node)
    return (line, column) <= where[:2] and where[2:] <= (end_line, end_column)


def _unchanged(pairs: Sequence[Pair], code: CodeType) -> bool:
    """Whether code may have come from this source. It has not if the file was changed since."""
    if code.co_name in _COMPREHENSIONS.values():
        # It has but a part of the names around it.
        return True
    names = _names(code)
    return all(_mentions(pair.write, names) and _mentions(pair.read.node, names) for pair in pairs)


def _names(code: CodeType) -> set[str]:
    """All names that code mentions, those of inner functions included."""
    names = {*code.co_names, *code.co_varnames, *code.co_cellvars, *code.co_freevars}
    for constant in code.co_consts:
        if isinstance(constant, str):
            names.add(constant)
        elif isinstance(constant, CodeType):
            names |= _names(constant)
    return names


def _mentions(node: ast.AST, names: set[str]) -> bool:
    # Annotations of variables in functions are not compiled.
    parts = [node.target, node.value] if isinstance(node, ast.AnnAssign) else [node]
    for part in (part for whole in parts if whole is not None for part in ast.walk(whole)):
        name = part.attr if isinstance(part, ast.Attribute) else part.id if isinstance(part, ast.Name) else ""
        if name and name not in names and not (name.startswith("__") and any(mangled.endswith(name) for mangled in names)):
            return False
    return True
