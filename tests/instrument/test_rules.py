"""What needs no probe gets none, and what only looks like it does."""

from __future__ import annotations

import dis
from types import CodeType

import pytest
from recording import FakeSite, Recorder, compiled, recorded

from datarace.instrument.body import Body
from datarace.instrument.rewriting import rewrite, rewrite_frozen
from datarace.instrument.tree import walk


def kinds(source: str, body: Body = Body.LIVE) -> list[tuple[object, ...]]:
    return [row[:2] for row in recorded(source, body).said()]


def cells(function: str) -> list[tuple[object, ...]]:
    return [row for row in kinds(function + "\nf()\n") if str(row[0]).startswith("CELL")]


def test_functions_classes_and_modules_are_no_variables() -> None:
    assert kinds("import os\ndef g(): return C, os\nclass C: pass\n@staticmethod\ndef h(): pass\ng()\n") == [("IMPORTED", "os")]


def test_a_function_s_name_that_is_also_assigned_is_a_variable() -> None:
    assert ("GLOBAL_READ", "g") in kinds("def g(): return g\ng = g\ng()\n")


def test_a_name_that_is_assigned_what_another_function_makes_is_a_variable() -> None:
    assert ("GLOBAL_WRITE", "g") in kinds("g = (lambda f: f)(lambda: 1)\n")


def test_a_global_that_a_function_assigns_is_a_variable() -> None:
    assert ("GLOBAL_READ", "n") in kinds("def f():\n    global n\n    n = 1\ndef g(): return n\nf(); g()\n", Body.MODULE)


def test_a_name_that_only_another_module_can_bind_is_a_variable() -> None:
    source = "def f(): return injected, len, __name__, C\nclass C:\n    def injected(self): pass\n"
    recorder = Recorder()
    for file, expected in (("/x/module.py", [("GLOBAL_READ", "injected", None)]), ("<string>", [])):
        recorder.log.clear()
        namespace: dict[str, object] = {"injected": 1, "__name__": "m"}
        code = compile(source, file, "exec")
        exec(rewrite(code, is_main=False, body=Body.DETACHED, make_site=recorder), namespace)
        eval("f()", namespace)
        assert recorder.said() == expected
    star = compile("from os.path import *\n" + source, "/x/module.py", "exec")
    assert "GLOBAL_READ" not in {site.kind for site in _sites(rewrite(star, is_main=False, make_site=recorder))}


def _sites(code: CodeType) -> list[FakeSite]:
    found = [constant for constant in code.co_consts if isinstance(constant, FakeSite)]
    return found + [site for inner in code.co_consts if isinstance(inner, CodeType) for site in _sites(inner)]


def test_names_from_outside_the_code_are_variables_if_the_caller_says_so() -> None:
    source = "def f(): return n\n"
    recorder = Recorder()
    function = compiled(source).co_consts[0]
    code = rewrite(function, is_main=False, globals_names={"n"}, make_site=recorder)
    assert eval(code, {"n": 3}) == 3
    assert recorder.said() == [("GLOBAL_READ", "n", None)]
    assert rewrite(function, is_main=False, make_site=recorder) is function


@pytest.mark.parametrize(
    "function",
    [
        "def f():\n    n = 1\n    n += 1\n    def g(): return n\n    return g() + n",
        "def f(n=1):\n    def g(): return n\n    return g()",
        "def f():\n    for i in range(3):\n        n = i\n    return (lambda: n)()",
        "def f(n=1):\n    def g():\n        def h(): return n\n        return h() + n\n    return g()",
    ],
)
def test_closure_variables_that_never_change_again_need_no_probe(function: str) -> None:
    assert cells(function) == []


@pytest.mark.parametrize(
    "function",
    [
        "def f():\n    n = 1\n    g = lambda: n\n    n = 2\n    g()",
        "def f():\n    for n in range(3):\n        g = lambda: n\n    g()",
        "def f():\n    fs = []\n    while len(fs) < 2:\n        n = len(fs)\n        fs.append(lambda: n)\n    fs[0]()",
        "def f(n=1):\n    def g():\n        nonlocal n\n        n = 2\n    def h(): return n\n    g(); h()",
        "def f(n=1):\n    def g():\n        def k():\n            nonlocal n\n            n = 2\n        k()\n        return n\n    g()",
        "def f(n=1):\n    def g(): return n\n    g()\n    del n",
        "def f(n=1):\n    class C:\n        nonlocal n\n        n = 2\n    (lambda: n)()",
    ],
)
def test_closure_variables_that_change_later_have_probes(function: str) -> None:
    assert cells(function) != []


def test_methods_of_the_module_are_not_watched_when_they_are_called() -> None:
    source = "class C:\n    def m(self): return self.m\nC().m()\n"
    assert kinds(source) == [("ATTR_READ", "m")]  # the one that is not a call


def test_methods_that_are_also_assigned_are_watched() -> None:
    source = "class C:\n    def m(self): pass\nc = C()\nc.m = print\nC().m()\n"
    assert ("ATTR_READ", "m") in kinds(source)


def test_a_container_s_method_that_is_also_assigned_is_watched() -> None:
    assert ("ATTR_READ", "pop") not in kinds("def f(d): return d.pop('a')\nf({'a': 1})\n")
    source = "class C: pass\ndef f(d): return d.pop('a')\nc = C()\nc.pop = lambda k: k\nf(c)\n"
    assert ("ATTR_READ", "pop") in kinds(source)


def test_functions_of_standard_modules_are_not_watched_when_they_are_called() -> None:
    assert kinds("import os\ndef f(): return os.getpid()\nf()\n") == [("IMPORTED", "os")]
    assert ("ATTR_READ", "sep") in kinds("import os\ndef f(): return os.sep\nf()\n")


def test_a_container_that_was_imported_is_watched() -> None:
    source = "from sys import path\ndef f(): path.count(1)\nf(); path.index(path[0])\n"
    assert [row[:2] for row in kinds(source) if row[0] == "METHOD"] == [("METHOD", "count"), ("METHOD", "index")]


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ("x.a + x.a + x.a", 1),
        ("(x.a, y.a, x.a)", 2),
        ("x.a + g() + x.a", 2),
        ("(x.a, (x := y), x.a)", 2),
        ("x.a + (x.a if x.b else x.a)", 1),
        ("x.a + (x.a if x.c else x.a)", 1),
        ("(x.a if x.c else 0) + x.a", 1),
        ("(x.a if x.c else g()) + x.a", 1),
        ("(x.a + g() if not x.c else x.a) + x.a", 2),
        ("(x.c or x.a) + (x.c or x.a)", 2),
        ("[x.a for _ in range(2)] and x.a", 2 + 1),
        ("(x.a, x.b, x.a)", 1),
    ],
)
def test_a_read_that_repeats_another_needs_no_probe(body: str, reads: int) -> None:
    source = f"""
class C: a = b = 1; c = 0
def g(): return 1
def f(x, y):
    return {body}
f(C(), C())
"""
    assert kinds(source).count(("ATTR_READ", "a")) == reads


def test_a_write_after_a_read_has_its_own_probe() -> None:
    source = "class C: a = 1\ndef f(x):\n    x.a = x.a + x.a\n    return x.a\nf(C())\n"
    assert kinds(source) == [("ATTR_READ", "a"), ("ATTR_WRITE", "a")]


def planned(source: str) -> list[tuple[object, object]]:
    """The probes of all functions in the source, which is not run, in the order of the code."""
    code = rewrite(compiled(source), is_main=False, make_site=Recorder())
    sites = [row.argval for part in walk(code) for row in dis.get_instructions(part) if isinstance(row.argval, FakeSite)]
    return [(site.kind, site.name) for site in sites]


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ("x.a.b + x.a.b", ["a", "b"]),
        ("x.a; x.a = y; return x.a.b", ["a", "b"]),  # the store stands for the second read of a
        ("x.a.b; y.a = x; return x.a.b", ["a", "b", "b"]),  # y may be x: x.a may be another object
        ("x.a.b; x = y; return x.a.b", ["a", "b", "a", "b"]),
        ("x.a.b; y.b = 1; return x.a.b", ["a", "b"]),
        ("x.a; del x.a; return x.a", ["a", "a"]),
        ("if x.a: pass\n  while x.a: y = x.a", ["a", "a"]),
        ("try: x.a\n  except E: x.a", ["a", "a"]),
        ("for i in y: x.a", ["a"]),
        ("x.a\n  for i in y: pass\n  x.a", ["a", "a"]),
        ("yield x.a; x.a", ["a", "a"]),
    ],
)
def test_what_may_have_changed_is_read_anew(body: str, reads: list[str]) -> None:
    source = f"class C: a = b = None\ndef f(x, y):\n  {body}\n"
    assert [name for kind, name in planned(source) if kind == "ATTR_READ"] == reads


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ("x[i] + x[i]", 1),
        ("x[i] + x[j] + x[i]", 2),
        ("x[0] + x[1] + x[0] + x[True]", 3),
        ("x[i]; x[j] = 1; x[i]", 1),  # whatever place that is: this one was read
        ("x[i]; i = j; x[i]", 2),
        ("x[i][j] + x[i][j]", 2),
        ("x[i][j]; x[j] = y; x[i][j]", 3),  # x[i] is what was read, but may be another object
        ("x[i] = 1; x[i]", 0),
        ("x[i]; del x[i]; x[i]", 2),
        ("x[i] and y(x) and x[i]", 2),
        ("x.a[i]; x.a = y; x.a[i]", 2),
        ("x[y[i]]; y[j] = 1; x[y[i]]", 3),
        ("\n  if i in x: x[i]", 0),
        ("\n  if i not in x: x[i]", 1),  # a defaultdict makes it
        ("\n  if i not in x: return\n  x[i]", 0),
        ("\n  if i in x: y(x)\n  x[i]", 1),
        ("\n  if i in x and x[i]: x[i]", 0),
        ("\n  while i in x: y(x)\n  if j: pass\n  x[i]", 1),
    ],
)
def test_an_element_that_was_accessed_needs_no_probe(body: str, reads: int) -> None:
    found = planned(f"def f(x, y, i, j):\n  pass; {body}\n".replace("pass; \n", "pass\n"))
    assert [kind for kind, _ in found].count("ITEM_READ") == reads


def test_globals_and_cells_that_were_accessed_need_no_probe() -> None:
    source = """
def f():
    global n
    n = 0
    n + n
    c = 1
    def g():
        nonlocal c
        c + c
        c = 2
        return c + n + n
    f()
    n + n
"""
    names = [kind for kind, _ in planned(source)]
    assert names.count("GLOBAL_READ") == 2
    assert names.count("CELL_READ") == 1


def test_a_loop_reads_again_in_each_round() -> None:
    source = "class C: a = 0\ndef f(x):\n    n = 3\n    while n:\n        n -= 1\n        x.a\n    x.a\nf(C())\n"
    assert kinds(source).count(("ATTR_READ", "a")) == 4


def test_range_that_is_not_the_builtin_one_is_iterated() -> None:
    source = "def range(n): return [n]\ndef f():\n    for x in range(1): pass\nrange = range\nf()\n"
    assert ("STEP", None) in [(row[0], None) for row in planned(source)]


def test_a_function_without_accesses_stays_the_same_object() -> None:
    code = compiled("def f(a, b):\n    return a + b * 2\n")
    assert rewrite(code, is_main=True, make_site=Recorder()) is code


def test_what_is_left_out_is_counted() -> None:
    code = compiled("def f(l):\n    return sorted(*l)\n")
    left_out = rewrite_frozen(code, Body.LIVE).left_out
    assert left_out == {"unmatched calls": 1}


def test_rewriting_depends_on_nothing_but_its_arguments() -> None:
    source = "import os\nclass C:\n    def m(self, x): self.n += x.y; self.l.append([x for x in x])\n"
    first, second = (rewrite_frozen(compiled(source), Body.LIVE).code for _ in range(2))
    assert first == second
