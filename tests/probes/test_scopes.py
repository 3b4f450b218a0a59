"""Scopes start and stop the detector: their tests have a process of their own, since what a run leaves in it is not nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_scopes_in_a_process_of_their_own() -> None:
    tests = Path(__file__).parent / "programs" / "scopes.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tests)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
