"""The programs of docs/annotations.md do what their first lines say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "annotations.md"
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def test_page_has_a_program_for_each_annotation() -> None:
    for name in ("acquire", "release", "atomic", "benign", "ignore"):
        assert any(f"datarace.{name}(" in program for program in PROGRAMS), name


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_program_of_the_page_is_reported_as_it_says(number: int, datarace_run: Run, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAMS[number])
    says = PROGRAMS[number].partition("\n")[0]
    outcome = datarace_run(program)
    if says == "# nothing is reported":
        assert not outcome.err, str(outcome)
        return
    texts = says.removeprefix("# reported: ").split(" | ")
    assert len(outcome.locations) == 1, str(outcome)
    assert any(text in outcome.locations[0] for text in texts), str(outcome)
