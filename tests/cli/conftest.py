"""Runs programs with and without datarace, in a folder of their own."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sample import RACY


@dataclass
class Done:
    """How a process ended."""

    status: int
    out: str
    err: str

    @property
    def reports(self) -> int:
        return self.err.count("WARNING: DATA RACE")


class Runner:
    """Runs ``python ...`` and ``python -m datarace run ...`` in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATARACE_", "_DATARACE_"))}
        self.environment["XDG_STATE_HOME"] = str(folder / ".state")

    def write(self, name: str, text: str) -> str:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return name

    def python(self, *arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> Done:
        process = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**self.environment, **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Done(process.returncode, process.stdout, process.stderr)

    @staticmethod
    def told(done: Done) -> tuple[str, str, int]:
        """What was to be seen, without addresses, which differ from run to run."""
        return re.sub(r"0x[0-9a-f]+", "0x", done.out), re.sub(r"0x[0-9a-f]+", "0x", done.err), done.status

    def datarace(self, *arguments: str, flags: tuple[str, ...] = (), **settings) -> Done:
        return self.python(*flags, "-m", "datarace", "run", *arguments, **settings)

    def same(self, *arguments: str, flags: tuple[str, ...] = (), **settings) -> Done:
        """Run both ways, and make sure that nobody could tell which is which."""
        plain = self.python(*flags, *arguments, **settings)
        watched = self.datarace(*arguments, flags=flags, **settings)
        assert self.told(watched) == self.told(plain)
        return plain


@pytest.fixture
def terminal() -> tuple[int, int]:
    """Both ends of a new terminal, ours and that of the program. The test closes them."""
    try:
        return pty.openpty()
    except OSError:
        pytest.skip("there are no terminals here")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.fixture
def racy(runner: Runner) -> str:
    return runner.write("racy.py", RACY)
