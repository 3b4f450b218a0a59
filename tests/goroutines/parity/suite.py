"""Runs every case of some modules in turn and writes how many races each brought: `suite.py MODULE,MODULE PROCESSORS RESULT`.

The number is what `datarace.stats()` counts, before and after the case: whatever the detector finds in a case, in the case's own lines
or in another's, is the case's. One process is enough for a module since each case has its own lines and its own objects.

With `threads` as the number of processors, pairs of work are done by threads in place of goroutines, and only those cases are
told of in which all were.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pair

import datarace
from datarace.goroutines import run

if TYPE_CHECKING:
    from collections.abc import Callable


def cases(name: str) -> dict[str, Callable[[], object]]:
    """The functions written after one file of Go's by the Go name that opens their docstrings, in the order of the files here."""
    found: dict[str, Callable[[], object]] = {}
    for path in sorted(Path(__file__).parent.glob(f"{name}_cases*.py")):
        for own_name, function in vars(importlib.import_module(path.stem)).items():
            if own_name.startswith(("race_", "norace_")):
                go_name = (function.__doc__ or "").partition(":")[0]
                assert go_name not in found, f"{go_name} is there twice"
                assert go_name.startswith("TestNoRace" if own_name.startswith("norace_") else "TestRace"), own_name
                found[go_name] = function
    return found


def main(names: list[str], processors: str, result: Path) -> None:
    threads = processors == "threads"
    if threads:
        pair.both = pair.both_as_threads
    counts = {}
    for name in names:
        for go_name, function in cases(name).items():
            pair.as_threads.clear()
            before = datarace.stats().races
            run(function, processors=1 if threads else int(processors), fake_time=getattr(function, "fake_time", False))
            if not threads or (pair.as_threads and all(pair.as_threads)):
                counts[go_name] = datarace.stats().races - before
    result.write_text(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1].split(","), sys.argv[2], Path(sys.argv[3]))
