"""``datarace explain``: what a kind of race is, a program that has it, and how it is mended."""

from __future__ import annotations

import os
import sys

import click

from datarace.errors import UsageError, nearest
from datarace.reports.lessons import LESSONS, Lesson
from datarace.reports.sink import wants_colour
from datarace.reports.state import last_path

#: Characters in a line.
_WIDTH = 100


@click.command("explain")
@click.argument("kind", required=False)
def explain_command(kind: str | None) -> None:
    """Explain a kind of race.

    KIND is the word after 'Kind:' in a report, or LAST for the last race that was found. Without it, all kinds are listed.
    """
    colour = wants_colour(sys.stdout.fileno())
    if kind is None:
        width = max(map(len, LESSONS))
        text = "".join(f"{one.kind:{width}}  {one.level:7}  {one.title}\n" for one in LESSONS.values())
    elif kind.upper() == "LAST":
        text = _last(colour)
    elif kind.lower() in LESSONS:
        text = _lesson(LESSONS[kind.lower()], colour)
    else:
        raise UsageError(f"there is no kind of race {kind!r}{nearest(kind, [*LESSONS, 'last'])}")
    click.echo(text, nl=False, color=colour)


def _last(colour: bool) -> str:
    from datarace.reports.colour import coloured
    from datarace.reports.reading import load
    from datarace.reports.text import headline, report

    path = last_path()
    if not os.path.exists(path):
        raise UsageError(f"no race is recorded: {path!r} is written at the end of a run that found one")
    record = load(path)
    if not record.races:
        raise UsageError(f"there is no race in {path!r}")
    race = record.races[0]
    text = headline(race) + report(race)
    when = f"Found {record.runs[0].started} by {record.runs[0].process.command}.\n\n" if record.runs else ""
    lesson = LESSONS.get(race.kind)
    return when + (coloured(text) if colour else text) + ("\n" + _lesson(lesson, colour) if lesson else "")


def _lesson(lesson: Lesson, colour: bool) -> str:
    parts = [click.style(f"{lesson.kind} ({lesson.level})", bold=True) + f"\n{click.wrap_text(lesson.title + '.', _WIDTH)}"]
    parts += [click.wrap_text(paragraph, _WIDTH) for paragraph in lesson.what]
    parts += [_code(lesson.program, colour), click.style("How to mend it", bold=True)]
    parts += [click.wrap_text(paragraph, _WIDTH) for paragraph in lesson.mend]
    parts.append(_code(lesson.mended, colour))
    return "\n\n".join(parts) + "\n"


def _code(program: str, colour: bool) -> str:
    text = program.rstrip()
    if colour:
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import PythonLexer

        text = highlight(text, PythonLexer(), TerminalFormatter()).rstrip()
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
