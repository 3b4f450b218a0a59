"""By which attributes a class compares its instances, as its code says it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from datarace.instrument.equality import compared_attributes
from datarace.instrument.rewriting import rewrite

TYPE = "def __eq__(self, other):\n if type(self) is not type(other): return False"
CLASS = "def __eq__(self, other):\n if self.__class__ != other.__class__: return NotImplemented"
MIXED = "def __hash__(self): return hash(self.a) ^ 31 * hash(self.b) + 7"
HASH = "def __hash__(self): return hash((self.a, self.b))"

# What a class body says, and the attributes that count; None: that is not to be told.
CLASSES: list[tuple[str, tuple[str, ...] | None]] = [
    (f"def __eq__(self, other): return self.a == other.a and self.b == other.b\n{HASH}", ("a", "b")),
    (f"def __eq__(self, other): return other.b == self.b and not self.a != other.a\n{HASH}", ("a", "b")),
    (f"def __eq__(self, other): return (self.a, self.b) == (other.a, other.b)\n{HASH}", ("a", "b")),
    (f"def __eq__(self, other): return isinstance(other, A) and self.a == other.a and self.b == other.b\n{HASH}", ("a", "b")),
    (f"{TYPE}\n if self is other: return True\n if self.a != other.a: return False\n return self.b == other.b\n{HASH}", ("a", "b")),
    (f"{CLASS}\n return self.a == other.a and self.b == other.b\n{HASH}", ("a", "b")),
    (f"def __eq__(self, other): return self.a == other.a and self.b == other.b\n{MIXED}", ("a", "b")),
    ("def __eq__(self, other): return self.a == other.a\ndef __hash__(self): return hash((type(self), self.a))", ("a",)),
    ("def __eq__(self, other): return isinstance(other, self.__class__)\ndef __hash__(self): return 5", ()),
    (f"def __eq__(self, other): return self.a == other.a\n{HASH}", None),  # equal ones may have unequal hashes
    (f"def __eq__(self, other): return self.a == other.b and self.b == other.a\n{HASH}", None),
    (f"def __eq__(self, other): return self.a == other.a and self.b is other.b\n{HASH}", None),
    (f"def __eq__(self, other): return self.a != other.a or self.b == other.b\n{HASH}", ("a", "b")),
    (f"def __eq__(self, other): return self.a != other.a and self.b != other.b\n{HASH}", None),
    (f"def __eq__(self, other): return self.a == other.a and self.b < other.b\n{HASH}", None),
    (f"def __eq__(self, other): return self.a.lower() == other.a.lower() and self.b == other.b\n{HASH}", None),
    (f"def __eq__(self, other): return isinstance(other, B) and self.a == other.a and self.b == other.b\n{HASH}", None),
    (f"def __eq__(self, other): return bool(self.a == other.a) and self.b == other.b\n{HASH}", None),
    (f"def __eq__(self, other): return super().__eq__(other)\n{HASH}", None),
    (f"def __eq__(self, other):\n while True: pass\n{HASH}", None),
    ("def __eq__(self, other): return self.a == other.a\ndef __hash__(self): return id(self)", None),
    ("def __eq__(self, other): return self.a == other.a\n__hash__ = object.__hash__", None),
    (f"def __eq__(self, *others): return True\n{HASH}", None),
]  # fmt: skip


def made(source: str, probes: bool) -> dict[str, Any]:
    code = compile(source, "/x/equality.py", "exec")
    names: dict[str, Any] = {"__name__": "equality"}
    exec(rewrite(code, is_main=False) if probes else code, names)
    return names


@pytest.mark.parametrize("probes", [False, True], ids=["plain", "with probes"])
@pytest.mark.parametrize(("body", "expected"), CLASSES)
def test_attributes(body: str, expected: tuple[str, ...] | None, probes: bool) -> None:
    kind = made(f"class B: pass\nclass A:\n{textwrap.indent(body, '    ')}\n", probes)["A"]
    assert compared_attributes(kind, kind.__eq__, kind.__hash__) == expected


def test_a_subclass_compares_as_its_base() -> None:
    body = f"def __eq__(self, other): return isinstance(other, A) and self.a == other.a and self.b == other.b\n{HASH}"
    kind = made(f"class A:\n{textwrap.indent(body, '    ')}\nclass C(A): pass\n", False)["C"]
    assert compared_attributes(kind, kind.__eq__, kind.__hash__) == ("a", "b")
