"""``datarace report``: makes any form of report again, from the records of one run or of many."""

from __future__ import annotations

import signal
import sys

import click

from datarace.errors import UsageError
from datarace.options import FORMATS
from datarace.reports.recording import check_targets
from datarace.reports.sink import wants_colour


def forms_of(given: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each form with its file, standard output where none is given; text where no form is.

    Raises:
        UsageError: there is no such form, or it cannot be written where it should go.
    """
    forms = []
    for text in given or ("text",):
        name, _, target = text.partition("=")
        if name not in FORMATS:
            raise UsageError(
                f"--format must be {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, with =FILE after it or not; not {text!r}"
            )
        forms.append((name, target or "-"))
    check_targets([f"{name}={target}" for name, target in forms])
    return forms


@click.command("report")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "given",
    multiple=True,
    metavar="FORM[=FILE]",
    help=f"One of {', '.join(FORMATS)}, and where to write it (default: text, on standard output). May be given more than once.",
)
@click.option("--baseline", metavar="FILE", help="Mark the races that this record has as known.")
@click.option("--strip-path-prefix", "strip", default="", metavar="PREFIX", help="Leave this prefix out of the names of files.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="never",
    help="Which races, if they are new, make the exit status another (default: never).",
)
@click.option(
    "--exit-code", type=click.IntRange(0, 255), default=66, metavar="N", help="Exit status for --fail-on (default: 66)."
)
def report_command(
    files: tuple[str, ...], given: tuple[str, ...], baseline: str | None, strip: str, fail_on: str, exit_code: int
) -> int:
    """Make reports from records.

    FILE is what 'datarace run --format json=FILE' wrote, also of a run that was killed. Many become one: each race once, errors
    first.
    """
    # As other filters do: whoever reads our output may stop before the end.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    forms = forms_of(given)
    # Loaded late, so that other commands start without them.
    from datarace.reports.formats import View, write_all
    from datarace.reports.reading import against, load, merged
    from datarace.reports.record import fingerprint

    known = frozenset(map(fingerprint, load(baseline).races)) if baseline else None
    record = merged([load(file) for file in files])
    if known is not None:
        record = merged([against(record, known)])
    colour = wants_colour(sys.stdout.fileno()) if ("text", "-") in forms else False
    write_all(forms, record, View.of(record, strip, colour=colour, has_baseline=known is not None))
    levels = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    return exit_code if any(race.level in levels and not race.known for race in record.races) else 0
