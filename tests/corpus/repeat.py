"""Runs the corpus many times: ``python tests/corpus/repeat.py --times 100``.

A process per program from the start would spend most of its time in the start. So one process for each repetition loads Python
and the detector, and forks itself for each program: see `template`. What comes out is judged as the tests judge it, by `oracle`.

Each repetition has an order, hashes of strings and addresses of its own. That an exit status is not what it was in the repetitions
before is wrong as well, also where the oracle has nothing against either.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from oracle import HERE, PROGRAMS, complaints, limit, missing, name

from datarace.cli.launch import environment
from datarace.configuration import Configuration

sys.path.insert(0, str(HERE.parent))
from outcome import SECONDS, Outcome, environment_for  # noqa: E402


class Template:
    """A process that has loaded the detector, and forks itself for each program."""

    def __init__(self, base: Path, variables: dict[str, str]) -> None:
        """Has a folder to itself: `base`. In the same folder the code of a program is found again in the cache."""
        self._base = base
        self._variables = variables
        self._link = base / "program.py"
        site = base / "site"
        site.mkdir(parents=True, exist_ok=True)
        (site / "sitecustomize.py").symlink_to(HERE / "template.py")
        self._process = subprocess.Popen(
            [sys.executable, self._link],
            env={**variables, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def run(self, path: Path, folder: Path) -> Outcome:
        """Run a program in an empty folder.

        Raises:
            RuntimeError: the template itself has ended.
        """
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(path)
        out, err = self._base / "out", self._base / "err"
        for file in (out, err):
            file.unlink(missing_ok=True)
        order = {
            "folder": str(folder),
            "streams": [os.devnull, str(out), str(err)],
            "environment": environment(self._variables, Configuration.of(str(folder), self._variables).options),
        }
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{order!r}\n".encode())
        child = self._answer()
        if not select.select([self._process.stdout], [], [], SECONDS)[0]:
            os.kill(child, signal.SIGKILL)
        status = self._answer()
        return Outcome(("datarace", "run", str(path)), status, _text(out), _text(err))

    def _answer(self) -> int:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the template has ended with status {self._process.wait()}")
        return int(line)

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""


class Verdict(NamedTuple):
    """What came of one run of one program."""

    path: Path
    outcome: Outcome
    #: What is not as it should be.
    complaints: list[str]


def judged(path: Path, outcome: Outcome) -> Verdict:
    """As `test_corpus` does: of a program that shows a limit it is expected that the race is missed."""
    found = complaints(path, outcome)
    if limit(path):
        found = [] if found else [f"what is said to be a limit is found: {limit(path)}"]
    return Verdict(path, outcome, found)


def verdicts(programs: list[Path], base: Path, variables: dict[str, str]) -> Iterator[Verdict]:
    """Run programs one after another, in forks of one template, which has the folder `base`."""
    template = Template(base, variables)
    try:
        for path in programs:
            with tempfile.TemporaryDirectory(prefix="datarace-program-", ignore_cleanup_errors=True) as folder:
                yield judged(path, template.run(path, Path(folder)))
    finally:
        template.close()


def repetition(programs: list[Path], base: Path, variables: dict[str, str], workers: int) -> list[Verdict]:
    """Run each program once, in this order, with as many templates as there are workers."""

    def share(number: int) -> list[Verdict]:
        return list(verdicts(programs[number::workers], base / f"{number}", variables))

    with ThreadPoolExecutor(workers) as executor:
        return [verdict for verdicts in executor.map(share, range(workers)) for verdict in verdicts]


def chosen(patterns: list[str]) -> list[Path]:
    """The programs whose name, or a part of it, fits one of the patterns; all if there is none. Of the rest it is told why."""
    fitting = [path for path in PROGRAMS if not patterns or any(fnmatch(name(path), f"*{pattern}*") for pattern in patterns)]
    for reason, count in Counter(reason for path in fitting if (reason := missing(path))).items():
        print(f"{count} programs are left out: {reason}")
    return [path for path in fitting if not missing(path)]


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 1 if a verdict was wrong or not always the same."""
    parser = argparse.ArgumentParser(prog="repeat.py", description="Run the corpus many times and judge each run.")
    parser.add_argument("patterns", nargs="*", help="parts of the names of programs, such as 'locks/' or 'deque'; none: all")
    parser.add_argument("--times", type=int, default=1, help="how many repetitions")
    parser.add_argument("-n", dest="workers", type=int, default=1, help="how many programs at once")
    parser.add_argument("--seed", type=int, default=None, help="of the orders; default: another one each time")
    parser.add_argument("--keep", type=Path, default=Path("corpus-failures"), help="folder for what failed runs have written")
    given = parser.parse_args(arguments)
    programs = chosen(given.patterns)
    if not programs:
        parser.error("no program has a name like that")
    seed = random.randrange(1 << 32) if given.seed is None else given.seed
    print(f"{len(programs)} programs, {given.times} times, with {sys.version.split()[0]}; seed {seed}", flush=True)

    statuses: dict[Path, int] = {}
    failures = 0
    with tempfile.TemporaryDirectory(prefix="datarace-repeat-") as base:
        variables = environment_for(Path(base) / "state", Path(base) / "cache")
        for number in range(1, given.times + 1):
            began = time.monotonic()
            order = random.Random(f"{seed} {number}").sample(programs, len(programs))
            wrong = 0
            for path, outcome, found in repetition(order, Path(base), variables, given.workers):
                before = statuses.setdefault(path, outcome.status)
                if before != outcome.status:
                    found.append(f"the exit status was {before} in the first repetition and is {outcome.status}")
                if found:
                    wrong += 1
                    text = f"{name(path)}: {'; '.join(found)}\n{outcome}"
                    print(text, flush=True)
                    given.keep.mkdir(parents=True, exist_ok=True)
                    (given.keep / f"{name(path).replace('/', '.')}.{os.getpid()}.{number}.txt").write_text(text)
            failures += wrong
            print(f"repetition {number}: {wrong} wrong, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{given.times * len(programs)} runs, {failures} wrong; seed {seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
