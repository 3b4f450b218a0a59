"""Nothing of the program runs while a report is made, whatever its objects look like."""

from __future__ import annotations

import pytest
import raws
from raws import Access, Raw, at

from datarace.reports.symbolize import frame, location, symbolize

bank = raws.load("bank")
READ = at(bank.Account.peek.__code__, "LOAD_ATTR")


def described(kind, key, owner, frames=(READ,)):
    access = Access(True, list(frames))
    return str(location(Raw(kind, key, owner, access, access)))


class Forbidden(type):
    def __getattribute__(cls, name):
        raise AssertionError(name)

    def __repr__(cls):
        raise AssertionError

    def __hash__(cls):
        raise AssertionError

    def __eq__(cls, other):
        raise AssertionError


class Hostile(metaclass=Forbidden):
    def __getattribute__(self, name):
        raise AssertionError(name)

    __class__ = property(lambda self: 1 / 0)

    def __repr__(self):
        raise AssertionError

    __hash__ = __eq__ = __str__ = __bool__ = __repr__


class Text(str):
    def __repr__(self):
        raise AssertionError

    __str__ = __repr__


UPDATE = "def change(it):\n    it.n = it.n + 1\n"
FILL = "def fill(it):\n    if it.n is None:\n        it.n = make()\n"
PUT = "def put(it, n):\n    it.n = n\n"


@pytest.mark.parametrize(
    ("source", "guard", "kind", "level"),
    [
        (PUT, None, "write-write", "warning"),
        (PUT, (True, (), 1, 9, 10), "unguarded", "warning"),
        (FILL, None, "check-then-act", "warning"),
        (UPDATE, None, "lost-update", "error"),  # both store the same because one of them is lost
    ],
    ids=["put", "put without the lock", "fill", "update"],
)
def test_the_same_value_stored_twice_is_a_warning_where_nothing_is_lost(tmp_path, source, guard, kind, level):
    path = tmp_path / "stores.py"
    path.write_text(source)
    code = next(one for one in compile(source, str(path), "exec").co_consts if hasattr(one, "co_code"))
    store = [at(code, "STORE_ATTR")]
    for same, strict in ((False, False), (True, True), (True, False)):
        raw = Raw("attribute", "n", None, Access(True, store), Access(True, store, task=2), guard=guard, same=same)
        race = symbolize(raw, raws.name_of, strict=strict)
        assert (race.kind, race.level, race.same_value) == (kind, level if same and not strict else "error", same)
        assert race.wrong.startswith("Both write the same value") == (same and level == "warning")


def test_objects_and_keys_of_the_program_are_not_asked():
    hostile = object.__new__(Hostile)
    assert described("attribute", "x", hostile).startswith("attribute 'x' of <Hostile at 0x")
    assert described("class attribute", "x", Hostile) == "class attribute 'x' of class Hostile"
    assert described("key", hostile, {}).startswith("key <Hostile at 0x")
    assert described("key", Text("a"), {}).startswith("key <Text at 0x")
    assert described("key", (1, hostile), {}).startswith("key (1, <Hostile at 0x")


def test_keys_read_as_the_program_wrote_them_and_never_fill_the_screen():
    assert described("key", "zoë\n", {}).startswith("key 'zoë\\n' of dict at 0x")
    assert described("key", (1, "a"), {}).startswith("key (1, 'a') of dict at 0x")
    assert described("key", None, {}).startswith("key (not known) of dict at 0x")
    assert described("key", 10**9999, {}).startswith("key an int of 33216 bits of dict")
    assert len(described("key", "x" * 10**6, {})) < 120


def test_modules_are_named_through_the_module_and_through_its_dictionary():
    assert described("global", "total", bank) == "global 'total' of module bank"
    assert described("global", "total", vars(bank)) == "global 'total' of module bank"
    assert described("attribute", "total", bank) == "global 'total' of module bank"
    assert described("global", "total", {"__name__": Text("x")}) == "global 'total' of a module"


def test_an_owner_that_is_gone_has_its_address():
    assert described("attribute", "x", None) == "attribute 'x' of an object at 0x7f0000001234"


def test_a_variable_belongs_to_the_function_that_makes_its_cell():
    worker = raws.inner(bank.run.__code__, "worker")
    assert described("variable", "n", None, [(worker, 0)]) == "variable 'n' of run()"
    assert described("variable", "n", None, [(worker, 0), (bank.run.__code__, 0)]) == "variable 'n' of run()"
    assert described("variable", "n", None, [READ]) == "variable 'n' of a function"


def test_columns_are_characters_where_code_objects_count_bytes(tmp_path):
    file = tmp_path / "a.py"
    file.write_text("if 1:\n    é = 'ü'; ß.y + 1\n")
    symbol = frame(*at(compile(file.read_text(), str(file), "exec"), "LOAD_ATTR"))
    assert symbol.source[symbol.start : symbol.end] == "ß.y"


def test_an_offset_outside_the_code_falls_back_to_the_line_of_the_function():
    symbol = frame(bank.run.__code__, 10**6)
    assert (symbol.function, symbol.line) == ("run", bank.run.__code__.co_firstlineno)
