"""The text of reports, whole, against `expected`. DATARACE_REWRITE=1 writes the expectations anew: look at the difference."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import raws
from cases import CASES
from raws import name_of

from datarace.reports.symbolize import symbolize
from datarace.reports.text import report

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_report_is_the_expected_text(case):
    text = report(symbolize(case(), name_of), strip=f"{raws.PROGRAMS}/")
    text = re.sub(r"0x[0-9a-f]{12}", "0xADDRESS", text)
    file = EXPECTED / f"{case.__name__}.txt"
    if os.environ.get("DATARACE_REWRITE"):
        file.write_text(text)
    assert text == file.read_text()
