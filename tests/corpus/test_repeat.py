"""`repeat` says of a program what a run of its own says, and notices one that is not what its name says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from oracle import HERE
from repeat import verdicts

if TYPE_CHECKING:
    from conftest import Run

RACY = HERE / "locks" / "race_wrong_lock.py"
CLEAN = HERE / "locks" / "norace_lock_with.py"


def test_forks_of_one_process_run_as_processes_do(
    tmp_path: Path, clean_environment: dict[str, str], datarace_run: Run
) -> None:
    named_clean, named_racy, script = tmp_path / "norace_one.py", tmp_path / "race_one.py", tmp_path / "norace_script.py"
    shutil.copy(RACY, named_clean)
    shutil.copy(CLEAN, named_racy)
    script.write_text("import os, sys\nprint(sorted(sys.modules), sys.path, sorted(os.environ.items()), sys.flags)\n")

    datarace_run(script)  # what rewrites code is imported where it is not in the cache yet
    programs = [named_clean, named_racy, RACY, CLEAN, script, script]

    one, other, racy, clean, _, whole = verdicts(programs, tmp_path / "base", clean_environment)
    assert one.outcome.status == 66
    assert one.complaints
    assert other.outcome.status == 0
    assert other.complaints
    assert (racy.outcome.status, racy.complaints) == (66, [])
    assert (clean.outcome.status, clean.complaints) == (0, [])
    assert (whole.outcome.out, whole.outcome.err) == (datarace_run(script).out, "")
