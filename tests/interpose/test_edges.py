"""Each edge from end to end, with the compiled detector: the name of the function is the oracle."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("datarace.probes.core", reason="the compiled part is not built", exc_type=ImportError)

if TYPE_CHECKING:
    from conftest import Run

PROGRAM = Path(__file__).parent / "programs" / "edges.py"
NAMES = [node.name for node in ast.parse(PROGRAM.read_text()).body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("race_")])
def test_what_is_no_edge_orders_nothing(name: str, datarace_run: Run) -> None:
    outcome = datarace_run(PROGRAM, name)
    assert outcome.reports, str(outcome)
    assert outcome.status == (66 if any(level == "error" for _, level in outcome.kinds) else 0), str(outcome)
    assert all("attribute 'x'" in location for location in outcome.locations), str(outcome)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("norace_")])
def test_an_edge_orders(name: str, datarace_run: Run) -> None:
    outcome = datarace_run(PROGRAM, name)
    assert outcome.status == 0, str(outcome)
    assert not outcome.reports, str(outcome)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("race_", "norace_"))])
def test_programs_run_without_the_detector(name: str, plain_run: Run) -> None:
    outcome = plain_run(PROGRAM, name)
    assert outcome.status == 0, str(outcome)
