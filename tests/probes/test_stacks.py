"""What stacks hold: the program's frames, none of the interpreter's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Run

PROGRAM = """\
import threading

class Shared:
    n = 0

class Counter:
    def __init__(self):
        shared.n += 1

def make():
    for _ in range(50):  # often enough for the interpreter to specialise the call
        Counter()

shared = Shared()
threads = [threading.Thread(target=make) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_constructor_stands_right_above_its_caller(tmp_path: Path, datarace_run: Run) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    outcome = datarace_run(program)
    assert outcome.status == 66, str(outcome)
    assert "  Counter.__init__()\n" in outcome.err
    assert "  __init__()\n" not in outcome.err
