"""How a program is run, and what is left of it. For the fixtures, and for what runs programs without pytest."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

RULER = "=" * 18
HEADLINE = "WARNING: DATA RACE"
SUMMARY = re.compile(r"^datarace: found (\d+) data races?(?:, (\d+) distinct)?", re.MULTILINE)

#: Longest time for a program of the tests. A hang is an error, a slow machine is not.
SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """What is left of a process."""

    command: tuple[str, ...]
    status: int
    out: str
    err: str

    @property
    def reports(self) -> tuple[str, ...]:
        """The text of each report on standard error, between its rulers."""
        pieces = re.split(rf"^{RULER}\n", self.err, flags=re.MULTILINE)
        return tuple(piece for piece in pieces if piece.startswith(HEADLINE))

    @property
    def locations(self) -> tuple[str, ...]:
        """What each report is about: ``attribute 'balance' of <Account at 0x...>``."""
        return tuple(re.findall(r"^Location: (.*)$", "\n".join(self.reports), re.MULTILINE))

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Kind and level of each report: ``("lost-update", "error")``."""
        return tuple(re.findall(r"^Kind: (.*) \((.*)\)$", "\n".join(self.reports), re.MULTILINE))

    @property
    def found(self) -> tuple[int, int]:
        """How many races, and how many distinct ones, the last line tells."""
        match = SUMMARY.search(self.err)
        return (int(match[1]), int(match[2] or match[1])) if match else (0, 0)

    def __str__(self) -> str:
        """All of it, for the message of a failed assertion."""
        return f"{' '.join(self.command)}\nstatus {self.status}\n--- stdout\n{self.out}--- stderr\n{self.err}"


Run = Callable[..., Outcome]


def run(command: list[str], folder: Path, environment: Mapping[str, str], stdin: str | None = None) -> Outcome:
    """Run a command to its end."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Outcome(tuple(command), done.returncode, done.stdout, done.stderr)


def environment_for(state: Path, cache: Path) -> dict[str, str]:
    """The variables without options of whoever runs the tests, and with folders for state and cache of their own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATARACE")}
    environment["XDG_STATE_HOME"] = str(state)
    environment["DATARACE_OPTIONS"] = f"cache='{cache}'"
    return environment
