"""Every access is told, once, with its object, before it happens."""

from __future__ import annotations

import bisect
import functools
import heapq
import sys
import textwrap
from types import CellType
from typing import Any

import pytest
from recording import HALF, REBOUND, RMW, recorded

from datarace.instrument.body import Body
from datarace.probes.effects import ALONE, TOGETHER
from datarace.probes.kinds import AT_ONCE, TAKEN


class Any_:
    """Equal to everything of a type."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.kind)

    def __repr__(self) -> str:
        return f"any {self.kind.__name__}"

    __hash__ = None  # type: ignore[assignment]


CELL = Any_(CellType)

# Up to 3.11 a comprehension is a function that is handed an iterator: it cannot know of what.
STEPS = [] if sys.version_info >= (3, 12) else [("STEP", Any_(object))] * 3

# Up to 3.11 the slice of an augmented assignment is made long before it is stored into.
OLD_SLICE: tuple[Any, ...] = ("ITEM_READ", HALF, "l", slice(1, 3))
NEW_SLICE: tuple[Any, ...] = ("ITEM_WRITE", RMW | HALF, "l", slice(1, 3))
if sys.version_info >= (3, 12):
    OLD_SLICE, NEW_SLICE = ("ITEM_READ", "l", slice(1, 3)), ("SLICE_WRITE", RMW, "l", (slice(1, 3), "l"))

TWO_HALVES: list[tuple[Any, ...]] = [("ATTR_READ", "attribute", REBOUND, "o"), ("ATTR_WRITE", "attribute", RMW, "o")]

# What is executed, in a function with these locals; what is told.
STATEMENTS: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("o.attribute", [("ATTR_READ", "attribute", "o")]),
    ("o.attribute = 1", [("ATTR_WRITE", "attribute", "o")]),
    ("o.attribute += 1", [("ATTR_WRITE", "attribute", RMW | HALF, "o")]),
    ("o.attribute *= n if n else 2", TWO_HALVES),
    ("o.attribute *= int(2)", TWO_HALVES),
    ("try: o.attribute += 1\n    except AttributeError: o.attribute = 1", TWO_HALVES),
    ("try: o.attribute += 1\n    finally: n = 2", TWO_HALVES),
    ("o.attribute *= n + n * n", [("ATTR_WRITE", "attribute", RMW | HALF, "o")]),
    ("o.attribute -= n * n", [("ATTR_WRITE", "attribute", RMW | HALF, "o")]),
    ("o.attribute = o.attribute + 1", [("ATTR_READ", "attribute", REBOUND, "o"), ("ATTR_WRITE", "attribute", "o")]),
    ("del o.attribute", [("ATTR_DELETE", "attribute", "o")]),
    ("o.method()", [("ATTR_READ", "method", "o")]),
    ("o.__class__, o.__dict__, o.method.__name__", [("ATTR_READ", "method", "o")]),
    ("d['a']", [("ITEM_READ", "d", "a")]),
    ("d['a'] = 1", [("ITEM_WRITE", "d", "a")]),
    ("d['a'] += 1", [("ITEM_READ", HALF, "d", "a"), ("ITEM_WRITE", RMW | HALF, "d", "a")]),
    ("d['a'] *= int(2)", [("ITEM_READ", "d", "a"), ("ITEM_WRITE", RMW, "d", "a")]),
    ("del d['a']", [("ITEM_DELETE", "d", "a")]),
    ("l[0] = l[1]", [("ITEM_READ", "l", 1), ("ITEM_WRITE", "l", 0)]),
    ("l[n:]", [("ITEM_READ", "l", slice(1, None))]),
    ("l[0:2:2]", [("ITEM_READ", "l", slice(0, 2, 2))]),
    ("l[n:3] = p", [("SLICE_WRITE", "l", (slice(1, 3), "p"))]),
    ("l[0:2] = p", [("SLICE_WRITE", "l", (slice(0, 2), "p"))]),
    ("l[0:3:2] = p", [("ITEM_WRITE", "l", slice(0, 3, 2))]),
    ("l[n:3] += p", [OLD_SLICE, ("METHOD", "__iadd__", 1, "l", "p"), NEW_SLICE]),
    ("l += [n]", [("METHOD", "__iadd__", 1, "l", "l")]),
    ("l += [7, 8, 9]", [("METHOD", "__iadd__", 1, "l", "l")]),
    ("d |= {'a': n}", [("METHOD", "__ior__", 1, "d", "d")]),
    ("l += p", [("METHOD", "__iadd__", 1, "l", "p")]),
    ("n += 1; n -= 2 ** n; t = 0; t += n", []),
    ("t = n; t |= n", [("METHOD", "__ior__", 1, 1, 1)]),
    ("d | d, n + n, n - n, n * n", [("METHOD", "__or__", 1, "d", "d")]),
    ("l + [n]", [("METHOD", "__add__", 1, "l", "l")]),
    ("match d:\n        case {'a': 1}: pass", [("MATCH_KEYS", "d", ("a",)), ("UNPACK", (1,))]),
    ("del l[n:3]", [("ITEM_DELETE", "l", slice(1, 3))]),
    ("n in l", [("CONTAINS", "l", 1)]),
    ("n not in d", [("CONTAINS", "d", 1)]),
    ("n in (1, 2)", []),
    ("x, y = p", [("UNPACK", "p")]),
    ("x, *y = l", [("UNPACK", "l")]),
    ("[*l]", [("UNPACK", AT_ONCE, "l")]),
    ("{*l}", [("UNPACK", AT_ONCE, "l")]),
    ("{**d}", [("UNPACK", AT_ONCE, "d")]),
    ("f(*l)", [("UNPACK", AT_ONCE, "l")]),
    ("f(*l, **d)", [("UNPACK", AT_ONCE, "d"), ("UNPACK", AT_ONCE, "l")]),
    ("for x in l: pass", [("ITERATE", "l"), *[("STEP", Any_(object))] * 4]),
    ("for x in range(3): pass", []),
    ("for x in (1, 2): pass", []),
    ("[x for x in range(n)]", STEPS[:2]),
    ("[x for x in l]", [("ITERATE", "l"), *[("STEP", Any_(object))] * 4]),
    ("{x: y for x in range(2) for y in range(x)}", STEPS),
    ("l.append(n)", [("METHOD", "append", 1, "l", 1)]),
    ("l.clear()", [("METHOD", "clear", "l", None)]),
    ("l.insert(n, 5)", [("METHOD", "insert", 2, "l", 1)]),
    ("l.sort(key=abs, reverse=True)", [("METHOD", "sort", "l", None)]),
    ("d.update(k=n)", [("METHOD", "update", "d", None)]),
    ("d.update(d, k=n)", [("METHOD", "update", 1, "d", "d")]),
    ("l.append(n if n else 2)", [("METHOD", "append", 1, "l", 1)]),
    ("l.append(l.pop())", [("METHOD", "pop", "l", None), ("METHOD", "append", 1, "l", 3)]),
    ("d.get('a').real", [("METHOD", "get", 1, "d", "a"), ("ATTR_READ", "real", 1)]),
    ("o.add(n)", [("METHOD", "add", 1, "o", 1)]),
    ("len(l)", [("CALL", "len", len, "l")]),
    ("sorted(l, key=abs)", [("CALL", "sorted", sorted, "l")]),
    ("list(l)", [("CALL", "list", list, "l")]),
    ("list()", []),
    ("max(l)", [("CALL", "max", ALONE, max, "l")]),
    ("max(n, 2)", []),
    ("getattr(o, 'attribute')", [("CALL", "getattr", TOGETHER, getattr, ("o", "attribute"))]),
    ("setattr(o, 'z', n)", [("CALL", "setattr", TOGETHER, setattr, ("o", "z", 1))]),
    ("setattr(o, 'a', 'b', 1)", [("CALL", "setattr", TOGETHER, setattr, ("o", "a", "b"))]),
    ("'a b'.split()", []),
    ("isinstance(n, list)", []),
    ("', '.join(l)", [("METHOD", "join", 1, ", ", "l")]),
    ("f.join(l, n) if n == 2 else o.add", [("ATTR_READ", "add", "o")]),
    ("match o:\n        case Thing(): pass", [("UNPACK", ())]),
    ("print(l, n, file=None, end='', sep='')", [("CALL", "print", print, "l"), ("CALL", "print", 1, print, 1)]),
    ("push(l, n)", [("CALL", "heapq.heappush", heapq.heappush, "l")]),
    ("heapq.heappush(l, n)", [("CALL", "heapq.heappush", heapq.heappush, "l")]),
    ("heapq.merge(l, l)", []),
    ("import bisect as b; b.insort(l, n)", [("ATTR_READ", "insort", bisect), ("CALL", "bisect.insort", bisect.insort, "l")]),
    (
        "from functools import reduce; reduce(f, l)",
        [("ATTR_READ", "reduce", functools), ("CALL", "functools.reduce", 1, functools.reduce, "l")],
    ),
    ("add = l.append; add(n)", [("ATTR_READ", "append", "l"), ("METHOD", "append", TAKEN | 1, Any_(object), 1)]),
    ("f(n, (add := l.append)(n))", [("ATTR_READ", "append", "l")]),
    ("match o:\n        case Thing(attribute=5): pass", [("MATCH_CLASS", "o", (Any_(type), ("attribute",))), ("UNPACK", (5,))]),
    ("import time\n    time.sleep(0)", [("ATTR_READ", "sleep", Any_(object))]),
    ("with o.attribute: pass", [("ATTR_READ", "attribute", "o")]),
]


@pytest.mark.parametrize(("statement", "expected"), STATEMENTS, ids=[statement for statement, _ in STATEMENTS])
def test_statement(statement: str, expected: list[tuple[Any, ...]]) -> None:
    source = textwrap.dedent("""\
        import heapq
        from heapq import heappush as push
        class Manager:
            def __enter__(self): return self
            def __exit__(self, *a): return None
        class Thing:
            def add(self, n): return n
        def noop(*a, **k): return a
        o = Thing()
        vars(o).update(attribute=5, method=noop)
        l, d, p, n = [1, 2, 3], {"a": 1, "b": [1, 2, 3]}, (4, 5), 1
        def run(o, l, d, p, n, f):
            STATEMENT
        try:
            run(o, l, d, p, n, noop)
        except TypeError:
            pass
        """).replace("STATEMENT", statement)
    recorder = recorded(source, Body.MODULE)
    site_objects = [row for row in recorder.log if row[0].where[1].startswith("run")]
    told = [(site.kind, *[mark for mark in (site.name, site.flags) if mark], *objects) for site, *objects in site_objects]
    told = [row for row in told if row[0] != "IMPORTED"]
    by_name = _locals(recorder, source)
    assert [
        tuple(by_name.get(id(part), part) if not isinstance(part, tuple) else _named(part, by_name) for part in row)
        for row in told
    ] == expected


def _locals(recorder: Any, source: str) -> dict[int, str]:
    """Objects of the run by their names, as far as probes saw them: containers are told from each other by what they are."""
    names: dict[int, str] = {}
    for _, *objects in recorder.log:
        for thing in [*objects, *[inner for outer in objects if isinstance(outer, tuple) for inner in outer]]:
            if type(thing).__name__ == "Thing":
                names[id(thing)] = "o"
            elif isinstance(thing, list):
                names[id(thing)] = "l"
            elif isinstance(thing, dict) and thing != {"a": 1, "k": 1}:
                names[id(thing)] = "d"
            elif thing == (4, 5):
                names[id(thing)] = "p"
    return names


def _named(part: tuple[Any, ...], names: dict[int, str]) -> Any:
    return names.get(id(part)) or tuple(names.get(id(thing), thing) for thing in part)


def test_closure_variables() -> None:
    recorder = recorded("""
def f():
    n = 0
    def g():
        nonlocal n
        n += 1
        del n
    g()
f()
""")
    assert recorder.said() == [
        ("CELL_WRITE", "n", CELL),
        ("CELL_WRITE", "n", RMW | HALF, CELL),
        ("CELL_DELETE", "n", CELL),
    ]


def test_globals() -> None:
    recorder = recorded("""
n = 0
def f():
    global n
    n += 1
    id(n)
    n = n
    del n
f()
""")
    assert recorder.said() == [
        ("GLOBAL_WRITE", "n", None),
        ("GLOBAL_WRITE", "n", RMW | HALF, None),
        ("GLOBAL_READ", "n", REBOUND, None),
        ("GLOBAL_WRITE", "n", None),
        ("GLOBAL_DELETE", "n", None),
    ]


def test_update_under_a_lock_is_one_write() -> None:
    recorder = recorded("""
import threading
lock = threading.Lock()
n = 0
def f():
    global n
    with lock:
        n += 1
    yield
next(f())
""")
    assert recorder.said("GLOBAL_READ", "GLOBAL_WRITE")[-1] == ("GLOBAL_WRITE", "n", RMW | HALF, None)
    assert ("GLOBAL_READ", "n", REBOUND, None) not in recorder.said()


def test_loop_over_the_names_of_the_main_module() -> None:
    recorder = recorded("for i in range(2): pass\ndel i\n")
    assert recorder.said() == [("GLOBAL_WRITE", "i", None)] * 2 + [("GLOBAL_DELETE", "i", None)]


def test_a_module_that_is_imported_tells_its_end_and_not_its_names() -> None:
    recorder = recorded("n = 0\nn += 1\nimport os\nx = os.sep\n", Body.MODULE)
    assert [row[:2] for row in recorder.said()] == [("IMPORTED", "os"), ("ATTR_READ", "sep"), ("MODULE_END", None)]


def test_names_of_a_detached_snippet_are_nobody_s_globals() -> None:
    assert recorded("n = 0\nn += 1\n", Body.DETACHED).said() == []


def test_constructor() -> None:
    recorder = recorded("""
class A:
    def __init__(self, n):
        self.n = n
        if n: return
        raise ValueError
A(1)
try: A(0)
except ValueError: pass
""")
    thing = Any_(object)
    assert recorder.said() == [("CONSTRUCT", thing), ("ATTR_WRITE", "n", thing), ("CONSTRUCT_END", None)] * 2


def test_finalizer() -> None:
    recorder = recorded("""
class A:
    def __del__(self):
        self.n = 1
def f(): A()
f()
""")
    assert [row[0] for row in recorder.said()] == ["FINALIZE", "ATTR_WRITE", "FINALIZE_END"]


def test_import_of_names_in_a_function_reads_the_module() -> None:
    recorder = recorded("def f():\n    from os import sep, path as p\nf()\n")
    assert [row[:2] for row in recorder.said()] == [("IMPORTED", "os"), ("ATTR_READ", "sep"), ("ATTR_READ", "path")]


def test_the_probe_of_a_method_comes_after_its_arguments() -> None:
    recorder = recorded("def f(l, o):\n    l.append(o.real)\nf([], 1)\n")
    assert [row[:2] for row in recorder.said()] == [("ATTR_READ", "real"), ("METHOD", "append")]


def test_a_receiver_that_is_rebound_by_the_arguments_is_still_the_receiver() -> None:
    recorder = recorded("def f():\n    x = first = []\n    x.append((x := 5))\n    return first\nf()\n")
    assert recorder.said() == [("METHOD", "append", 1, [5], 5)]


@pytest.mark.parametrize(
    ("statement", "of_local"),
    [
        ("l[0]", True),
        ("l[n + f(n)] = n", True),
        ("n in l", True),
        ("l.append(f(n))", True),
        ("len(l)", True),
        ("o.l[0]", False),
        ("o.l.append(n)", False),
        ("(l if n else o.l)[0]", False),
        ("l[(l := n)]", False),
        ("l[f(l := o)] = n", False),
        ("l.append((l := n))", False),
        ("len(f(l))", False),
    ],
)
def test_whether_a_container_is_in_a_local_variable_when_it_is_accessed(statement: str, of_local: bool) -> None:
    from datarace.instrument.opcodes import BORROWS

    source = f"def body(l, n, o):\n    f = o.f\n    l = o.f(l)\n    {statement}\n"
    recorder = recorded(
        f"{source}class O:\n    l = [1, 2]\n    f = staticmethod(lambda x: x)\ntry:\n    body([1, 2], 0, O)\nexcept TypeError:\n    pass\n"
    )
    accesses = [row[0] for row in recorder.log if row[0].kind in ("ITEM_READ", "ITEM_WRITE", "CONTAINS", "METHOD", "CALL")]
    assert len(accesses) == 1
    # Where references can be borrowed only the receiver of a method has one of its own.
    assert accesses[0].is_local == (of_local and (not BORROWS or accesses[0].kind == "METHOD"))


def test_a_generator_expression_tells_what_it_iterates() -> None:
    recorder = recorded("def f(l):\n    return list(x for x in l if x)\nf([1, 2])\n")
    told = [row for row in recorder.said("ITERATE") if isinstance(row[1], list)]
    assert told == [("ITERATE", [1, 2])]
    assert len(recorder.said("STEP")) == 3
