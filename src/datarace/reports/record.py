"""The record of a run: its races and what there is to know about it, as plain data that goes into JSON and comes back.

A record is one JSON object, version 1:

    {"version": 1, "generator": "datarace 0.1.0", "runs": [...], "races": [...], "sources": {...}}

A race has the fields of `datarace.reports.model.Race`, and so has everything in it; ``fingerprint`` is added, for readers that
are not us. Source lines around the frames are kept once for each file, so that a report can be made where the program is
not. The schema is ``record.schema.json`` beside this file, which ``docs/make_schema.py`` writes from the classes here. Fields
may be added within a version; a reader passes over those that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from datarace.reports.model import Frame, Process, Race

#: Of the format. A reader of another version says so instead of guessing.
VERSION = 1

#: Kinds of locations whose name belongs to the program's text. Keys and indices are data.
NAMED = ("attribute", "class attribute", "global", "variable")


class RecordError(ValueError):
    """Data that is no record; the message says what is wrong with it, and where."""


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of one process."""

    #: Races, repetitions included.
    races: int
    #: Those that differ in kind, program points or name.
    distinct: int
    #: Of the distinct ones, the warnings.
    warnings: int = 0
    #: Of the distinct ones, those that the baseline knows.
    known: int = 0
    #: Races beyond what can be kept.
    not_kept: int = 0
    #: Distinct races that are counted here, but were neither printed nor recorded.
    not_printed: int = 0
    #: Reports that could not be made.
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One process that was watched from its start to its end."""

    process: Process
    #: When it began: ``2026-01-31T12:00:00Z``.
    started: str
    #: The version of datarace.
    datarace: str
    #: The version of Python: ``3.13.1``.
    python: str
    implementation: str = "cpython"
    #: Whether it is a build that can do without the GIL.
    free_threaded: bool = False
    #: Whether the GIL was in use.
    gil: bool = True
    #: ``linux-x86_64``.
    platform: str = ""
    #: The current folder when it began.
    folder: str = ""
    #: What was given, by name; all else had its default.
    options: dict[str, Any] = field(default_factory=dict)
    #: How long it was watched; nothing when its end was not recorded.
    seconds: float | None = None
    #: Nothing when its end was not recorded: it was killed, or still ran.
    found: Found | None = None
    #: Names of modules by the reason that they were not watched.
    not_instrumented: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: What may have been missed, a phrase each.
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What was found, by one run or by several."""

    runs: tuple[Run, ...] = ()
    races: tuple[Race, ...] = ()
    #: Lines of source by file and 1-based number, those around the frames of the races.
    sources: dict[str, dict[int, str]] = field(default_factory=dict)


# --- to plain data ---------------------------------------------------------------------------------------------------


def plain(thing: object) -> Any:
    """Dataclasses as dictionaries, tuples as lists; texts, numbers and None as they are."""
    if is_dataclass(thing):
        return {row.name: plain(getattr(thing, row.name)) for row in fields(thing)}
    if isinstance(thing, (tuple, list)):
        return [plain(part) for part in thing]
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    return thing


def race_to_dict(race: Race) -> dict[str, Any]:
    """A race as plain data, with its fingerprint."""
    return {"fingerprint": fingerprint(race), **plain(race)}


def record_to_dict(record: Record) -> dict[str, Any]:
    """A record as plain data, ready for `json.dump`."""
    from datarace import __version__

    return {
        "version": VERSION,
        "generator": f"datarace {__version__}",
        "runs": plain(record.runs),
        "races": [race_to_dict(race) for race in record.races],
        "sources": plain(record.sources),
    }


# --- from plain data -------------------------------------------------------------------------------------------------


def race_from_dict(data: object) -> Race:
    """The race that `race_to_dict` made ``data`` from.

    Raises:
        RecordError: it made no such data.
    """
    return cast(Race, _read(Race, data, "race"))


def run_from_dict(data: object) -> Run:
    """The run that `plain` made ``data`` from.

    Raises:
        RecordError: it made no such data.
    """
    return cast(Run, _read(Run, data, "run"))


def record_from_dict(data: object) -> Record:
    """The record that `record_to_dict` made ``data`` from.

    Raises:
        RecordError: it made no such data, or that of another version.
    """
    if not isinstance(data, dict) or "version" not in data or "races" not in data:
        raise RecordError("it is no record of datarace: there is no version and no list of races in it")
    if data["version"] != VERSION:
        raise RecordError(f"it is a record of version {data['version']!r}, and this datarace reads version {VERSION}")
    return cast(Record, _read(Record, data, ""))


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(wanted: Any, value: object, where: str) -> object:
    """``value`` as an instance of the type ``wanted``; ``where`` is its place in the data, for the error."""
    if is_dataclass(wanted):
        return _read_class(wanted, value, where)
    origin, arguments = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise RecordError(f"{where} must be a list, not {_said(value)}")
        return tuple(_read(arguments[0], part, f"{where}[{i}]") for i, part in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise RecordError(f"{where} must be an object, not {_said(value)}")
        key_of = _number if arguments[0] is int else str
        return {key_of(key): _read(arguments[1], part, f"{where}.{key}") for key, part in value.items()}
    if arguments:  # X | None
        return None if value is None else _read(arguments[0], value, where)
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise RecordError(f"{where} must be of type {wanted.__name__}, not {_said(value)}")
    return value


def _read_class(cls: Any, value: object, where: str) -> object:
    if not isinstance(value, dict):
        raise RecordError(f"{where} must be an object, not {_said(value)}")
    prefix = f"{where}." if where else ""
    given = {name: _read(wanted, value[name], f"{prefix}{name}") for name, wanted in _hints(cls).items() if name in value}
    try:
        return cls(**given)
    except TypeError as error:
        # Of a dataclass: a field that has no default is missing.
        raise RecordError(f"{where or 'the record'} is not complete: {str(error).partition(' ')[2]}") from None


def _number(text: str) -> int:
    if not text.isdecimal():
        raise RecordError(f"{text!r} is no number of a line")
    return int(text)


def _said(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


# --- who is who ------------------------------------------------------------------------------------------------------


def fingerprint(race: Race) -> str:
    """What tells a race from others, in this run and in later ones: 32 hexadecimal digits.

    It is made of the kind, the name of the location where the program's text has it, and for both sites the module, the
    function and the text of the line; and of whether both stored the same value, for to know that is not to know of one that
    loses a value. So it stays the same when lines move, when addresses, threads and keys are others,
    when it is the other access that comes second, and on another machine.
    """
    import hashlib

    name = race.location.name if race.location.kind in NAMED else ""
    sites = sorted(_site(access.stack[0]) if access.stack else "" for access in (race.current, race.previous))
    text = "\0".join((race.kind, name, *sites, *(["same value"] if race.same_value else [])))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _site(frame: Frame) -> str:
    # Where there is no source the number of the line has to do.
    line = normalised(frame.source) or f"line {frame.line}"
    return "\n".join((frame.module or frame.file.rpartition("/")[2], frame.function, line))


def normalised(source: str) -> str:
    """A line of source without what can change while the code stays the same: spaces, and a comment at its end."""
    quote = ""
    escaped = False
    for i, c in enumerate(source):
        if escaped:
            escaped = False
        elif quote:
            escaped = c == "\\"
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c == "#":
            source = source[:i]
            break
    return " ".join(source.split())
