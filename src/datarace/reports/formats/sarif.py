"""SARIF 2.1.0, for code scanning services and editors: both sites, the way of each task to its access, stable fingerprints.

A race is a result at the later access. Its code flow has a thread flow for each of the two tasks: where that was started, and its
stack from the oldest frame to the access. In ``executionOrder`` the two accesses come in the order in which they happened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote

from datarace import __version__
from datarace.reports.formats import View
from datarace.reports.lessons import LESSONS, Lesson
from datarace.reports.model import Access, Frame, Lock, Race
from datarace.reports.places import nearest_own
from datarace.reports.record import Record, Run, fingerprint

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

#: How the name of the folder that files are relative to is written in a log.
_ROOT = "SRCROOT"

#: How many equal frames in a row are kept.
_REPEATS = 3


def text(record: Record, view: View) -> str:
    """The whole log, with one run in it."""
    run: dict[str, Any] = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "results": [_result(race, view) for race in record.races],
    }
    if record.runs:
        run["invocations"] = [_invocation(one) for one in record.runs]
    if view.folders:
        run["originalUriBaseIds"] = {_ROOT: {"uri": f"file://{quote(view.folders[0])}/"}}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver() -> dict[str, Any]:
    return {
        "name": "datarace",
        "version": __version__,
        "semanticVersion": __version__,
        "shortDescription": {"text": "The data race detector for Python"},
        "rules": [_rule(lesson) for lesson in LESSONS.values()],
    }


def _rule(lesson: Lesson) -> dict[str, Any]:
    plain = "\n\n".join((*lesson.what, "How to mend it:", *lesson.mend))
    marked = "\n\n".join(
        (*lesson.what, f"```python\n{lesson.program}```", "How to mend it:", *lesson.mend, f"```python\n{lesson.mended}```")
    )
    return {
        "id": lesson.kind,
        "name": "".join(word.capitalize() for word in lesson.kind.split("-")),
        "shortDescription": {"text": f"{lesson.title}."},
        "fullDescription": {"text": " ".join(lesson.what)},
        "help": {"text": plain, "markdown": marked},
        "defaultConfiguration": {"level": lesson.level},
        "properties": {"tags": ["concurrency", "data-race"], "precision": "very-high"},
    }


def _invocation(run: Run) -> dict[str, Any]:
    data: dict[str, Any] = {
        "commandLine": run.process.command,
        "processId": run.process.number,
        "startTimeUtc": run.started,
        "executionSuccessful": run.found is not None,
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": phrase}} for phrase in run.lost],
        "properties": {"python": f"{run.implementation} {run.python}", "gil": run.gil, "freeThreaded": run.free_threaded},
    }
    if run.folder.startswith("/"):
        data["workingDirectory"] = {"uri": f"file://{quote(run.folder.rstrip('/'))}/"}
    return data


def _result(race: Race, view: View) -> dict[str, Any]:
    one, other = nearest_own(race.current.stack), nearest_own(race.previous.stack)
    related = list(_related(race, other, view))
    verb = "written" if race.previous.is_write else "read"
    earlier = f"[{verb} before](1)" if other is not None else f"{verb} before"
    said = race.wrong or f"Two tasks use {race.location}, and nothing orders them."
    sentences = [f"Data race on {_bare(str(race.location))}, {earlier} by {race.previous.task}.", said, race.met, race.advice]
    result: dict[str, Any] = {
        "ruleId": race.kind,
        "ruleIndex": list(LESSONS).index(race.kind) if race.kind in LESSONS else -1,
        "level": race.level,
        "message": {"text": " ".join(sentence for sentence in sentences if sentence)},
        "locations": [_location(one, view)] if one is not None else [],
        "relatedLocations": related,
        "codeFlows": [_flow(race, view)],
        "partialFingerprints": {"datarace/v1": fingerprint(race)},
        "occurrenceCount": max(race.count, 1),
    }
    if view.has_baseline:
        result["baselineState"] = "unchanged" if race.known else "new"
    if race.process is not None:
        result["properties"] = {"process": str(race.process)}
    return result


def _bare(message: str) -> str:
    """A text in which brackets are no link, as they would be in a message of SARIF."""
    return re.sub(r"([\[\]\\])", r"\\\1", message)


def _related(race: Race, other: Frame | None, view: View) -> Iterator[dict[str, Any]]:
    number = 0
    places: list[tuple[Frame | None, str]] = [(other, f"Previous {'write' if race.previous.is_write else 'read'}")]
    for access in (race.current, race.previous):
        places.append((nearest_own(access.task.created), f"{access.task} was started here"))
        places += [(nearest_own(lock.created), f"{access.task} held the lock made here") for lock in access.locks]
    places.append((nearest_own(race.location.created), "The object was made here"))
    for frame, what in places:
        if frame is not None:
            number += 1
            yield {"id": number, **_location(frame, view), "message": {"text": f"{what[:1].upper()}{what[1:]}"}}


def _flow(race: Race, view: View) -> dict[str, Any]:
    flows = [_thread_flow(race.previous, race, 1, view), _thread_flow(race.current, race, 2, view)]
    return {"message": {"text": "How the two tasks came to their accesses"}, "threadFlows": flows}


def _thread_flow(access: Access, race: Race, order: int, view: View) -> dict[str, Any]:
    task = str(access.task)
    locations = []
    if access.task.created:
        started = {"importance": "unimportant", "kinds": ["call"]}
        locations.append({"location": _location(access.task.created[0], view, f"{task} is started"), "nestingLevel": 0} | started)
    stack = _folded(access.stack)
    for depth, frame in enumerate(reversed(stack), 1):
        last = depth == len(stack)
        verb = "writes" if access.is_write else "reads"
        said = f"{verb} {race.location}, holding {_locks(access.locks, view)}" if last else f"in {frame.function}"
        step: dict[str, Any] = {"location": _location(frame, view, said), "nestingLevel": depth}
        step["importance"] = "essential" if last else "unimportant"
        if last:
            step |= {"executionOrder": order, "kinds": ["danger"], "state": {"locks": {"text": _locks(access.locks, view)}}}
        locations.append(step)
    # A thread flow needs a step, also where the host knew of no frame.
    locations = locations or [{"location": {"message": {"text": f"{task}: no stack is known"}}}]
    return {"id": f"{order}: {task}", "message": {"text": task}, "locations": locations}


def _folded(stack: tuple[Frame, ...]) -> list[Frame]:
    """A stack in which deep recursion shows as a few equal frames in a row."""
    return [frame for _, run in groupby(stack) for frame in list(run)[:_REPEATS]]


def _locks(locks: tuple[Lock, ...], view: View) -> str:
    made = [f"the lock made at {view.place(lock.created[0])}" if lock.created else "a lock" for lock in locks]
    return " and ".join(made) or "no lock"


def _location(frame: Frame, view: View, said: str = "") -> dict[str, Any]:
    file = view.relative(frame.file)
    if file.startswith("/"):
        artifact: dict[str, Any] = {"uri": f"file://{quote(file)}"}
    elif file.startswith("<"):
        artifact = {"uri": quote(file)}
    else:
        artifact = {"uri": quote(file), "uriBaseId": _ROOT}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if frame.line:
        region: dict[str, Any] = {"startLine": frame.line}
        if frame.column and frame.end > frame.start:
            region |= {"startColumn": frame.column, "endColumn": frame.column + frame.end - frame.start}
        if frame.source:
            region["snippet"] = {"text": frame.source}
        physical["region"] = region
    name = f"{frame.module}.{frame.function}" if frame.module and not frame.module.startswith("<") else frame.function
    data: dict[str, Any] = {
        "physicalLocation": physical,
        "logicalLocations": [{"name": frame.function, "fullyQualifiedName": name, "kind": "function"}],
    }
    if said:
        data["message"] = {"text": _bare(said)}
    return data
