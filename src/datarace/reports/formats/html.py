"""One HTML file that needs nothing else: no network, no other file, no server.

The page holds the races as data; its script draws the list at once and the details of a race when somebody looks at it, so that
many races open as fast as few. What the data says more than once, frames and lines of source, is in tables. Source is highlighted
here, by Pygments, a line each.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from datarace import __version__
from datarace.reports.formats import View
from datarace.reports.lessons import LESSONS
from datarace.reports.model import Access, Frame, Lock, Race, Task
from datarace.reports.places import is_standard, nearest_own
from datarace.reports.record import Record, Run, fingerprint


def text(record: Record, view: View) -> str:
    """The whole page."""
    data = _Data(view, record.sources)
    races = [data.race(race) for race in record.races]
    errors = sum(race.level == "error" and not race.known for race in record.races)
    warnings = sum(race.level == "warning" and not race.known for race in record.races)
    page = {
        "races": races,
        "frames": data.frames,
        "sources": data.highlighted(),
        "lessons": {kind: _lesson(kind) for kind in dict.fromkeys(race.kind for race in record.races) if kind in LESSONS},
        "baseline": view.has_baseline,
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_part("page.html.j2")).render(
        version=__version__,
        style=Markup(_part("style.css") + _token_styles()),
        script=Markup(_part("script.js")),
        data=Markup(_embedded(page)),
        errors=errors,
        warnings=warnings,
        known=sum(race.known for race in record.races),
        runs=[_run(run) for run in record.runs],
    )


def _part(name: str) -> str:
    return files("datarace.reports.formats").joinpath("page", name).read_text(encoding="utf-8")


def _embedded(data: object) -> str:
    """JSON that can stand in a script element, whatever the texts in it are."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    # A lone surrogate is no text that a file can hold.
    text = text.encode("utf-8", "backslashreplace").decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _run(run: Run) -> dict[str, Any]:
    gil = "" if not run.free_threaded else ", free-threaded, GIL " + ("on" if run.gil else "off")
    return {
        "command": run.process.command,
        "number": run.process.number,
        "started": run.started.replace("T", " ").replace("Z", " UTC"),
        "python": f"{run.implementation} {run.python}{gil}",
        "platform": run.platform,
        "datarace": run.datarace,
        "folder": run.folder,
        "seconds": "" if run.seconds is None else f"{run.seconds:.1f} s",
        "options": ", ".join(f"{name}={value}" for name, value in run.options.items()),
        "ended": run.found is not None,
        "lost": run.lost,
        "left_out": [(reason, names) for reason, names in run.not_instrumented.items()],
    }


def _lesson(kind: str) -> dict[str, Any]:
    lesson = LESSONS[kind]
    return {
        "title": lesson.title,
        "what": lesson.what,
        "program": _highlighted(lesson.program.rstrip()),
        "mend": lesson.mend,
        "mended": _highlighted(lesson.mended.rstrip()),
    }


@dataclass
class _Data:
    """Collects what races have in common."""

    view: View
    sources: dict[str, dict[int, str]]
    #: File, line, function, column and width of the part that was running, source, module, whether it is of the standard library.
    frames: list[list[Any]] = field(default_factory=list)
    _numbers: dict[Frame, int] = field(default_factory=dict)
    _shown: dict[str, str] = field(default_factory=dict)

    def race(self, race: Race) -> dict[str, Any]:
        """A race, with numbers in place of frames."""
        own, other = nearest_own(race.current.stack), nearest_own(race.previous.stack)
        return {
            "id": fingerprint(race),
            "kind": race.kind,
            "level": race.level,
            "known": race.known,
            "count": race.count,
            "location": str(race.location),
            "what": [race.location.kind, race.location.name, race.location.owner],
            "created": self.stack(race.location.created),
            "current": self.access(race.current, own),
            "previous": self.access(race.previous, other),
            "modules": sorted({frame.module for frame in (own, other) if frame is not None and frame.module}),
            "wrong": race.wrong,
            "met": race.met,
            "advice": race.advice,
            "meeting": [race.meeting.how, self.place(race.meeting.lock)] if race.meeting is not None else None,
            "process": str(race.process) if race.process is not None else "",
        }

    def access(self, access: Access, own: Frame | None) -> dict[str, Any]:
        return {
            "write": access.is_write,
            "update": access.is_update,
            "atomic": access.is_atomic,
            "operation": access.operation,
            "task": self.task(access.task),
            "stack": self.stack(access.stack),
            "own": access.stack.index(own) if own is not None else -1,
            "locks": [self.lock(lock) for lock in access.locks],
            "finalizing": [str(one) for one in access.finalizing],
        }

    def task(self, task: Task) -> dict[str, Any]:
        return {
            "name": str(task),
            "main": task.is_main,
            "finished": task.finished,
            "created": self.stack(task.created),
            "at": self.place(task.created),
        }

    def lock(self, lock: Lock) -> dict[str, Any]:
        return {
            "address": f"{lock.address:#x}",
            "owner": lock.owner,
            "at": self.place(lock.created),
            "created": self.stack(lock.created),
        }

    def stack(self, stack: tuple[Frame, ...]) -> list[int]:
        return [self.number(frame) for frame in stack]

    def place(self, stack: tuple[Frame, ...]) -> str:
        frame = nearest_own(stack)
        return self.view.place(frame) if frame is not None else ""

    def number(self, frame: Frame) -> int:
        number = self._numbers.get(frame)
        if number is None:
            number = self._numbers[frame] = len(self.frames)
            file = self._shown.setdefault(frame.file, self.view.relative(frame.file))
            width = max(frame.end - frame.start, 0) if frame.column else 0
            standard = is_standard(frame)
            self.frames.append([file, frame.line, frame.function, frame.column, width, frame.source, frame.module, standard])
        return number

    def highlighted(self) -> dict[str, dict[int, str]]:
        """Lines of source as HTML, by the names that files have on the page."""
        found: dict[str, dict[int, str]] = {}
        for file, shown in self._shown.items():
            lines = self.sources.get(file, {})
            # Lines in a row are highlighted as one, so that what goes over several of them comes out right.
            for _, block in groupby(enumerate(sorted(lines)), lambda row: row[1] - row[0]):
                numbers = [number for _, number in block]
                html = _highlighted("\n".join(lines[number] for number in numbers)).split("\n")
                found.setdefault(shown, {}).update(zip(numbers, html, strict=False))
        return found


@cache
def _lexer() -> PythonLexer:
    return PythonLexer(stripnl=False, ensurenl=False)


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True, classprefix="t-")


def _highlighted(source: str) -> str:
    html: str = highlight(source, _lexer(), _formatter())
    return html.rstrip("\n") if not source.endswith("\n") else html


def _token_styles() -> str:
    """The colours of source, for a light and a dark page."""
    light = HtmlFormatter(style="default", classprefix="t-")
    dark = HtmlFormatter(style="github-dark", classprefix="t-")

    def rules(formatter: HtmlFormatter[str], scope: str) -> str:
        lines = formatter.get_style_defs(f"{scope} .code").split("\n")
        return "\n".join(line for line in lines if ".t-" in line and "background" not in line)

    return "\n".join(
        (
            rules(light, ":root[data-theme=light]"),
            rules(dark, ":root[data-theme=dark]"),
        )
    )
