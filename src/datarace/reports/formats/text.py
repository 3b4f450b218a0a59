"""The text that is printed while a program runs, of all races of a record."""

from __future__ import annotations

from datarace.reports import text as one
from datarace.reports.colour import coloured
from datarace.reports.formats import View
from datarace.reports.record import Record


def text(record: Record, view: View) -> str:
    """All races that the baseline does not have, and a last line that counts."""
    new = [race for race in record.races if not race.known]
    whole = "".join(one.headline(race, view.strip) + one.report(race, view.strip) for race in new)
    if view.colour:
        whole = coloured(whole)
    return whole + summary(record) + "\n"


def summary(record: Record) -> str:
    """One line on all of a record."""
    races = record.races
    found = sum(race.count for race in races)
    parts = [f"datarace: {found} data {'race' if found == 1 else 'races'}" + (f", {len(races)} distinct" if races else "")]
    warnings = sum(race.level == "warning" for race in races)
    if warnings:
        parts.append(f"{warnings} of them {'a warning' if warnings == 1 else 'warnings'}")
    known = sum(race.known for race in races)
    if known:
        parts.append(f"{known} in the baseline")
    for run in record.runs:
        if run.found is None:
            parts.append(f"the end of {run.process} was not recorded")
        parts += run.lost
    return "; ".join(parts)
