"""What a report says of the end of objects: both sides, by `__del__`, by a weak reference, by closing a generator."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

PROGRAM = """\
import os, threading, weakref

class Notes:
    n = 0

class ByDel:
    def __init__(self):
        self.uses = 0
    def __del__(self):
        notes.n += 1

class Plain:
    pass

def called(reference):
    notes.n += 1

def steps():
    try:
        yield 1
    finally:
        notes.n += 1

def by_del():
    thing = ByDel()
    thing.uses += 1

def by_callback():
    thing = Plain()
    thing.uses = 0
    reference = weakref.ref(thing, called)
    del thing
    reference()

def by_closing():
    next(steps())

told, tell = os.pipe()  # fixes the order in time; the detector sees no edge in it
notes = Notes()

def first():
    {0}()
    os.write(tell, b"x")

def second():
    os.read(told, 1)
    {1}()

threads = [threading.Thread(target=work) for work in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
TEXTS = {
    "by_del": "while finalizing <ByDel{}>",
    "by_callback": "in the callback of a weak reference to <Plain{}>",
    "by_closing": "while closing <steps(){}>",
}


@pytest.mark.parametrize(
    ("first", "second"), [("by_del", "by_callback"), ("by_callback", "by_closing"), ("by_closing", "by_del")]
)
def test_both_sides_say_what_was_being_finalized(first: str, second: str, tmp_path: Path, datarace_run: Run) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(first, second))
    outcome = datarace_run(program)
    assert outcome.status == 66, str(outcome)
    current, previous = re.split(r"^Previous ", outcome.reports[0], flags=re.MULTILINE)
    current = re.sub(r"0x[0-9a-f]{12}", "0xADDRESS", current)
    assert f"\n  {TEXTS[second].format(' at 0xADDRESS')}\n" in current, str(outcome)
    assert f"\n  {TEXTS[first].format('')}\n" in previous, str(outcome)
