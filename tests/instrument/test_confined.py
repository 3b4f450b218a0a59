"""Containers that never leave their function get no probes; those that do, keep all of theirs."""

from __future__ import annotations

import textwrap
from types import CodeType

import pytest

from datarace.instrument.confined import accesses_of_locals
from datarace.instrument.listing import Listing


def confined_lines(source: str, rebound: frozenset[str] = frozenset()) -> set[int]:
    """The lines of the function's body, from 1, on which something needs no probe."""
    module = compile("def function(outer):\n" + textwrap.indent(textwrap.dedent(source), "    "), "source", "exec")
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    listing = Listing(code)
    lines = [position[0] for position in code.co_positions()]
    return {(lines[listing.starts[i]] or 0) - 1 for i in accesses_of_locals(listing, rebound).confined}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("found = [0] * 8\nfound[1] = 2\nreturn found[1]", {2, 3}),
        ("found = []\nfound.append(outer)\nreturn found", {2}),
        ("table = {}\ntable[outer] = 1\nreturn len(table)", {2, 3}),
        ("table = {}\nif outer in table:\n    pass", {2}),
        ("found = list(outer)\nfor item in found:\n    print(item)", {2}),
        ("found = []\nfor item in outer:\n    found[0] = item\nreturn found", {3}),
        ("table = {}\ndel table[outer]", {2}),
    ],
)
def test_container_of_one_function_is_confined(source: str, lines: set[int]) -> None:
    assert confined_lines(source) == lines


@pytest.mark.parametrize(
    "source",
    [
        "outer[0] = 1",
        "found = []\nouter.found = found\nfound.append(1)",
        "found = []\nprint(found)\nfound[0] = 1",
        "found = []\nother = found\nfound[0] = 1",
        "found = other = []\nouter(other)\nfound[0] = 1",
        "found = outer if outer else []\nfound[0] = 1",
        "found = [] if outer else outer.found\nfound[0] = 1",
        "found = []\nif outer:\n    found = outer.found\nfound[0] = 1",
        "found = []\nouter[1] = found\nfound.append(2)",
        "found = []\nbox = [found]\nfound.append(2)",
        "found = []\nyield found\nfound.append(2)",
        "found = []\nouter(key=found)\nfound.append(2)",
        "found = []\nouter(*found)\nfound.append(2)",
        "found = {}\nviews = found.items()\nfound[1] = 2",
        "found = []\nwalk = (item for item in found)\nouter(walk)\nfound.append(2)",
        "found = []\ndef inner():\n    return found\nfound.append(2)",
        "found = outer[1:]\nfound[0] = 1",
        "found = []\nfound += outer\nfound[0] = 1",
        "for found in outer:\n    found[0] = 1",
        "with outer as found:\n    found[0] = 1",
        "try:\n    found = []\nexcept ValueError as found:\n    pass\nfound[0] = 1",
    ],
)
def test_container_that_others_may_have_keeps_its_probes(source: str) -> None:
    assert confined_lines(source) == set()


def test_builtin_of_another_meaning_makes_nothing_new() -> None:
    source = "found = list(outer)\nfound[0] = 1"
    assert confined_lines(source) == {2}
    assert confined_lines(source, frozenset({"list"})) == set()


def test_copies_on_the_stack_are_counted() -> None:
    """An in-place operator has the container on the stack once for the read and once for the write."""
    module = compile("def function(key):\n counts = {}\n counts[key] += 1\n counts[key]\n key(counts)\n", "source", "exec")
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    found = accesses_of_locals(Listing(code), frozenset())
    assert not found.confined
    assert [found.all[i] for i in sorted(found.all)] == [1, 0, 0]
