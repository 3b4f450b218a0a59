"""JUnit XML, which most CI systems show: a test case a race, failed for errors, passed for warnings and known races."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from datarace.reports.formats import View
from datarace.reports.model import Race
from datarace.reports.places import nearest_own
from datarace.reports.record import Record, fingerprint
from datarace.reports.text import report

#: Characters that XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(record: Record, view: View) -> str:
    """One test suite; where there is no race, it has one case, which passed."""
    failed = sum(_fails(race) for race in record.races)
    suite = ET.Element(
        "testsuite",
        name="datarace",
        tests=str(max(len(record.races), 1)),
        failures=str(failed),
        errors="0",
        skipped="0",
        time=f"{sum(run.seconds or 0 for run in record.runs):.3f}",
    )
    if record.runs:
        suite.set("timestamp", record.runs[0].started.removesuffix("Z"))
    properties = ET.SubElement(suite, "properties")
    for run in record.runs:
        ET.SubElement(properties, "property", name="command", value=_clean(run.process.command))
        ET.SubElement(properties, "property", name="python", value=f"{run.implementation} {run.python}")
    for race in record.races:
        _case(suite, race, view)
    if not record.races:
        ET.SubElement(suite, "testcase", classname="datarace", name="no data race", time="0")
    whole = ET.Element("testsuites", tests=suite.get("tests", ""), failures=str(failed), errors="0")
    whole.append(suite)
    ET.indent(whole)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(whole, encoding="unicode") + "\n"


def _fails(race: Race) -> bool:
    return race.level == "error" and not race.known


def _case(suite: ET.Element, race: Race, view: View) -> None:
    one = nearest_own(race.current.stack)
    at = f" at {view.place(one)}" if one is not None else ""
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_clean((one.module if one is not None else "") or "datarace"),
        # Without addresses, so that the case has the same name in the next run.
        name=_clean(re.sub(r" at 0x[0-9a-f]+", "", f"{race.kind} of {race.location}") + at),
        time="0",
    )
    if one is not None:
        case.set("file", _clean(view.relative(one.file)))
        case.set("line", str(one.line))
    properties = ET.SubElement(case, "properties")
    ET.SubElement(properties, "property", name="fingerprint", value=fingerprint(race))
    body = _clean(report(race, view.strip))
    if _fails(race):
        failure = ET.SubElement(case, "failure", type=race.kind, message=_clean(race.wrong or str(race.location)))
        failure.text = body
    else:
        ET.SubElement(case, "system-out").text = body


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("�", value)
