"""Memory that no allocator of Python's gave, reached through a memoryview: watched like any other, and nothing breaks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

PROGRAM = Path(__file__).parent / "programs" / "foreign.py"


@pytest.mark.parametrize("kind", ["mmap", "ctypes array", "ctypes array in a bytearray", "structure", "string buffer", "numpy"])
def test_one_element_is_raced_for_and_named(kind: str, datarace_run: Run) -> None:
    if kind == "numpy":
        pytest.importorskip("numpy")
    outcome = datarace_run(PROGRAM, kind)
    assert outcome.status == 66, str(outcome)
    assert len(outcome.reports) == 1, str(outcome)
    place = "index 0 of <Structure" if kind == "structure" else "index 4 of "
    assert outcome.locations[0].startswith(place), str(outcome)
