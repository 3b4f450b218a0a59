"""Every form of a report, made of the same races, against `expected/formats`. DATARACE_REWRITE=1 writes them anew: look at it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import raws
from cases import CASES, deep_recursion
from raws import name_of

from datarace import __version__
from datarace.options import FORMATS
from datarace.reports.formats import View, rendered
from datarace.reports.model import Process
from datarace.reports.reading import merged
from datarace.reports.record import Found, Record, Run, fingerprint, record_from_dict
from datarace.reports.symbolize import symbolize

EXPECTED = Path(__file__).parent / "expected" / "formats"
FOLDER = str(raws.PROGRAMS)


def made() -> Record:
    process = Process(4711, "python bank.py --all")
    races = [symbolize(case(), name_of, process) for case in CASES if case is not deep_recursion]
    races[0] = replace(races[0], count=3)
    races[1] = replace(races[1], known=True)
    run = Run(
        process,
        "2026-01-31T12:00:00Z",
        __version__,
        "3.13.1",
        platform="linux-x86_64",
        folder=FOLDER,
        options={"strict": True},
        seconds=1.5,
        found=Found(11, 9),
        not_instrumented={"excluded": ("a", "b")},
        lost=("1 thread was not watched, for want of room",),
    )
    lines = Path(FOLDER, "bank.py").read_text().split("\n")
    sources = {f"{FOLDER}/bank.py": {number: lines[number - 1] for number in range(5, 15)}}
    return merged([Record((run,), tuple(races), sources)])


RECORD = made()


def normalised(text: str) -> str:
    text = re.sub(r"0x[0-9a-f]{6,12}", "0xADDRESS", text)
    text = re.sub(r'("(?:address|start)": )\d{9,}', r"\1123456789", text)
    return text.replace(FOLDER, "/FOLDER").replace(__version__, "VERSION")


def page_data(html: str) -> dict:
    return json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.DOTALL)[1])


@pytest.mark.parametrize("name", FORMATS)
def test_form_is_the_expected_text(name):
    whole = rendered(name, RECORD, View.of(RECORD, has_baseline=True))
    if name == "html":
        # What is drawn, not how: and without what each version of Pygments does in its own way.
        data = page_data(whole)
        del data["lessons"]
        whole = re.sub(r"<[^>]*>", "", json.dumps(data, indent=1, ensure_ascii=False)) + "\n"
    text = normalised(whole)
    file = EXPECTED / f"{name}.txt"
    if os.environ.get("DATARACE_REWRITE"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()


def test_the_record_is_a_record_again():
    assert record_from_dict(json.loads(rendered("json", RECORD, View()))) == RECORD


@pytest.mark.parametrize("races", [RECORD, Record()], ids=["races", "none"])
def test_sarif_is_what_its_schema_says(races):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text())
    jsonschema.Draft4Validator(schema).validate(json.loads(rendered("sarif", races, View.of(races, has_baseline=True))))


def test_sarif_has_both_sites_and_a_thread_flow_a_task():
    log = json.loads(rendered("sarif", RECORD, View.of(RECORD)))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(RECORD.races)
    for race, result in zip(RECORD.races, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == race.kind
        assert result["partialFingerprints"] == {"datarace/v1": fingerprint(race)}
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bank.py"
        assert result["relatedLocations"][0]["message"]["text"].startswith("Previous ")
        flows = result["codeFlows"][0]["threadFlows"]
        assert [flow["message"]["text"] for flow in flows] == [str(race.previous.task), str(race.current.task)]
        assert [flow["locations"][-1]["executionOrder"] for flow in flows] == [1, 2]
        assert [len(flow["locations"]) for flow in flows] == [
            len(access.stack) + bool(access.task.created) for access in (race.previous, race.current)
        ]


def test_deep_recursion_is_no_deep_log():
    race = symbolize(deep_recursion(), name_of)
    flows = json.loads(rendered("sarif", Record(races=(race,)), View()))["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"]
    assert len(race.previous.stack) > 900
    assert [len(flow["locations"]) for flow in flows] == [4, 4]


def test_brackets_in_a_key_are_no_link_in_sarif():
    race = RECORD.races[0]
    strange = replace(race, location=replace(race.location, kind="key", name="'a](1)[b'"))
    (result,) = json.loads(rendered("sarif", Record(races=(strange,)), View()))["runs"][0]["results"]
    assert r"a\](1)\[b" in result["message"]["text"]


def test_github_annotations_are_a_line_each_whatever_is_in_them():
    race = RECORD.races[0]
    strange = replace(race, wrong="100 % \r\n::error::no", location=replace(race.location, kind="key", name="'a,b:c'"))
    text = rendered("github", Record(races=(strange,)), View())
    assert text.count("\n") == 1
    assert "title=Data race%3A" in text
    assert "'a%2Cb%3Ac'" in text
    assert "::100 %25 %0D%0A::error::no" in text


def test_github_annotations_leave_out_what_is_known():
    assert len(rendered("github", RECORD, View()).splitlines()) == len(RECORD.races) - 1


def test_junit_counts_errors_as_failures_and_is_xml_whatever_is_in_it():
    race = RECORD.races[0]
    strange = replace(race, wrong="\x00\x1b[31m <&> \ud800", process=Process(1, "a\x07b"))
    root = ET.fromstring(rendered("junit", Record(races=(strange, *RECORD.races[1:])), View()).encode())
    (suite,) = root
    failures = suite.findall("testcase/failure")
    assert int(suite.get("failures")) == len(failures) == sum(r.level == "error" and not r.known for r in RECORD.races)
    assert int(suite.get("tests")) == len(suite.findall("testcase")) == len(RECORD.races)
    assert "DATA RACE" in failures[0].text


def test_junit_without_a_race_has_a_case_that_passed():
    root = ET.fromstring(rendered("junit", Record(), View()))
    assert [case.get("name") for case in root.iter("testcase")] == ["no data race"]
    assert not list(root.iter("failure"))


def test_the_page_is_one_file_and_no_text_of_the_program_is_markup():
    race = RECORD.races[0]
    evil = "</script><script>alert(1)</script>\u2028<!--"
    strange = replace(race, wrong=evil, location=replace(race.location, name=evil, owner=evil), process=Process(1, evil))
    run = Run(strange.process, evil, evil, evil, folder=evil, lost=(evil,))
    html = rendered("html", Record((run,), (strange,), {evil: {1: evil}}), View())
    assert html.count("<script>") == 1
    assert "alert(1)</script>" not in html.partition('<script id="data"')[2].partition("</script>")[0]
    assert page_data(html)["races"][0]["wrong"] == evil
    assert not re.search(r"""(?:src|href)=["']?(?:https?:|//)""", html)
    assert "default-src 'none'" in html


def test_text_in_colour_has_the_same_words():
    plain = rendered("text", RECORD, View())
    coloured = rendered("text", RECORD, View(colour=True))
    assert coloured != plain
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
