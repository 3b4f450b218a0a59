"""How fast `datarace replay` goes through a trace: events per CPU second, reading and start-up included, and peak memory.

    python benchmarks/replay.py                                  all cases on this interpreter
    python benchmarks/replay.py --python .venv313t/bin/python    on others (may be given more than once)
    python benchmarks/replay.py --case threads-20 --rounds 5
    python benchmarks/replay.py --events 200000                  short: a smoke test, no figures to quote
    python benchmarks/replay.py --trace my.std.gz                a trace of your own
    python benchmarks/replay.py --write folder                   write the traces and stop

The traces are synthetic, the same for the same seed. In all of them the program's first thread writes shared data, forks the
others, which work in turns of some events, and joins them. A step of a thread is an access to data of its own, a read of the
shared data, or a critical section: a lock, some accesses to what it guards, and the lock back. A few steps race.

    threads-10, -20, -1000    a fourth of the events are acquires and releases
    locks-20                  two thirds are, as in the logs of some Java servers
    forkjoin-16               20,000 tasks, each of some 50 events, 16 at a time
    forkjoin-all              20,000 tasks that are forked first and joined last: all live at once

Each figure is the best of the rounds; CPU time is of user and system.
"""

import argparse
import random
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
TASKS = 20_000

Events = Iterator[str]


class Work:
    """What the threads of a trace do. Lines without newline."""

    def __init__(self, seed: int, sections: float, inside: tuple[int, int] = (1, 6), own: int = 200) -> None:
        self.random = random.Random(seed)
        self.sections = sections  # the share of steps that are critical sections
        self.inside = inside  # the least and the most accesses in one
        self.own = own  # variables that each thread has for itself
        self.shared = 2000
        self.locks = 50
        self.guarded = 20  # variables of each lock

    def begin(self, main: int) -> Events:
        """Write the shared data."""
        for variable in range(self.shared):
            yield f"T{main}|w(S{variable})|{variable % 50}"

    def step(self, thread: int) -> Events:
        """Do one thing."""
        pick = self.random.random()
        number = self.random.getrandbits(30)
        if pick < self.sections:
            lock = number % self.locks
            loc = 100 + lock * 8
            yield f"T{thread}|acq(L{lock})|{loc}"
            least, most = self.inside
            for i in range(least + (number >> 8) % (most - least + 1)):
                variable = lock * self.guarded + (number >> (10 + 3 * i)) % self.guarded
                yield f"T{thread}|{'w' if (number >> i) % 3 == 0 else 'r'}(G{variable})|{loc + 1 + i}"
            yield f"T{thread}|rel(L{lock})|{loc + 7}"
        elif number % 1000 == 0:
            yield f"T{thread}|{'w' if number & 1024 else 'r'}(R{(number >> 11) % 20})|{60 + (number >> 11) % 20}"
        elif number % 4 == 0:
            yield f"T{thread}|r(S{(number >> 2) % self.shared})|{600 + number % 100}"
        else:
            variable = thread * self.own + (number >> 2) % self.own
            yield f"T{thread}|{'w' if number % 3 == 0 else 'r'}(V{variable})|{700 + number % 300}"

    def turn(self, thread: int, most: int) -> Events:
        """Do up to so many things before another thread is on."""
        for _ in range(self.random.randint(1, most)):
            yield from self.step(thread)


def threads(count: int, sections: float, inside: tuple[int, int] = (1, 6)) -> Callable[[int, int], Events]:
    """Return a maker of traces in which so many threads work."""

    def make(seed: int, events: int) -> Events:
        work = Work(seed, sections, inside)
        yield from work.begin(0)
        for thread in range(1, count):
            yield f"T0|fork(T{thread})|1"
        left = events
        while left > 0:
            for event in work.turn(work.random.randrange(count), 20):
                yield event
                left -= 1
        for thread in range(1, count):
            yield f"T0|join(T{thread})|2"

    return make


def fork_join(live: int) -> Callable[[int, int], Events]:
    """Return a maker of traces of tasks of which so many live at once."""

    def make(seed: int, events: int) -> Events:
        work = Work(seed, 0.1, own=20)
        yield from work.begin(0)
        running: list[int] = []
        turns = max(events // TASKS // 15, 1)
        for task in range(1, TASKS + 1):
            yield f"T0|fork(T{task})|1"
            running.append(task)
            for _ in range(turns):
                yield from work.turn(work.random.choice(running), 20)
            if len(running) == live:
                yield f"T0|join(T{running.pop(0)})|2"
        for task in running:
            yield from work.turn(task, 20)
            yield f"T0|join(T{task})|2"

    return make


CASES = {
    "threads-10": threads(10, 0.27),
    "threads-20": threads(20, 0.27),
    "locks-20": threads(20, 0.8, (0, 2)),
    "threads-1000": threads(1000, 0.27),
    "forkjoin-16": fork_join(16),
    "forkjoin-all": fork_join(TASKS),
}


def write(case: str, seed: int, events: int, path: Path) -> None:
    """Write one trace."""
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"{event}\n" for event in CASES[case](seed, events))


def measure(python: str, trace: Path, count: str) -> tuple[float, int, str]:
    """Replay a trace once; CPU seconds, peak memory in KiB, and what it says."""
    command = [*shlex.split(python), "-m", "datarace", "replay", "--exit-code", "0", "--count", count, str(trace)]
    with tempfile.NamedTemporaryFile("r") as report:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(HERE / "measure.py"), report.name, *command],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        figures = report.read().split()
    if done.returncode != 0 or len(figures) != 4 or figures[3] != "0":
        sys.exit(f"replay of {trace} failed")
    return float(figures[1]), int(figures[2]), done.stdout


def row(python: str, name: str, trace: Path, count: str, rounds: int) -> str:
    """Return a line of the table."""
    runs = [measure(python, trace, count) for _ in range(rounds)]
    said = {key: int(value) for key, value in (part.split(": ") for part in runs[0][2].replace("\n", ", ").split(", ") if part)}
    cpu = min(run[0] for run in runs)
    peak = min(run[1] for run in runs) / 1024
    events = said["events"]
    return (
        f"| {name} | {count} | {events:,} | {said['threads']:,} | {said['racy accesses']:,} | {cpu:.2f} "
        f"| {events / cpu / 1e6:.2f} | {peak:.0f} |"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the traces, replay them, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--python", action="append", help="interpreter with datarace installed (default: this one)")
    parser.add_argument("--case", action="append", choices=CASES, help="default: all")
    parser.add_argument("--count", action="append", choices=["fasttrack", "all"], help="default: both")
    parser.add_argument("--events", type=int, default=5_000_000, help="events of a trace (a fifth in forkjoin)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trace", type=Path, help="replay this instead")
    parser.add_argument("--write", type=Path, help="write the traces into this folder and stop")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="datarace-replay-") as temporary:
        folder = options.write or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        traces = {options.trace.name: options.trace.resolve()} if options.trace else {}
        for case in [] if options.trace else options.case or CASES:
            traces[case] = folder / f"{case}.std"
            write(case, options.seed, options.events // 5 if case.startswith("forkjoin") else options.events, traces[case])
        if options.write:
            return
        for python in options.python or [sys.executable]:
            version = subprocess.run([*shlex.split(python), "-VV"], capture_output=True, text=True, check=True).stdout.strip()
            print(f"\n{version}\n")
            print("| trace | rule | events | threads | racy accesses | CPU s | million events / CPU s | peak MB |")
            print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
            for name, trace in traces.items():
                for count in options.count or ["fasttrack", "all"]:
                    print(row(python, name, trace, count, options.rounds), flush=True)


if __name__ == "__main__":
    main()
