"""Random programs: nothing is lost, nothing comes twice, nobody hangs, nothing crashes; and under the detector nothing is reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

PROGRAM = Path(__file__).parent / "programs" / "stress.py"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_programs(plain_run: Run, seed: int) -> None:
    outcome = plain_run("-X", "faulthandler", PROGRAM, str(seed), "15000")
    assert (outcome.status, outcome.out) == (0, "15000 operations\n"), outcome


@pytest.mark.parametrize("seed", [4, 5])
def test_random_programs_under_the_detector(datarace_run: Run, seed: int) -> None:
    outcome = datarace_run("--strict", PROGRAM, str(seed), "4000")
    assert (outcome.status, outcome.out, outcome.reports) == (0, "4000 operations\n", ()), outcome
