"""The numbers that the compiled modules and the Python ones share are the same, and the tables name what exists."""

from __future__ import annotations

import array
import importlib
import io
import operator
import re
import socket
from collections import Counter, OrderedDict, deque
from pathlib import Path

import pytest

import datarace
from datarace import probes
from datarace.goroutines import detection
from datarace.interpose import locks
from datarace.probes import effects, kinds

SOURCES = Path(__file__).parents[2] / "src" / "datarace" / "probes"
TYPES = {
    "list": (list,), "dict": (dict, OrderedDict), "set": (set,), "deque": (deque,), "bytearray": (bytearray,),
    "array": (array.array,), "memoryview": (memoryview,), "str": (str, bytes), "Counter": (Counter,),
    "stream": (io.BufferedReader, socket.socket),
}  # fmt: skip


def enumerators(name: str) -> dict[str, int]:
    """Every `NAME = number` of a .pxd file."""
    text = (SOURCES / name).read_text()
    return {found[1]: int(found[2]) for found in re.finditer(r"^    ([A-Z_]+) = (\d+)\b", text, re.MULTILINE)}


@pytest.mark.parametrize("file", ["core.pxd", "sync.pxd", "hooks.pxd"])
def test_compiled_numbers_are_those_of_kinds(file: str) -> None:
    shared = {name: number for name, number in enumerators(file).items() if hasattr(kinds, name)}
    assert shared
    assert shared == {name: getattr(kinds, name) for name in shared}


def test_every_kind_is_known_to_the_compiled_part() -> None:
    known = enumerators("core.pxd") | enumerators("sync.pxd") | enumerators("hooks.pxd")
    numbers = {name for name, value in vars(kinds).items() if name.isupper() and isinstance(value, int)}
    assert numbers - known.keys() == {"RMW", "STRICT_SCOPE"}  # a bit of a number of a scope, the highest of 32


def test_effect_bits_are_those_of_the_compiled_part() -> None:
    known = enumerators("core.pxd")
    words = {"key:r": "KEY_R", "key:w": "KEY_W", "all:r": "ALL_R", "all:w": "ALL_W", "shape:r": "SHAPE_R", "arg:r": "ARG_R",
             "shape:w": "SHAPE_W", "plain": "PLAIN", "put": "PUT", "get": "GET", "absent": "IF_ABSENT", "step": "IS_STEP",
             "getattr": "IS_GETATTR", "setattr": "IS_SETATTR", "delattr": "IS_DELATTR", "deep": "DEEP", "gone": "GONE",
             "steps": "STEPS", "getitem": "IS_GETITEM", "setitem": "IS_SETITEM", "delitem": "IS_DELITEM", "pack": "IS_PACK",
             "contains": "IS_CONTAINS", "unpack": "IS_UNPACK", "update": "UPDATE",
             "lockless": "LOCKLESS", "arg:w": "ARG_W", "each:w": "EACH_W"}  # fmt: skip
    assert {word: effects.bits(word) for word in words} == {word: known[name] for word, name in words.items()}
    assert words.keys() == effects._BITS.keys()


@pytest.mark.parametrize("family", effects.FAMILIES)
def test_every_method_of_the_table_exists(family: str) -> None:
    if family == "ndarray":
        TYPES[family] = (pytest.importorskip("numpy").ndarray,)
    for method in effects.METHODS[family]:
        assert any(hasattr(kind, method.removesuffix("(i)")) for kind in TYPES[family]), method


@pytest.mark.parametrize("name", effects.FUNCTIONS)
def test_every_function_of_the_table_exists(name: str) -> None:
    module, _, last = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module or "builtins"), last))


@pytest.mark.parametrize("name", effects.ARRAY_FUNCTIONS)
def test_every_function_of_numpy_in_the_table_exists_and_is_no_ufunc(name: str) -> None:
    numpy = pytest.importorskip("numpy")
    found = operator.attrgetter(name)(numpy)
    assert callable(found)
    assert not isinstance(found, numpy.ufunc)


def test_arguments_of_calls_are_the_numbers_of_the_compiled_part() -> None:
    text = (SOURCES / "core.pxd").read_text()
    assert re.search(rf"EACH = {effects.EACH}\n    ALONE = {effects.ALONE}\n    TOGETHER = {effects.TOGETHER}\n", text)


def test_roles_of_lock_users_are_the_same_numbers() -> None:
    known = enumerators("sync.pxd")
    assert known["ORDINARY"] == locks.ORDINARY
    assert known["FOR_CALLER"] == locks.TRANSPARENT
    assert known["NO_SYNC"] == locks.UNSEEN


def test_compiled_part_is_of_this_version() -> None:
    assert probes.VERSION == datarace.__version__


def test_each_mode_bit_of_an_access_is_another_and_goroutines_use_the_same() -> None:
    text = (SOURCES.parent / "runtime" / "layout.pxd").read_text()
    block = text.partition("# Mode bits of an access.\n")[2].partition("\n\n")[0]
    modes = {found[1]: int(found[2]) for found in re.finditer(r"^    ([A-Z]+) = (\d+)\b", block, re.MULTILINE)}
    assert sorted(modes.values()) == [0, *(1 << i for i in range(len(modes) - 1))]
    assert modes["SURELY"] == detection.SURELY
