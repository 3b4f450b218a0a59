"""What the tests of every folder share: how a program is run, with the detector and without.

Both fixtures run in an empty folder and against the installed package, as a user's program would.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

# Streams are buffered whatever the machine says: what one process prints at once is not torn by what another prints.
os.environ.pop("PYTHONUNBUFFERED", None)

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


@pytest.fixture(scope="session")
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the programs."""
    base = tmp_path_factory.getbasetemp()
    # The workers of pytest-xdist have folders of their own in one: they share the cache, as a user's processes do.
    cache = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "datarace-cache"
    return environment_for(base / "state", cache)


@pytest.fixture
def plain_run(tmp_path: Path, clean_environment: dict[str, str]) -> Run:
    """``plain_run("program.py", "argument")``: the interpreter alone."""

    def call(*arguments: str | Path, stdin: str | None = None, **variables: str) -> Outcome:
        command = [sys.executable, *map(str, arguments)]
        return run(command, tmp_path, {**clean_environment, **variables}, stdin)

    return call


@pytest.fixture
def datarace_run(tmp_path: Path, clean_environment: dict[str, str]) -> Run:
    """``datarace_run("--stdlib", "program.py", "argument")``: under the detector."""

    def call(*arguments: str | Path, stdin: str | None = None, **variables: str) -> Outcome:
        command = [sys.executable, "-m", "datarace", "run", *map(str, arguments)]
        return run(command, tmp_path, {**clean_environment, **variables}, stdin)

    return call


@pytest.fixture(params=[1, 4], ids=["one-processor", "four-processors"])
def goroutines_run(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """``goroutines_run(main)``: a program of goroutines in this process, on one processor and on four."""
    from datarace import goroutines

    def call(main: Any, *arguments: Any, **options: Any) -> Any:
        return goroutines.run(main, *arguments, processors=request.param, **options)

    return call
