"""What the tests of every folder share: how a program is run, with the detector and without.

Both fixtures run in an empty folder and against the installed package, as a user's program would.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from outcome import Outcome, Run, environment_for, run

pytest_plugins = ["pytester"]

# Streams are buffered whatever the machine says: what one process prints at once is not torn by what another prints.
os.environ.pop("PYTHONUNBUFFERED", None)


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
