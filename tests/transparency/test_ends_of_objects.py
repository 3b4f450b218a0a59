"""Weak references, generators' ends and finalizers are to a program what they are without the detector."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Run

PROGRAM = Path(__file__).parent / "programs" / "finalizers.py"
ADDRESS = re.compile(r"0x[0-9a-f]+")

AFTER_STOP = """\
import gc, sys, weakref
from datarace import detector

class Thing: pass
class Sub(weakref.ref): pass

detector.start()
thing, seen = Thing(), []
old = [weakref.ref(thing, seen.append), weakref.ref(thing, lambda r: seen.append(r)), weakref.proxy(thing, lambda r: seen.append(r))]
class Later(weakref.ref): pass
detector.stop()
assert weakref.ref.__new__(Sub, thing, print).__callback__ is print  # no subclass was left behind with another tp_new
assert Later(thing, print).__callback__ is print and weakref.ref.__new__(Later, thing, print)
assert type(old[1].__callback__) is type(lambda: 0) and gc.get_referents(old[1]) == [old[1].__callback__]
del thing
assert len(seen) == 3, seen

def never(r): raise AssertionError
class Witness:
    def __del__(self): print("gone")
detector.start()
thing = Thing()
never.cycle = weakref.ref(thing, never), Witness()
detector.stop()
del never, thing
gc.collect()

def work():
    try:
        yield 1
    finally:
        print("closed")
detector.start()
gen = work()
next(gen)
detector.stop()
del gen
"""


def test_output_and_unraisable_exceptions_are_the_same(plain_run: Run, datarace_run: Run) -> None:
    plain, watched = plain_run(PROGRAM), datarace_run(PROGRAM)
    assert ADDRESS.sub("0x", watched.out) == ADDRESS.sub("0x", plain.out)
    assert ADDRESS.sub("0x", watched.err) == ADDRESS.sub("0x", plain.err)
    assert watched.status == plain.status == 0


def test_references_and_generators_live_on_after_the_detector() -> None:
    done = subprocess.run([sys.executable, "-c", AFTER_STOP], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "gone\nclosed\n"), done.stderr
