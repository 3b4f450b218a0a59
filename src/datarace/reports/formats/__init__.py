"""The forms of a report, one module each, made from a record alone: no program, no source file and no runtime is needed.

A form is a function from a record and a `View` to the whole text. They are loaded by the commands and by the process that makes
reports at the end of a run, never by the program under test.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from datarace.errors import UsageError
from datarace.reports.model import Frame
from datarace.reports.places import stripped
from datarace.reports.record import Record


@dataclass(frozen=True, slots=True)
class View:
    """How a record is to be shown."""

    #: A prefix to leave out of the names of files.
    strip: str = ""
    #: The folders that names of files are relative to, where a form wants that: those that the runs began in.
    folders: tuple[str, ...] = ()
    #: Whether there are escape sequences for colours in the text.
    colour: bool = False
    #: Whether the races were compared with a baseline.
    has_baseline: bool = False

    @classmethod
    def of(cls, record: Record, strip: str = "", *, colour: bool = False, has_baseline: bool = False) -> View:
        """How to show a record, with names relative to the folders that its runs began in."""
        folders = dict.fromkeys(run.folder.rstrip("/") for run in record.runs)
        return cls(strip, tuple(folder for folder in folders if folder.startswith("/")), colour, has_baseline)

    def relative(self, file: str) -> str:
        """A file without the prefix or relative to the longest folder that it is in; as it is when it is elsewhere."""
        if self.strip and file.startswith(self.strip):
            return stripped(file, self.strip)
        folder = max((one + "/" for one in self.folders if file.startswith(one + "/")), key=len, default="")
        return stripped(file, folder).removeprefix("./")

    def place(self, frame: Frame) -> str:
        """Where a frame is, as ``shop/bank.py:12``."""
        file = self.relative(frame.file)
        return f"{file}:{frame.line}" if frame.line else file


def rendered(name: str, record: Record, view: View) -> str:
    """A record in one of the forms of `datarace.options.FORMATS`."""
    text: str = import_module(f"datarace.reports.formats.{name}").text(record, view)
    return text


def write(target: str, text: str) -> None:
    """Put a report where it should go, the whole of it or nothing.

    Args:
        target: a file; ``-`` is standard output, an empty text standard error.
        text: what to write.

    Raises:
        UsageError: it cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if target in ("", "-"):
            stream = sys.stdout if target else sys.stderr
            stream.flush()
            stream.buffer.write(data)
            stream.flush()
            return
        try:
            regular = stat.S_ISREG(os.stat(target).st_mode)
        except FileNotFoundError:
            regular = True
        if not regular:
            with open(target, "wb") as stream:
                stream.write(data)
            return
        # Of two runs that write the same file at once the last one wins, and nobody reads half a report.
        draft = f"{target}.{os.getpid()}"
        with open(draft, "wb") as stream:
            stream.write(data)
        os.replace(draft, target)
    except OSError as error:
        where = {"-": "standard output", "": "standard error"}.get(target, repr(target))
        raise UsageError(f"cannot write to {where}: {(error.strerror or str(error)).lower()}") from None


def write_all(forms: Sequence[tuple[str, str]], record: Record, view: View) -> None:
    """A record in several forms, each where it should go.

    Raises:
        UsageError: one cannot be written.
    """
    for name, target in forms:
        write(target, rendered(name, record, view))
