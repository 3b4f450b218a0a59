"""What programs of the corpus leave is what the schemas of records and of SARIF say, and comes back from every form that can.

A sample of the racy programs; all of them with DATARACE_ALL_FORMS=1.
"""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from conftest import Run

jsonschema = pytest.importorskip("jsonschema")

HERE = Path(__file__).parent
RACY = sorted(HERE.glob("*/race_*.py"))
SAMPLE = RACY if os.environ.get("DATARACE_ALL_FORMS") else RACY[:: max(len(RACY) // 12, 1)]


@pytest.fixture(scope="module")
def record_schema():
    return jsonschema.Draft202012Validator(
        json.loads(files("datarace.reports").joinpath("record.schema.json").read_text("utf-8"))
    )


@pytest.fixture(scope="module")
def sarif_schema():
    return jsonschema.Draft4Validator(json.loads((HERE.parent / "reports" / "sarif-2.1.0.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.relative_to(HERE).with_suffix("").as_posix())
def test_forms_of_a_program_are_what_their_schemas_say(path, datarace_run: Run, tmp_path, record_schema, sarif_schema) -> None:
    forms = {"json": "r.json", "sarif": "r.sarif", "junit": "r.xml", "github": "r.txt", "html": "r.html"}
    outcome = datarace_run(*(f"--format={name}={file}" for name, file in forms.items()), path)
    record = json.loads((tmp_path / "r.json").read_text("utf-8"))
    record_schema.validate(record)
    sarif_schema.validate(json.loads((tmp_path / "r.sarif").read_text("utf-8")))
    # What was printed is what was recorded. Equal lines are one race in a record, and two where they are printed.
    kinds = {(race["kind"], race["level"]) for race in record["races"] if not race["known"]}
    assert kinds == set(outcome.kinds), str(outcome)
    assert sum(race["count"] for race in record["races"]) <= sum(run["found"]["races"] for run in record["runs"])
    suite = ET.parse(tmp_path / "r.xml").getroot()
    assert len(suite.findall("testsuite/testcase/failure")) == sum(race["level"] == "error" for race in record["races"])
    assert len((tmp_path / "r.txt").read_text("utf-8").splitlines()) == len(record["races"])
    assert "<title>" in (tmp_path / "r.html").read_text("utf-8")
    for race in record["races"]:
        for access in (race["current"], race["previous"]):
            assert access["stack"], "a report whose access cannot be shown"
