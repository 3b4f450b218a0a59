"""Records: what is written comes back, is what the schema says, and knows a race again."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from cases import CASES
from hypothesis import given, settings
from hypothesis import strategies as st
from raws import name_of

from datarace.reports.model import Access, Frame, Location, Process, Race, Task
from datarace.reports.record import (
    Found,
    Record,
    RecordError,
    Run,
    fingerprint,
    normalised,
    race_from_dict,
    race_to_dict,
    record_from_dict,
    record_to_dict,
)
from datarace.reports.symbolize import symbolize

RACES = [symbolize(case(), name_of, Process(7, "python bank.py", False)) for case in CASES]
RUN = Run(
    Process(7, "python bank.py"),
    "2026-01-31T12:00:00Z",
    "0.1.0",
    "3.13.1",
    folder="/home/ada",
    options={"strict": True, "include": ["a", "b"]},
    seconds=1.5,
    found=Found(races=9, distinct=2),
    not_instrumented={"excluded": ("a", "b")},
    lost=("1 thread was not watched, for want of room",),
)


def validator():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(files("datarace.reports").joinpath("record.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("race", RACES, ids=[case.__name__ for case in CASES])
def test_a_race_comes_back_from_json_as_it_went(race):
    assert race_from_dict(json.loads(json.dumps(race_to_dict(race)))) == race


def test_a_record_comes_back_from_json_as_it_went():
    record = Record((RUN, Run(Process(8, "x"), "2026-01-31T12:00:00Z", "0", "3")), tuple(RACES), {"bank.py": {7: "    x = 1"}})
    data = record_to_dict(record)
    validator().validate(data)
    assert record_from_dict(json.loads(json.dumps(data))) == record


@settings(deadline=None)
@given(st.builds(Frame), st.builds(Location, created=st.just(())), st.sampled_from(range(len(RACES))))
def test_whatever_is_in_the_fields_comes_back(frame, location, number):
    race = RACES[number]
    current = replace(race.current, stack=(frame, *race.current.stack), task=replace(race.current.task, created=(frame,)))
    race = replace(race, current=current, location=location)
    assert race_from_dict(json.loads(json.dumps(race_to_dict(race)))) == race


def test_the_schema_has_every_field_and_no_other():
    schema = validator().schema
    data = record_to_dict(Record((RUN,), tuple(RACES)))

    def compare(value, part):
        while "$ref" in part or "anyOf" in part:
            part = part["anyOf"][0] if "anyOf" in part else schema["$defs"][part["$ref"].rpartition("/")[2]]
        if isinstance(value, list):
            for one in value:
                compare(one, part["items"])
        elif isinstance(value, dict) and "properties" in part:
            assert list(value) == list(part["properties"])
            for name, one in value.items():
                compare(one, part["properties"][name])

    compare(data, schema)


def test_the_schema_is_the_one_that_the_classes_make():
    script = Path(__file__).parents[2] / "docs" / "make_schema.py"
    text = files("datarace.reports").joinpath("record.schema.json").read_text("utf-8")
    code = (
        f"import runpy, sys; sys.path.insert(0, {str(script.parent)!r}); print(runpy.run_path({str(script)!r})['page'](), end='')"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == text


def test_fields_of_a_later_datarace_are_passed_over():
    data = record_to_dict(Record((RUN,), tuple(RACES)))
    data["mood"] = data["races"][0]["mood"] = data["races"][0]["current"]["stack"][0]["mood"] = "good"
    validator().validate(data)
    assert record_from_dict(data).races == tuple(RACES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: [], "it is no record of datarace"),
        (lambda data: {"version": 1}, "it is no record of datarace"),
        (lambda data: {**data, "version": 2}, "it is a record of version 2, and this datarace reads version 1"),
        (lambda data: {**data, "races": {}}, "races must be a list, not {}"),
        (lambda data: {**data, "races": [3]}, "races[0] must be an object, not 3"),
        (lambda data: {**data, "runs": [{}]}, "runs[0] is not complete"),
        (lambda data: {**data, "sources": {"a.py": {"x": ""}}}, "'x' is no number of a line"),
        (lambda data: {**data, "sources": {"a.py": []}}, "sources.a.py must be an object, not []"),
        (lambda data: data["races"][0]["current"]["task"].update(number="1") or data, "number must be of type int, not '1'"),
        (lambda data: data["races"][0]["current"].pop("stack") and data, "races[0].current is not complete"),
    ],
)
def test_what_is_no_record_is_told_with_its_place(change, message):
    with pytest.raises(RecordError) as caught:
        record_from_dict(change(record_to_dict(Record((RUN,), (RACES[0],)))))
    assert message in str(caught.value)


def site(source="self.n += 1", line=9, function="Counter.add", module="shop.counter", file="/home/ada/shop/counter.py"):
    return Frame(function, file, line, 0, 6, source, 9, module)


def race(one=None, other=None, **changes):
    current = Access(True, Task(2, "b"), (one or site(), site("run()", 40, "main")))
    previous = Access(False, Task(1, "a"), (other or site(), site("go()", 50, "main")))
    location = Location("attribute", "n", "<Counter at 0x7f0000001234>", 0x7F0000001234)
    return replace(Race(location, current, previous, "lost-update"), **changes)


SAME = {
    "lines moved": race(site(line=99), site(line=99)),
    "another machine": race(site(file="/ci/counter.py"), site(file="/ci/counter.py")),
    "another object": race(location=Location("attribute", "n", "<Counter at 0x1>", 1)),
    "the other came second": replace(race(), current=race().previous, previous=race().current),
    "another way there": replace(race(), current=replace(race().current, stack=(site(), site("other()", 60, "twice")))),
    "another thread": replace(race(), current=replace(race().current, task=Task(7, "x"))),
    "spaces and a comment": race(site("self.n  +=  1  # counts"), site("self.n += 1   ")),
    "more often": race(count=9),
}
OTHER = {
    "kind": race(kind="write-write"),
    "line": race(site("self.n += 2")),
    "function": race(site(function="Counter.take")),
    "module": race(site(module="shop.till")),
    "the same value": race(same_value=True),
    "attribute": race(location=Location("attribute", "m", "<Counter at 0x7f0000001234>", 0x7F0000001234)),
}


@pytest.mark.parametrize("what", SAME)
def test_a_race_is_known_again(what):
    assert fingerprint(SAME[what]) == fingerprint(race())


@pytest.mark.parametrize("what", OTHER)
def test_another_race_is_told_apart(what):
    assert fingerprint(OTHER[what]) != fingerprint(race())


def test_keys_are_data_and_no_part_of_a_fingerprint():
    keys = [race(location=Location("key", repr(name), "dict at 0x7f", 0x7F)) for name in ("alice", "bob")]
    assert fingerprint(keys[0]) == fingerprint(keys[1])


def test_without_source_the_line_tells_apart():
    assert fingerprint(race(site("", 9))) != fingerprint(race(site("", 10)))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("x = 1  # one", "x = 1"),
        ("x = '# no'  # one", "x = '# no'"),
        ('x = "a\\"# no"', 'x = "a\\"# no"'),
        ("x  =\t1", "x = 1"),
        ("# all", ""),
    ],
)
def test_comments_and_spaces_are_no_part_of_a_line(source, text):
    assert normalised(source) == text
