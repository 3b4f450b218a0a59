"""``datarace baseline``: which races are known, and what has changed since."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datarace.reports.baseline import Comparison
    from datarace.reports.model import Race
    from datarace.reports.record import Record


@click.group("baseline")
def baseline_command() -> None:
    """Keep a record of known races, and compare runs with it.

    'datarace run --baseline FILE' takes the races in FILE for known: they are counted, but they are not printed and do not
    change the exit status.
    """


@baseline_command.command("update")
@click.argument("baseline")
@click.argument("files", nargs=-1, required=True, metavar="RECORD...")
@click.option("--keep-gone", is_flag=True, help="Keep the races that are not in the records, too.")
def update_command(baseline: str, files: tuple[str, ...], keep_gone: bool) -> int:
    """Have BASELINE know the races of the records, and no others.

    BASELINE is made when it is not there. A RECORD is what 'datarace run --format json=RECORD' wrote.
    """
    from datarace.reports.baseline import baseline_of
    from datarace.reports.formats import View, rendered, write
    from datarace.reports.reading import load, merged
    from datarace.reports.record import Record

    before = load(baseline) if os.path.exists(baseline) else Record()
    found = merged(map(load, files))
    comparison = _comparison(before, found)
    after = baseline_of(found, before)
    if keep_gone:
        after = baseline_of(Record(races=(*after.races, *comparison.gone)))
    write(baseline, rendered("json", after, View()))
    _tell(comparison, "added", "kept" if keep_gone else "dropped")
    click.echo(f"{baseline}: {len(after.races)} known {'race' if len(after.races) == 1 else 'races'}")
    return 0


@baseline_command.command("compare")
@click.argument("baseline")
@click.argument("files", nargs=-1, required=True, metavar="RECORD...")
@click.option(
    "--exit-code", type=click.IntRange(0, 255), default=66, metavar="N", help="Exit status when an error is new (default: 66)."
)
def compare_command(baseline: str, files: tuple[str, ...], exit_code: int) -> int:
    """Tell which races of the records BASELINE does not know, and which of its own are gone."""
    from datarace.reports.reading import load, merged

    comparison = _comparison(load(baseline), merged(map(load, files)))
    _tell(comparison, "new", "gone")
    return exit_code if any(race.level == "error" for race in comparison.new) else 0


def _comparison(before: Record, found: Record) -> Comparison:
    from datarace.reports.baseline import compare

    return compare(before, found)


def _tell(comparison: Comparison, new: str, gone: str) -> None:
    _list(comparison.new, new)
    _list(comparison.gone, gone)
    click.echo(f"{len(comparison.new)} {new}, {len(comparison.known)} known, {len(comparison.gone)} {gone}")


def _list(races: Sequence[Race], what: str) -> None:
    from datarace.reports.text import headline

    for race in races:
        click.echo(f"{what}: {headline(race)}", nl=False)
