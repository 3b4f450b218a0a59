"""Packages that are kept well, used from threads as their documentation allows: no errors, and no warning but those that are explained.

A program names what it needs, and is passed over where that is not installed: `pip install '.[test,packages]'` brings all of it.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

PROGRAMS = sorted(path for path in Path(__file__).parent.glob("*.py") if path != Path(__file__))

NEEDS = re.compile(r"^# needs: (\w+)$", re.MULTILINE)
WARNING = re.compile(r"^# warning: (.+)$", re.MULTILINE)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_well_kept_package_gives_no_error_and_no_warning_that_is_not_explained(path: Path, datarace_run: Run) -> None:
    text = path.read_text("utf-8")
    (package,) = NEEDS.findall(text)
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    outcome = datarace_run(path)
    assert outcome.status == 0, str(outcome)
    assert {level for _, level in outcome.kinds} <= {"warning"}, str(outcome)
    for location in outcome.locations:
        assert any(text in location for text in WARNING.findall(text)), f"{location}\n{outcome}"


def test_there_are_ten_packages_and_more() -> None:
    packages = {NEEDS.findall(path.read_text("utf-8"))[0] for path in PROGRAMS}
    assert len(packages) == len(PROGRAMS) >= 10
