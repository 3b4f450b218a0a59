"""Reads and writes that belong together are found in the source, and no others.

In the sources of the table ``r‹x›`` stands for ``x``, and asks about a read there; ``w‹x›`` about a write, ``rw‹x›`` about both.
The first line of a case is what is expected of all its marks, or one answer for each in the order in which they begin:
``update``, ``check``, ``checked again``, each followed by what is so about it; ``-`` where nothing is.
"""

from __future__ import annotations

import dis
import importlib
import linecache
import re
import textwrap
import time
import warnings
from types import CodeType

import pytest

from datarace.reports import compound, sources
from datarace.reports.compound import Place, compounds, stored_constant

# One case after another, separated by empty lines. Those that begin with no def, class, async or @ are bodies of a function.
UPDATES = """
# update: augmented assignment
rw‹self.n› += 1

# update: addition
w‹self.n› = r‹self.n› + 1

# update: from right to left
w‹self.n› = 1 + 2 * r‹self.n›

# update: through a local
v = r‹self.n›
w‹self.n› = v + 1

# update: through several locals
v = r‹self.n›
v = v + 1
u = str(v)
t = f"{u}!"
w‹self.n› = t

# -: a local that was bound to something else
v = r‹self.n›
print(v)
v = 3
w‹self.n› = v

# update: a local that was bound to something else in one branch
v = r‹self.n›
if k:
    v = 3
w‹self.n› = v

# -: a local that was bound to something else in both branches
v = r‹self.n›
if k:
    v = 3
else:
    v = 4
w‹self.n› = v

# -: written before it is read
w‹self.n› = 0
v = r‹self.n›

# update: unpacking
a, b = r‹self.n›, 2
w‹self.n› = a

# -: the other part of the unpacking
a, b = r‹self.n›, 2
w‹self.n› = b

# -: a swap
w‹self.a›, w‹self.b› = r‹self.b›, r‹self.a›

# update: unpacking of a pair
a, b = r‹self.pair›
w‹self.pair› = (b, a)

# update: walrus
print(v := r‹self.n›)
w‹self.n› = v * 2

# update: a call that is given the value
w‹self.n› = max(r‹self.n›, v)

# update: a call by name
w‹self.n› = combine(old=r‹self.n›)

# update: a method of the value
w‹self.s› = r‹self.s›.replace("a", "b")

# update: a copy with one more
w‹self.items› = r‹self.items› + [v]

# update: a display
w‹self.items› = [*r‹self.items›, v]

# update: a display of a dict
w‹self.d› = {**r‹self.d›, k: v}

# update: a comprehension
w‹self.items› = [x for x in r‹self.items› if x]

# update: the next of a list
w‹node.next› = r‹node.next›.next

# update: push
w‹self.head› = Node(v, r‹self.head›)

# update: or
w‹self.x› = r‹self.x› or make()

# update: conditional expression
w‹self.n› = 0 if r‹self.n› > 9 else v

# -: the read of another attribute
w‹self.n› = r‹self.m› + 1

# -: the read of another object's
w‹self.n› = r‹other.n› + 1

# update: an alias of the object
me = self
w‹me.n› = r‹self.n› + 1

# -: no alias any more
me = self
me = other
w‹me.n› = r‹self.n› + 1

# -: the name stands for another object
v = r‹self.n›
self = other
w‹self.n› = v + 1

# update: an attribute of an attribute
w‹self.a.n› = r‹self.a.n› + 1

# -: the attribute in between was bound anew
v = r‹self.a.n›
self.a = other
w‹self.a.n› = v + 1

# update: getattr and setattr
v = r‹getattr(self, "n")›
w‹setattr(self, "n", v + 1)›

# update: getattr with default
w‹setattr(self, "n", r‹getattr(self, "n", 0)› + 1)›

# -: setattr of another name
w‹setattr(self, "n", r‹getattr(self, "m")› + 1)›

# update: vars
vars(self)["n"] = r‹self.n› + 1

# update: __dict__
w‹self.n› = r‹self.__dict__["n"]› + 1

# update: class attribute
w‹type(self).n› = r‹type(self).n› + 1

# update: class attribute in two ways
w‹type(self).n› = r‹self.__class__.n› + 1

# update: an item
rw‹d[k]› += 1

# update: an item and get
w‹d[k]› = r‹d.get(k, 0)› + 1

# update: an item with a key that is computed
w‹d[k, 1]› = r‹d[k, 1]› + 1

# update: an item with a pure key
w‹d[str(k)]› = r‹d.get(str(k), 0)› + 1

# -: an item with a key that a call gives
w‹d[key()]› = r‹d[key()]› + 1

# update: an augmented item whose key a call gives
rw‹d[key()]› += 1

# -: another key
w‹d[k]› = r‹d[v]› + 1

# -: a key that was bound anew
v = r‹d[k]›
k = other
w‹d[k]› = v

# update: an alias of the container
e = self.cache
w‹e[k]› = r‹self.cache[k]› + 1

# -: an alias of the container that was replaced
e = self.cache
self.cache = {}
w‹e[k]› = r‹self.cache[k]› + 1

# update: a constant key
w‹d["a"]› = r‹d["a"]› + 1

# -: another constant key
w‹d["a"]› = r‹d["b"]› + 1

# update at large: the number of items is the new one's value
w‹ids[k]› = r‹len(ids)›

# update at large: from the last
w‹self.items.append(r‹self.items[-1]› + 1)›

# update: setdefault tells
n = r‹d.setdefault(k, 0)›
w‹d[k]› = n + 1

# update: pop tells
n = r‹d.pop(k)›
w‹d[k]› = n + 1

# update: a loop that comes by again
v = 0
while k:
    w‹self.n› = v
    v = r‹self.n› + 1

# update acquired: two locks
v = r‹self.n›
with lock:
    w‹self.n› = v + 1

# update released acquired: given back in between
with lock:
    v = r‹self.n›
with lock:
    w‹self.n› = v + 1

# update released: written without
with lock:
    v = r‹self.n›
w‹self.n› = v + 1

# update: all under one lock
with lock:
    v = r‹self.n›
    w‹self.n› = v + 1

# update released acquired: acquire and release
lock.acquire()
v = r‹self.n›
lock.release()
lock.acquire()
w‹self.n› = v + 1
lock.release()

# update: acquire and release around both
lock.acquire()
try:
    v = r‹self.n›
    w‹self.n› = v + 1
finally:
    lock.release()

# update: opening a file is no lock
v = r‹self.n›
with open(k) as file:
    w‹self.n› = v + 1

# update released acquired: waiting gives the lock back
with cond:
    v = r‹self.n›
    cond.wait()
    w‹self.n› = v + 1

# update: waiting for something else
with cond:
    v = r‹self.n›
    event.wait()
    w‹self.n› = v + 1

# checked again acquired: compare and swap
v = r‹self.n›
with lock:
    if self.n == v:
        self.n = v + 1

# check, update: compare and swap, the second look
v = self.n
with lock:
    if r‹self.n› == v:
        self.n = r‹self.n› + 1

# update acquired: a check that is not of what was read
v = r‹self.n›
with lock:
    if self.n < 9:
        self.n = v + 1

# update awaits: await in between
async def f(self):
    v = r‹self.n›
    await g()
    w‹self.n› = v + 1

# update awaits: await in the statement
async def f(self):
    w‹self.n› = r‹self.n› + await g()

# update: await before and after
async def f(self):
    await g()
    rw‹self.n› += 1
    await g()

# update awaits: async with, async for
async def f(self):
    v = r‹self.n›
    async for x in g():
        w‹self.n› = v + x

# update released acquired awaits: async with
async def f(self, lock):
    async with lock:
        v = r‹self.n›
    async with lock:
        w‹self.n› = v + 1

# update awaits: yield
def f(self):
    v = r‹self.n›
    yield
    w‹self.n› = v + 1

# update: a global
def f():
    global total
    w‹total› = r‹total› + 1

# update: a closure variable
def f():
    n = 0
    def g():
        nonlocal n
        rw‹n› += 1
    return g

# update: a variable that an inner function sees
def f():
    n = 0
    def g():
        return n
    w‹n› = r‹n› + 1
    return g

# -: the inner function is another activation
def f(self):
    v = r‹self.n›
    def g():
        w‹self.n› = v + 1
    return g

# update: a lambda
f = lambda self: w‹setattr(self, "n", r‹self.n› + 1)›

# update: two lambdas in one line
f = (lambda self: 0, lambda self: w‹setattr(self, "n", r‹self.n› + 1)›)

# update: a method with a mangled name
class A:
    @staticmethod
    def f(self):
        rw‹self.__n› += 1

# update: module level
class A: pass
w‹total› = 0 or r‹total› + 1

# update: on several lines
w‹self.n› = (
    r‹self.n›
    + 1
)

# update: after a name that is not ASCII
w‹self.größe› = "ä" + r‹self.größe› + "ö"

# update: annotated
w‹self.n›: int = r‹self.n› + 1

# check: the target of a loop
for w‹self.n› in range(r‹self.n›, 9):
    pass

# update: with as
with open(r‹self.file›) as w‹self.file›:
    pass

# update: in a try
try:
    v = r‹self.n›
    w‹self.n› = v + 1
except ValueError:
    pass

# update: in a nested comprehension
w‹self.rows› = [[x + 1 for x in row] for row in r‹self.rows›]

# update; check: in match
match r‹self.n›:
    case [a, b]:
        w‹self.n› = a

# update: a set that a method makes
w‹self.seen› = r‹self.seen›.union({k})

# -: a call without the value
w‹self.n› = self.compute(r‹self.m›)

# update: twice, and the second is the second's
self.n = self.n + 1
w‹self.n› = r‹self.n› + 1

# update: numpy-like
a[i - 1] = r‹a[i - 1]› * 2

# -: numpy-like with another index
a[i] = r‹a[i - 1]› * 2

# -: a loop of indices
for i in range(len(a)):
    w‹a[i]› = 0

# update; update at large, update: the items of a walk
for k in d:
    w‹d[k]› = r‹d[k]› + 1
"""

CHECKS = """
# check: lazy
if r‹self.x› is None:
    w‹self.x› = make()

# check: else
if r‹self.x›:
    pass
else:
    w‹self.x› = make()

# check: elif
if k:
    pass
elif r‹self.x› is None:
    w‹self.x› = make()

# check: a later branch
if r‹self.x› == 1:
    pass
elif k:
    w‹self.x› = make()

# -: after the branches
if r‹self.x›:
    print()
w‹self.x› = make()

# -: another attribute
if r‹self.y› is None:
    w‹self.x› = make()

# -: in the test, before the read
if make(w‹setattr(self, "x", 1)›) and r‹self.x›:
    pass

# check: through a local
x = r‹self.x›
if x is None:
    w‹self.x› = make()

# check: through a local of the outcome
known = r‹k in d›
if not known:
    w‹d[k]› = v

# check: singleton
def f(cls):
    inst = r‹cls._inst›
    if inst is None:
        inst = cls()
        w‹cls._inst› = inst
    return inst

# check: in
if r‹k in d›:
    w‹d.pop(k)›

# check: not in
if r‹k not in d›:
    w‹d[k]› = v

# -: another key
if r‹k not in d›:
    w‹d[v]› = v

# check: del
if r‹k in d›:
    del w‹d[k]›

# check: get
if r‹d.get(k)› is None:
    w‹d[k]› = v

# checked again: setdefault looks again
if r‹d.get(k)› is None:
    d.setdefault(k, v)

# check at large: setdefault does not look at the length again
if r‹len(d)› < 9:
    d.setdefault(k, v)

# check: a set
if r‹k not in d›:
    w‹d.add(k)›

# check at large: a list
if r‹k not in d›:
    w‹d.append(k)›

# check at large: len
if r‹len(d)› > 9:
    w‹d.clear()›

# check at large: len and a key
if r‹len(d)› < 9:
    w‹d[k]› = v

# check at large: a heap
while r‹len(self.heap)›:
    w‹heappop(self.heap)›

# check at large: truth
while r‹bool(d)›:
    w‹d.pop()›

# check at large: oldest out
w‹d.pop(r‹next(iter(d))›)›

# check at large: keys
for k in r‹d.keys()›:
    w‹d.pop(k)›

# check at large: a copy of the keys
for k in r‹list(d)›:
    del w‹d[k]›

# -: stores to the items of a walk
for k in r‹list(d)›:
    w‹d[k]› = 0

# check: hasattr
if not r‹hasattr(self, "x")›:
    w‹self.x› = make()

# -: hasattr of another name
if not r‹hasattr(self, "y")›:
    w‹self.x› = make()

# check: early return
if r‹self.x› is not None:
    return self.x
w‹self.x› = make()

# -: read in the branch that returns
if k:
    return r‹self.x›
w‹self.x› = make()

# check: early return in a branch
if k:
    if r‹self.x›:
        return
w‹self.x› = make()

# -: early return in the other branch
if k:
    if r‹self.x›:
        return
else:
    w‹self.x› = make()

# check: raise
if r‹self.x›:
    raise ValueError
w‹self.x› = make()

# check: continue
for k in v:
    if r‹k in d›:
        continue
    w‹d[k]› = v

# -: continue decides nothing after the loop
for k in v:
    if r‹self.x›:
        continue
    print()
w‹self.x› = make()

# check: break
while True:
    if r‹self.x›:
        break
    w‹self.x› = make()

# check: break out of an endless loop
while True:
    if r‹self.x›:
        break
w‹self.x› = make()

# -: break out of a loop that ends anyway
for k in v:
    if r‹self.x›:
        break
w‹self.x› = make()

# check: the else of a loop
for k in v:
    if r‹self.x›:
        break
else:
    w‹self.x› = make()

# check: assert
assert r‹self.x› is None
w‹self.x› = make()

# check: while
while r‹self.n› < 9:
    w‹self.n› = 9

# check: spin
while r‹self.busy›:
    pass
w‹self.busy› = True

# check: and
r‹k in d› and w‹d.pop(k)›

# check at large: or
r‹k in d› or w‹d.update(a=1)›

# check: conditional expression
v = w‹d.pop(k)› if r‹k in d› else None

# check: walrus in the test
if (x := r‹self.x›) is None:
    w‹self.x› = make()

# check: and of a test
if k and r‹self.x› is None:
    w‹self.x› = make()

# check: match
match r‹self.x›:
    case None:
        w‹self.x› = make()

# check: a later case
match r‹self.x›:
    case 1:
        pass
    case _:
        w‹self.x› = make()

# -: after a match
match r‹self.x›:
    case None:
        pass
w‹self.x› = make()

# check: a guard
match k:
    case 1 if r‹self.x›:
        w‹self.x› = make()

# check: KeyError
try:
    return r‹d[k]›
except KeyError:
    w‹d[k]› = v

# check: AttributeError
try:
    return r‹self.x›
except AttributeError:
    w‹self.x› = make()

# -: another error
try:
    return r‹self.x›
except ValueError:
    w‹self.x› = make()

# check: one of several errors, after the try
try:
    return r‹d[k]›
except (TypeError, KeyError):
    pass
w‹d[k]› = v

# check: the handler leaves
try:
    v = r‹d[k]›
except KeyError:
    return
w‹d[k]› = 3

# -: the handler comes back
try:
    v = r‹d[k]›
except KeyError:
    v = 0
w‹d[k]› = 3

# check: else of try
try:
    x = r‹d[k]›
except KeyError:
    pass
else:
    w‹d.pop(k)›

# -: in finally
try:
    x = r‹d[k]›
except KeyError:
    pass
finally:
    w‹d[k]› = 3

# check: everything is caught, and one thing can fail
try:
    x = r‹self.x›
except Exception:
    w‹self.x› = make()

# -: everything is caught
try:
    x = r‹self.x›
    make(x)
except Exception:
    w‹self.x› = make()

# check: index
if r‹d[0]› < v:
    w‹d.pop(0)›

# checked again acquired, check, check; checked again acquired: double-checked locking
if r‹self.x› is None:
    with lock:
        if r‹self.x› is None:
            w‹self.x› = make()

# check acquired: not checked again
if r‹self.x› is None:
    with lock:
        w‹self.x› = make()

# checked again acquired, check: double-checked with locals
x = r‹self.x›
if x is None:
    with lock:
        x = r‹self.x›
        if x is None:
            self.x = x = make()

# checked again acquired, check: double-checked with early returns
if r‹self.x› is not None:
    return self.x
with lock:
    if r‹self.x› is not None:
        return self.x
    self.x = make()

# checked again acquired, check: acquire
if r‹k not in d›:
    lock.acquire()
    try:
        if r‹k not in d›:
            d[k] = v
    finally:
        lock.release()

# check acquired, check at large: checked again for another key
if r‹k not in d›:
    with lock:
        if r‹len(d)› < 9:
            d[k] = v

# check, check: checked twice without a lock
if r‹self.x› is None:
    if r‹self.x› is None:
        self.x = make()

# check, check: checked twice under one lock
with lock:
    if r‹self.x› is None:
        if r‹self.x› is None:
            self.x = make()

# check released acquired: the lock is given back
with lock:
    x = r‹self.x›
if x is None:
    with lock:
        w‹self.x› = make()

# check released: an early exit out of the lock
with lock:
    if r‹self.x›:
        return
w‹self.x› = make()

# check: waited for under the lock
with cond:
    while r‹self.x›:
        cond.wait()
    w‹self.x› = 1

# check awaits: await in between
async def f(self):
    if r‹self.x› is None:
        x = await make()
        w‹self.x› = x

# check awaits: await in the written value
async def f(self):
    if r‹self.x› is None:
        w‹self.x› = await make()

# check: awaited in the loop, then looked again
async def f(self):
    while r‹self.x›:
        await make()
    w‹self.x› = 1

# check: a constructor
class A:
    def __init__(self):
        if r‹A.one› is None:
            w‹A.one› = self

# check: a global
def f():
    global one
    if r‹one› is None:
        w‹one› = make()

# check: globals()
def f():
    if r‹"one" not in globals()›:
        w‹globals()["one"]› = make()

# check: module level
class A: pass
if r‹one› is None:
    w‹one› = make()

# check: in a comprehension
x = [w‹d.add(x)› for x in v if r‹x not in d›]

# check: a write by augmented assignment to something in it
if r‹k not in self.d›:
    w‹self.d[k]› = []

# -: what is in it is another container
if r‹len(self.d[k])›:
    w‹self.d.pop(v)›

# -, check: the container is replaced, its length was asked
if r‹len(self.d)›:
    w‹self.d› = {}

# check: the attribute was read to ask the length
if len(r‹self.d›):
    w‹self.d› = {}

# check: a nested attribute
if r‹self.conn.alive›:
    w‹self.conn.alive› = False

# check: closes what it replaces
if r‹self.conn›.alive:
    w‹self.conn› = None

# check: method of several lines
if r‹self.x›:
    (self
        .y.z)
    w‹self.x› = (make()
        .done())

# check: two exits
if k:
    raise ValueError
if r‹self.x›:
    return
w‹self.x› = 1

# check at large: update of everything
if r‹d.get(k)›:
    w‹d.update(v)›

# check at large: looks at the next turn
while k:
    w‹d.append(1)›
    if r‹len(d)› > 9:
        break
"""


def _cases(text):
    for block in re.split(r"\n(?=# )", text.strip()):
        head, _, source = block.partition("\n")
        expected, _, name = head[2:].partition(": ")
        source = source.strip("\n") + "\n"
        if not re.match(r"def |class |async |@|f = ", source):
            source = "def f(self, other, d, k, v, lock, cond):\n" + textwrap.indent(source, "    ")
        yield pytest.param(source, expected, id=name)


def _unmarked(source):
    """The source without marks, and for each mark what it asks and where."""
    text, marks, opened = [], [], []
    line, column = 1, 0
    for piece in re.findall(r"\b[rw]+‹|›|\n|[^\n]", source):
        if piece.endswith("‹"):
            opened.append((len(marks), line, column))
            marks.append((piece[:-1], None))
        elif piece == "›":
            number, first, start = opened.pop()
            marks[number] = (marks[number][0], (first, line, start, column))
        else:
            text.append(piece)
            line, column = (line + 1, 0) if piece == "\n" else (line, column + len(piece.encode()))
    return "".join(text), marks


def _codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _instruction(code, where, is_write):
    """The instruction that has just this position."""
    found = [
        (inner, 2 * i)
        for inner in _codes(code)
        for i, position in enumerate(inner.co_positions())
        if position == where and dis.opname[inner.co_code[2 * i]] != "CACHE"
    ]
    assert found, f"no instruction at {where}"
    return found[-1]


def _compiled(tmp_path, text, name="case.py"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    sources._files.clear()
    compound._files.clear()
    compound._activations.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(text, str(file), "exec")


def _said(found):
    words = [
        found.how,
        *["at large"] * (not found.same_key),
        *["released"] * found.released_between,
        *["acquired"] * found.acquired_between,
        *["awaits"] * found.awaits_between,
    ]
    return " ".join(words)


@pytest.mark.parametrize(("source", "expected"), [*_cases(UPDATES), *_cases(CHECKS)])
def test_what_belongs_together_is_found_and_nothing_else(tmp_path, source, expected):
    text, marks = _unmarked(source)
    code = _compiled(tmp_path, text)
    asked = [(part, where) for parts, where in marks for part in parts]
    answers = [answer.split("; ") for answer in expected.split(", ")]
    answers = answers * len(asked) if len(answers) == 1 else answers
    assert len(answers) == len(asked)
    for (part, where), answer in zip(asked, answers, strict=True):
        # Not compounds(), which hides what goes wrong.
        found = compound._compounds(*_instruction(code, where, part == "w"), part == "w", "")
        assert {one.part for one in found} <= {{"r": "read", "w": "write"}[part]}
        assert list(dict.fromkeys(_said(one) for one in found)) == [a for a in answer if a != "-"], (part, where)


def _codes_by_opcode(code, *names):
    return [(one, 2 * i) for one in _codes(code) for i, op in enumerate(one.co_code[::2]) if dis.opname[op] in names]


def _answers(tmp_path, text, is_write, *names, kind=""):
    code = _compiled(tmp_path, text)
    return [compound._compounds(*found, is_write, kind) for found in _codes_by_opcode(code, *names)]


def test_the_places_are_those_of_the_read_and_of_the_whole_statement(tmp_path):
    text = "def f(self):\n    ö = self.n\n    self.n = self.m = (\n        ö + 1)\n"
    [answer] = _answers(tmp_path, text, False, "LOAD_ATTR")
    [one] = answer
    assert one.read == Place(2, 9, 2, 15)
    assert one.write == Place(3, 4, 4, 15)
    assert (one.how, one.part, one.same_key) == ("update", "read", True)


@pytest.mark.parametrize(
    "text",
    [
        "def f(d):\n    for k in d:\n        d.pop(k)\n        break\n",
        "def f(d):\n    [d.pop(k) for k in d]\n",
        "def f(d):\n    list(d.pop(k) for k in d)\n",
    ],
)
def test_walks_are_reads_wherever_this_version_says_that_they_are(tmp_path, text):
    answers = _answers(tmp_path, text, False, "GET_ITER", "FOR_ITER")
    assert answers
    for answer in answers:
        assert [_said(one) for one in answer] == ["check at large"]


def test_jumps_are_reads_of_what_the_container_holds(tmp_path):
    text = "def f(d):\n    if d:\n        d.pop()\n    while not d:\n        d.append(1)\n"
    jumps = [name for name in dis.opmap if name.startswith("POP_JUMP")]
    answers = _answers(tmp_path, text, False, *jumps)
    assert answers
    assert all("check at large" in [_said(one) for one in answer] for answer in answers)


def test_the_last_line_of_an_attribute_on_several_lines_is_its_place(tmp_path):
    text = "def f(self):\n    (self.a\n        .b\n        .n) = (self\n        .a.b.\n        n) + 1\n"
    [answer] = _answers(tmp_path, text, True, "STORE_ATTR")
    assert [_said(one) for one in answer] == ["update"]
    assert [_said(one) for one in _answers(tmp_path, text, False, "LOAD_ATTR")[2]] == ["update"]


def test_attributes_and_what_they_hold_are_told_apart_by_the_kind(tmp_path):
    text = "def f(self):\n    if self.items:\n        self.items.pop()\n    if self.items:\n        self.items = None\n"
    code = _compiled(tmp_path, text)
    for line, variable, content in ((2, [], ["check at large"]), (4, ["check"], [])):
        found = _instruction(code, (line, line, 7, 17), False)
        assert [_said(one) for one in compounds(*found, False, "attribute")] == variable
        assert [_said(one) for one in compounds(*found, False, "shape")] == content


def test_nearest_and_most_telling_come_first(tmp_path):
    text = "def f(self):\n    if self.n < 0:\n        return\n    if self.n > 9:\n        return\n    self.n += 1\n"
    [answer] = _answers(tmp_path, text, True, "STORE_ATTR")
    assert [(one.how, one.read.line) for one in answer] == [("update", 6), ("check", 4), ("check", 2)]


def test_constants_that_are_stored(tmp_path):
    text = textwrap.dedent(
        """
        def f(self, d, k):
            self.a = None
            self.b = self.c = -1
            done = True
            self.d = done
            self.e = k
            self.f = []
            self.g += 1
            self.h = "a" if k else "b"
            for i in (1, 2):
                self.i = i
            self.j, self.k = 1, 2
        """
    )
    code = _compiled(tmp_path, text)
    found = [stored_constant(*one) for one in _codes_by_opcode(code, "STORE_ATTR")]
    assert found == ["None", "-1", "-1", "True", "", "", "", "", "", "1", "2"]


def test_constants_that_are_stored_to_items_and_by_setattr(tmp_path):
    code = _compiled(
        tmp_path, "def f(self, d, k):\n    d[k] = 3\n    setattr(self, k, 4)\n    setattr(self, 'k', 5)\n    d[k] += 1\n"
    )
    assert [stored_constant(*one) for one in _codes_by_opcode(code, "STORE_SUBSCR")] == ["3", ""]
    assert [stored_constant(*one) for one in _codes_by_opcode(code, "CALL")] == ["", "5"]


SOURCE = "def f(self):\n    self.n += 1\n"


def _increment(file, source=SOURCE):
    code = next(one for one in _codes(compile(source, file, "exec")) if one.co_name == "f")
    return code, _instruction(code, (2, 2, 4, 10), False)[1]


@pytest.mark.parametrize(
    "now",
    [
        None,
        "",
        "def f(self:\n",
        "def f(self):\n    self.m += 1\n",
        "def g(self):\n    self.n += 1\n",
        "\ndef f(self):\n    self.n += 1\n",
        "def f(self):\n    x\n",
        "x = 1\0\n",
        "(" * 1000,
        "x = " + "-" * 100000 + "1\n",
    ],
)
def test_no_answer_where_the_source_is_missing_broken_or_changed(tmp_path, now):
    _compiled(tmp_path, SOURCE)
    file = tmp_path / "case.py"
    code, offset = _increment(str(file))
    if now is None:
        file.unlink()
    else:
        file.write_text(now)
    assert compounds(code, offset, True) == ()
    assert stored_constant(code, offset) == ""


def test_a_source_that_nests_too_deep_for_the_walk_is_no_answer(tmp_path):
    _compiled(tmp_path, "")
    deep = "def f(self):\n    self.n += 1\n    x = " + "+".join(["1"] * 5000) + "\n"
    (tmp_path / "case.py").write_text(deep)
    code, offset = _increment(str(tmp_path / "case.py"))
    assert len(compounds(code, offset, True)) in (0, 1)


def test_offsets_that_are_none_are_no_answer(tmp_path):
    _compiled(tmp_path, SOURCE)
    code, _ = _increment(str(tmp_path / "case.py"))
    assert compounds(code, 10000, True) == ()
    assert compounds(code, -1, True) == ()
    assert compounds(code.replace(co_linetable=b""), 0, True) == ()


def test_sources_that_linecache_was_given():
    linecache.cache["<given>"] = (len(SOURCE), None, SOURCE.splitlines(keepends=True), "<given>")
    sources._files.clear()
    compound._files.clear()
    try:
        code, offset = _increment("<given>")
        assert [one.how for one in compounds(code, offset, True)] == ["update"]
    finally:
        del linecache.cache["<given>"]


def test_parsing_shows_the_program_no_warnings(tmp_path):
    text = SOURCE + r"x = '\d'" + "\n"
    code = _compiled(tmp_path, text)
    found = _instruction(code, (2, 2, 4, 10), False)
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("error")
        before = list(warnings.filters)
        assert [one.how for one in compounds(*found, True)] == ["update"]
        assert warnings.filters == before
    assert shown == []


def test_few_files_and_functions_are_kept(tmp_path):
    for i in range(3 * compound._KEPT_FILES):
        text = "".join(f"def f{j}(self):\n    self.n += 1\n" for j in range(10))
        file = tmp_path / f"case{i}.py"
        file.write_text(text)
        for code in list(_codes(compile(text, str(file), "exec")))[1:]:
            [answer, *_] = [
                compounds(code, 2 * k, True) for k, op in enumerate(code.co_code[::2]) if dis.opname[op] == "STORE_ATTR"
            ]
            assert [one.how for one in answer] == ["update"]
        assert len(compound._files) <= compound._KEPT_FILES
        assert len(compound._activations) <= compound._KEPT_FUNCTIONS


MODULES = """
    abc argparse ast asyncio.base_events asyncio.locks asyncio.queues asyncio.tasks collections concurrent.futures.thread
    contextlib copy csv datetime dataclasses difflib email.message enum functools heapq http.client inspect ipaddress
    json.decoder locale logging mailbox optparse pathlib pickle queue random shutil socket subprocess tarfile tempfile
    textwrap threading traceback typing unittest.mock urllib.request weakref zipfile
""".split()

ACCESSES = (
    *(
        "LOAD_ATTR",
        "LOAD_METHOD",
        "STORE_ATTR",
        "STORE_SUBSCR",
        "DELETE_SUBSCR",
        "BINARY_SUBSCR",
        "BINARY_OP",
        "CALL",
        "CONTAINS_OP",
    ),
    *("LOAD_GLOBAL", "STORE_GLOBAL", "LOAD_NAME", "STORE_NAME", "LOAD_DEREF", "STORE_DEREF", "GET_ITER", "FOR_ITER"),
)


@pytest.mark.parametrize("name", MODULES)
def test_nothing_in_the_standard_library_makes_it_fail(name):
    module = importlib.import_module(name)
    with open(module.__file__, encoding="utf-8") as file:
        code = compile(file.read(), module.__file__, "exec")
    found = {"read": 0, "write": 0}
    for place in _codes_by_opcode(code, *ACCESSES):
        for is_write in (False, True):
            for one in compound._compounds(*place, is_write, ""):
                assert one.how in ("update", "check", "checked again")
                found[one.part] += 1
    # Whoever is asked for one half knows the other.
    assert bool(found["read"]) == bool(found["write"])


def test_a_long_function_is_walked_in_reasonable_time(tmp_path):
    lines = ["def f(self, a):"]
    for i in range(400):
        lines += [
            f"    if self.x{i} > a:",
            "        return a",
            f"    a = a + self.y{i}",
            f"    self.z{i} = a",
            f"    self.x{i} += a",
        ]
    for depth in range(12):
        lines.append("    " * (depth + 1) + f"while self.x{depth}:")
    lines.append("    " * 13 + "self.n += 1")
    text = "\n".join(lines) + "\n"
    code = _compiled(tmp_path, text)
    place = _codes_by_opcode(code, "STORE_ATTR")[-1]
    start = time.process_time()
    assert compound._compounds(*place, True, "")[0].how == "update"
    assert time.process_time() - start < 30
