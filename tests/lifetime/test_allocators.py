"""Deaths are seen whatever allocates: other allocators, layers around them, several runs of the detector in one process."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Outcome, Run

HERE = Path(__file__).parent / "programs"
FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
ALLOCATORS = ["default", "debug", "mimalloc" if FREE_THREADED else "malloc", *([] if FREE_THREADED else ["pymalloc_debug"])]

#: Runs the rest of the command line after some statements.
AFTER = """\
import os, runpy, sys
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
{}
runpy.run_path(sys.argv[0], run_name="__main__")
"""
LAYERS = {
    "started": "import tracemalloc; tracemalloc.start()",
    "started and stopped": "import tracemalloc; tracemalloc.start(); tracemalloc.stop()",
    "stopped": "import tracemalloc; tracemalloc.stop()",
    "stopped, started and stopped": "import tracemalloc; tracemalloc.stop(); tracemalloc.start(); tracemalloc.stop()",
}

RUNS = """\
import gc, os, threading
import datarace

class Plain: pass

told, tell = os.pipe()

def use(box):
    for it in box:
        it.x = 1
        datarace.release(it)
    del it
    box.clear()
    os.write(tell, b"x")
    os.read(ended, 1)

ended, end = os.pipe()
gc.disable()
for again in range(3):
    datarace.start()
    made = [Plain() for _ in range(4000)]  # more than what `stop` leaves behind could take the places of
    box, others = made[::2], made[1::2]
    del made
    old = set(map(id, box))
    thread = threading.Thread(target=use, args=(box,))
    thread.start()
    os.read(told, 1)
    assert datarace.stop() == []
    kept = []
    while id(new := Plain()) not in old:
        kept.append(new)
    datarace.start()
    second = threading.Thread(target=kept.clear)
    second.start()
    new.x = 2
    datarace.acquire(new)
    assert datarace.stop() == [], again
    os.write(end, b"x")
    thread.join()
    second.join()
"""


def check(outcome: Outcome) -> None:
    assert [location.partition(" of ")[0] for location in outcome.locations] == ["attribute 'generic'"], str(outcome)
    assert "no other" not in outcome.err, str(outcome)


@pytest.mark.parametrize("name", ALLOCATORS)
@pytest.mark.parametrize("kind", ["instance", "dict", "big instance"])
def test_with_another_allocator(name: str, kind: str, datarace_run: Run) -> None:
    check(datarace_run(HERE / "reuse.py", kind, PYTHONMALLOC=name))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("flags", [[], ["-X", "tracemalloc"]], ids=["later", "from the start"])
def test_with_tracemalloc(layer: str, flags: list[str], plain_run: Run) -> None:
    code = AFTER.format(LAYERS[layer])
    check(plain_run(*flags, "-m", "datarace", "run", "-c", code, HERE / "reuse.py", "instance"))


def test_a_run_knows_nothing_of_the_one_before() -> None:
    done = subprocess.run([sys.executable, "-c", RUNS], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
