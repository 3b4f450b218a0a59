"""The races that are known: a record with nothing in it that differs from run to run, to be kept beside the code.

Races are known again by their fingerprints. The rest of a baseline is for whoever reads it, and for the line about a race that
is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from datarace.reports.formats import View
from datarace.reports.model import Access, Frame, Race, Task
from datarace.reports.places import nearest_own
from datarace.reports.record import Record, fingerprint


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run found, as seen from a baseline."""

    new: tuple[Race, ...]
    known: tuple[Race, ...]
    #: Of the baseline, what the run did not find.
    gone: tuple[Race, ...]


def compare(baseline: Record, found: Record) -> Comparison:
    """Which of the races that were found are new, and which known ones were not found."""
    names = {fingerprint(race): race for race in baseline.races}
    seen = {fingerprint(race): race for race in found.races}
    return Comparison(
        new=tuple(race for name, race in seen.items() if name not in names),
        known=tuple(race for name, race in seen.items() if name in names),
        gone=tuple(race for name, race in names.items() if name not in seen),
    )


def baseline_of(record: Record, before: Record | None = None) -> Record:
    """The baseline that knows the races of a record, and no others.

    A race that the baseline `before` knows at the same places stays as it is there: which accesses of one race meet differs
    from run to run.
    """
    view = View.of(record)
    races = {fingerprint(race): _lasting(race, view) for race in record.races}
    for old in before.races if before is not None else ():
        name = fingerprint(old)
        if name in races and _places(races[name]) == _places(old):
            races[name] = old
    return Record(races=tuple(race for _, race in sorted(races.items())))


def _places(race: Race) -> list[list[tuple[str, str, str, int]]]:
    return sorted(_lines(side) for side in (race.current, race.previous))


def _lines(access: Access) -> list[tuple[str, str, str, int]]:
    return [(frame.module, frame.function, frame.source, frame.line) for frame in access.stack]


def _lasting(race: Race, view: View) -> Race:
    """A race without what differs from run to run: addresses, threads, which of the two came second."""
    location = race.location
    sides = sorted(
        (_side(race.current, view), _side(race.previous, view)),
        key=_lines,
    )
    tasks = [replace(side, task=Task(number)) for number, side in enumerate(sides, 1)]
    return replace(
        race,
        location=replace(
            location, owner=_nameless(location.owner), name=_nameless(location.name), address=0, start=0, created=()
        ),
        current=tasks[0],
        previous=tasks[1],
        wrong="",
        met="",
        advice="",
        count=1,
        process=None,
        known=False,
    )


def _side(access: Access, view: View) -> Access:
    own = nearest_own(access.stack)
    # The youngest frame is part of the fingerprint, the nearest of the program's own is where somebody would look.
    frames = access.stack[: access.stack.index(own) + 1] if own is not None else ()
    return replace(access, stack=tuple(_frame(frame, view) for frame in frames), locks=(), finalizing=())


def _frame(frame: Frame, view: View) -> Frame:
    return replace(frame, file=view.relative(frame.file))


def _nameless(text: str) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", text)
