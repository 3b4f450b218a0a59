"""Runs every case of one module in turn and writes how many races each brought: `suite.py MODULE PROCESSORS RESULT`.

The number is what `datarace.stats()` counts, before and after the case: whatever the detector finds in a case, in the case's own lines
or in another's, is the case's. One process is enough for a module since each case has its own lines and its own objects.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import sys
from pathlib import Path

import datarace
from datarace.goroutines import run


def cases(module: object) -> dict[str, object]:
    """The functions of a module by the Go name that opens their docstrings, in the order of the file."""
    found = {}
    for name, function in vars(module).items():
        if name.startswith(("race_", "norace_")):
            found[(inspect.getdoc(function) or "").partition(":")[0]] = function
    return found


def main(name: str, processors: int, result: Path) -> None:
    counts: dict[str, object] = {}
    for go_name, function in cases(importlib.import_module(name)).items():
        before = datarace.stats().races
        run(function, processors=processors, fake_time=getattr(function, "fake_time", False))
        if name == "finalizer":
            gc.collect()
        counts[go_name] = datarace.stats().races - before
        result.write_text(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
