"""The spool: what a run has found up to now, in a file, so that it is there however the program ends.

Lines of JSON, one object each, appended as things happen by the launched process and by its children:

    {"spool": 1, "family": "4711:8154"}    first, by the launched process: whose file this is
    {"run": {...}}                          by each process, before its first race
    {"source": {"bank.py": {"15": "..."}}}  lines around frames, before the race that needs them
    {"race": {...}, "number": 3}            numbered by the process that found it
    {"end": {...}, "process": 4711}         figures of a process, and how often each of its races was seen

When the launched process ends, a fresh process makes the finished reports from it (`datarace.reports.finish`), and replaces or
removes it. When the program is killed the file stays as it is, and ``datarace report`` reads it as it reads a finished record.

What belongs together is one ``write`` to a file that is open for appending, which Linux does not mix with others: processes
need no more than that. Threads of one process take turns by a lock, which protects the numbers and what was written already.
The file is opened anew each time, as the program may close descriptors or change its folder; if another file is there by then,
nothing is written.
"""

from __future__ import annotations

import json
import os
from _thread import RLock

from datarace.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from datarace.reports.model import Frame, Race

#: Of the format of these lines.
VERSION = 1

#: Lines of source kept before and after the line of a frame.
AROUND = 4


class Spool:
    """The file, as one process sees it.

    Args:
        path: where it is.
        family: which run it belongs to.
        run: what is known of this process at its start, as the field ``run`` of a record.
        begin: make it. Otherwise it is there, and belongs to this family.
        fresh: there must be nothing at that path, as in a folder that everybody may write to.

    Raises:
        UsageError: it cannot be made.
    """

    def __init__(self, path: str, family: str, run: dict[str, Any], begin: bool, fresh: bool = False) -> None:
        self.path = path
        self.run = run
        self._identity: tuple[int, int] | None = None
        if begin:
            first = json.dumps({"spool": VERSION, "family": family}) + "\n" + json.dumps({"run": run}) + "\n"
            self._identity = _begin(path, first.encode(), fresh)
        else:
            self._identity = _find(path, family)
        self._announced = begin
        # A process that became another program has used numbers already, fewer than there are characters in the file.
        self._number = 0 if begin else _size_of(path)
        self._lines: set[tuple[str, int]] = set()
        # Reentrant: a signal handler of the program may find a race, and end the program, while this thread writes.
        self._lock = RLock()

    def new_number(self) -> int:
        """A number for a race of this process."""
        with self._lock:
            self._number += 1
            return self._number

    def race(self, number: int, race: Race) -> None:
        """Append a race; what a number is given to again holds.

        Raises:
            OSError: it cannot be written.
        """
        from datarace.reports.record import race_to_dict

        with self._lock:
            lines = self._start()
            around = self._around(race)
            if around:
                lines.append({"source": around})
            self._append([*lines, {"race": race_to_dict(race), "number": number}])

    def end(self, process: int, values: dict[str, Any], counts: dict[int, int]) -> None:
        """Append the figures of this process; the last that it wrote hold.

        Args:
            process: its number.
            values: fields of ``run`` that are known only now.
            counts: how often each race was seen, by number.

        Raises:
            OSError: it cannot be written.
        """
        with self._lock:
            self._append([*self._start(), {"end": values, "process": process, "counts": counts}])

    def after_fork(self, run: dict[str, Any]) -> None:
        """In a forked child, which tells of itself when it has something to tell."""
        self.run = run
        self._announced = False
        self._number = 0
        self._lock = RLock()

    def _start(self) -> list[dict[str, Any]]:
        if self._announced:
            return []
        self._announced = True
        return [{"run": self.run}]

    def _around(self, race: Race) -> dict[str, dict[int, str]]:
        """The source around each frame of a race, as far as it is not in the file yet."""
        from datarace.reports.sources import source_line

        found: dict[str, dict[int, str]] = {}
        for file, line in lines_around(race):
            if (file, line) not in self._lines:
                self._lines.add((file, line))
                found.setdefault(file, {})[line] = source_line(file, line)
        return found

    def _append(self, lines: list[dict[str, Any]]) -> None:
        data = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines).encode()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOCTTY)
        try:
            if _identity_of(descriptor) == self._identity:
                while data:
                    data = data[os.write(descriptor, data) :]
        finally:
            os.close(descriptor)


def lines_around(race: Race) -> Iterator[tuple[str, int]]:
    """Files and numbers of the lines around each frame of a race that has source."""
    for frame in _frames(race):
        if frame.source:
            for line in range(max(frame.line - AROUND, 1), frame.line + AROUND + 1):
                yield frame.file, line


def _frames(race: Race) -> Iterator[Frame]:
    for access in (race.current, race.previous):
        yield from access.stack
        yield from access.task.created
        for lock in access.locks:
            yield from lock.created
    yield from race.location.created


def _begin(path: str, first: bytes, fresh: bool) -> tuple[int, int]:
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOCTTY | (os.O_EXCL if fresh else os.O_TRUNC)
        descriptor = os.open(path, flags, 0o600 if fresh else 0o666)
    except OSError as error:
        raise UsageError(f"cannot write reports to {path!r}: {error.strerror}") from None
    try:
        os.write(descriptor, first)
        return _identity_of(descriptor)
    except OSError as error:
        raise UsageError(f"cannot write reports to {path!r}: {error.strerror}") from None
    finally:
        os.close(descriptor)


def _find(path: str, family: str) -> tuple[int, int] | None:
    """The spool of a family, if it is still there: the launched process may have ended and replaced it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError:
        return None
    try:
        first = os.read(descriptor, 4096).partition(b"\n")[0]
        return _identity_of(descriptor) if json.loads(first) == {"spool": VERSION, "family": family} else None
    except (OSError, ValueError):
        return None
    finally:
        os.close(descriptor)


def _size_of(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _identity_of(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino
