"""Workflow commands of GitHub Actions: a line each, shown as an annotation beside the code of a pull request."""

from __future__ import annotations

from datarace.reports.formats import View
from datarace.reports.model import Race
from datarace.reports.places import nearest_own
from datarace.reports.record import Record


def text(record: Record, view: View) -> str:
    """A line for each race that the baseline does not have."""
    return "".join(_command(race, view) for race in record.races if not race.known)


def _command(race: Race, view: View) -> str:
    one, other = nearest_own(race.current.stack), nearest_own(race.previous.stack)
    properties = {}
    if one is not None:
        properties["file"] = view.relative(one.file)
        if one.line:
            properties["line"] = str(one.line)
        if one.column and one.end > one.start:
            properties |= {"col": str(one.column), "endColumn": str(one.column + one.end - one.start)}
    properties["title"] = f"Data race: {race.kind} of {race.location}"
    lines = [race.wrong or f"Two threads use {race.location} and nothing orders them."]
    if other is not None:
        verb = "written" if race.previous.is_write else "read"
        lines.append(f"Previously {verb} at {view.place(other)} by {race.previous.task}.")
    lines += [sentence for sentence in (race.met, race.advice) if sentence]
    settings = ",".join(f"{name}={_escaped(value, more=True)}" for name, value in properties.items())
    return f"::{race.level} {settings}::{_escaped(chr(10).join(lines))}\n"


def _escaped(value: str, more: bool = False) -> str:
    value = value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return value.replace(":", "%3A").replace(",", "%2C") if more else value
