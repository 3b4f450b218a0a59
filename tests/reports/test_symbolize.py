"""Nothing of the program runs while a report is made, whatever its objects look like."""

from __future__ import annotations

import raws
from raws import Access, Raw, at

from datarace.reports.symbolize import frame, location

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
