"""Records from files: finished ones, and spools of runs that did not come to their end. Many become one here.

For the commands and for the process that makes reports; the program under test reads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from datarace.errors import UsageError
from datarace.reports.model import Race
from datarace.reports.record import (
    Record,
    RecordError,
    Run,
    fingerprint,
    plain,
    race_from_dict,
    record_from_dict,
    run_from_dict,
)


def load(path: str) -> Record:
    """The record in a file.

    Raises:
        UsageError: there is no such file, or it is no record.
    """
    try:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
    except FileNotFoundError:
        raise UsageError(f"there is no file {path!r}") from None
    except OSError as error:
        raise UsageError(f"{path!r} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path!r} is no record of datarace: it is no text in UTF-8") from None
    try:
        return from_text(text)
    except RecordError as error:
        raise UsageError(f"{path!r} cannot be used: {error}") from None


def from_text(text: str) -> Record:
    """The record that a text is, or that the lines of a spool make.

    Raises:
        RecordError: it is neither.
    """
    if text.startswith('{"spool"'):
        return _from_spool(text)
    try:
        data = json.loads(text)
    except RecursionError:
        raise RecordError("it is nested too deeply for a record") from None
    except ValueError as error:
        raise RecordError(f"it is no JSON ({error})") from None
    return record_from_dict(data)


def _from_spool(text: str) -> Record:
    runs: dict[int, Run] = {}
    races: dict[tuple[int, int], Race] = {}
    counts: dict[int, dict[str, int]] = {}
    ends: dict[int, dict[str, Any]] = {}
    sources: dict[str, dict[int, str]] = {}
    damaged = 0
    for line in text.splitlines()[1:]:
        try:
            data = json.loads(line)
            if "run" in data:
                run = run_from_dict(data["run"])
                runs.setdefault(run.process.number, run)
            elif "source" in data:
                for file, around in data["source"].items():
                    sources.setdefault(file, {}).update({int(number): str(source) for number, source in around.items()})
            elif "race" in data:
                race = race_from_dict(data["race"])
                races[race.process.number if race.process else 0, data["number"]] = race
            elif "end" in data:
                ends[data["process"]] = data["end"]
                counts.setdefault(data["process"], {}).update(data["counts"])
        except (ValueError, TypeError, AttributeError, KeyError):
            # Of a process that was killed while it wrote, or of a disk that was full.
            damaged += 1
    found = [
        # What its process has forgotten by its end, or did not come to, was seen at least once.
        replace(race, count=counts.get(process, {}).get(str(number), race.count))
        for (process, number), race in races.items()
    ]
    for process, end in ends.items():
        if process in runs:
            runs[process] = run_from_dict({**plain(runs[process]), **end})
    if damaged and runs:
        first = next(iter(runs))
        lost = (*runs[first].lost, f"{damaged} {'line' if damaged == 1 else 'lines'} of the record could not be read")
        runs[first] = replace(runs[first], lost=lost)
    return Record(tuple(runs.values()), tuple(found), sources)


def merged(records: Iterable[Record]) -> Record:
    """Several records as one: each race once, by its fingerprint, with the counts added up; errors first, then by place.

    A race that any of them has as new is new.
    """
    runs: list[Run] = []
    races: dict[str, Race] = {}
    sources: dict[str, dict[int, str]] = {}
    for record in records:
        runs += record.runs
        for race in record.races:
            name = fingerprint(race)
            first = races.get(name)
            if first is None:
                races[name] = race
            else:
                races[name] = replace(first, count=first.count + race.count, known=first.known and race.known)
        for file, lines in record.sources.items():
            sources[file] = {**lines, **sources.get(file, {})}
    return Record(tuple(runs), tuple(sorted(races.values(), key=_rank)), sources)


def _rank(race: Race) -> tuple[object, ...]:
    top = race.current.stack[0] if race.current.stack else None
    place = (top.file, top.line) if top else ("", 0)
    return (race.known, race.level != "error", *place, race.kind, str(race.location))


def against(record: Record, baseline: frozenset[str]) -> Record:
    """A record with each race marked as known or new."""
    return replace(record, races=tuple(replace(race, known=fingerprint(race) in baseline) for race in record.races))
