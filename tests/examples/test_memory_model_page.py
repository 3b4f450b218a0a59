"""The programs of the page on the memory model: `datarace run` says of each what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

PAGE = (Path(__file__).parents[2] / "docs" / "memory-model.md").read_text()
PROGRAMS = re.findall(r"^<!-- datarace: (\S+) -->\n```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NAMED_IN_TABLE = re.findall(r"^\| `([a-z-]+)` \|.*\| (?:error|warning) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("kind", "program"), PROGRAMS, ids=[f"{i}-{kind}" for i, (kind, _) in enumerate(PROGRAMS)])
def test_a_program_of_the_page_is_reported_as_the_page_says(kind: str, program: str, datarace_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(program)
    outcome = datarace_run(path)
    if kind == "nothing":
        assert (outcome.status, outcome.err) == (0, ""), str(outcome)
        return
    kinds = [found for found, _ in outcome.kinds]
    assert kind in kinds, str(outcome)
    assert outcome.status == (0 if {level for _, level in outcome.kinds} == {"warning"} else 66), str(outcome)


def test_the_page_has_a_program_for_every_kind() -> None:
    from datarace.reports.kinds import KINDS

    assert list(KINDS) == NAMED_IN_TABLE
    assert {kind for kind, _ in PROGRAMS} == {*KINDS, "nothing"}
