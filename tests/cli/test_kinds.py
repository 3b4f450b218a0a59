"""Errors, warnings, and what they do to the exit status."""

from __future__ import annotations

import pytest

PUBLICATION = """\
import threading
class Job: done = 0
job = Job()
def show(): print(job.done, end="")
def work(): job.done = 1
threads = [threading.Thread(target=target) for target in (work, show)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
ATOMIC = """\
import threading
names = []
threads = [threading.Thread(target=names.append, args=[name]) for name in "ab"]
def add(name): names.append(name)
threads = [threading.Thread(target=add, args=[name]) for name in "ab"]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize(
    ("flags", "status", "level"),
    [
        ([], 0, "warning"),
        (["--fail-on", "error"], 0, "warning"),
        (["--fail-on", "warning"], 66, "warning"),
        (["--fail-on", "warning", "--exit-code", "3"], 3, "warning"),
        (["--strict"], 66, "error"),
        (["--strict", "--fail-on", "never"], 0, "error"),
    ],
)
def test_what_changes_the_exit_status(runner, flags, status, level):
    runner.write("program.py", PUBLICATION)
    done = runner.datarace(*flags, "program.py")
    assert (done.status, done.reports) == (status, 1)
    assert f"Kind: read-write ({level})" in done.err


def test_only_what_changes_the_exit_status_halts(runner):
    runner.write("program.py", PUBLICATION + "print('end')\n")
    assert runner.datarace("--halt-on-error", "program.py").out.endswith("end\n")
    assert not runner.datarace("--halt-on-error", "--strict", "program.py").out.endswith("end\n")


def test_atomic_operations_conflict_in_strict_mode_only(runner):
    runner.write("program.py", ATOMIC)
    assert (runner.datarace("program.py").status, runner.datarace("program.py").reports) == (0, 0)
    done = runner.datarace("--strict", "program.py")
    assert (done.status, done.reports) == (66, 1)
    assert "Location: shape of list" in done.err


def test_nothing_is_handed_over_in_strict_mode(runner):
    runner.write(
        "program.py",
        "import threading, collections\n"
        "class Parcel: weight = 0\n"
        "parcels = collections.deque()\n"
        "def send():\n    parcel = Parcel(); parcels.append(parcel)\n"
        "def receive():\n"
        "    while not parcels: pass\n"
        "    parcels.popleft().weight += 1\n"
        "def pack(): global packed; packed = 1; send()\n"
        "def unpack(): receive(); assert packed\n"
        "threads = [threading.Thread(target=target) for target in (unpack, pack)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n",
    )
    assert "global 'packed'" not in runner.datarace("program.py").err
    assert "global 'packed'" in runner.datarace("--strict", "program.py").err


def test_an_unknown_level_is_an_error_that_names_the_known_ones(runner):
    done = runner.datarace("--fail-on", "errors", "program.py")
    assert (done.status, done.err) == (2, "datarace: option --fail-on must be error, warning or never, not 'errors'\n")
