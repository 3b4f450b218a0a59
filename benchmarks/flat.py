"""What stays in memory: nothing of what is gone, little of what lives, and all that a later race needs.

    python benchmarks/flat.py                                  all benchmarks on this interpreter, about ten minutes
    python benchmarks/flat.py --python .venv313t/bin/python    on others (may be given more than once)
    python benchmarks/flat.py --benchmark lock-churn --scale 0.01
    python benchmarks/flat.py --json raw.json

Prints a table: figure, bar, what was measured, whether the bar is met. Every benchmark is a program in `memory/` with a
process of its own; those that are watched run once more alone, so that what the program and its allocator do is told
apart. Growth is resident memory from the first sample after a warm-up of 30% of the work to the last one, as the slope of a
line through all samples; beside it stands what the detector says of its own heap. `--scale` shrinks the work: a smoke test, no
figures to quote, since warm-up is then too short for tables that fill once.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "memory"
MB = 1e6

#: A line through samples of resident memory is level up to this: an allocator's arena, a few pages of the interpreter's.
LEVEL = 512 << 10

#: The calls that both stacks of a race far back must show, outermost first.
STACKS = (["early", "early_middle", "first"], ["late", "late_middle", "last"])


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    figure: str
    bar: str
    measured: str
    met: bool | None

    def line(self) -> str:
        """Return it in Markdown."""
        return f"| {self.figure} | {self.bar} | {self.measured} | {'' if self.met is None else 'yes' if self.met else 'no'} |"


@dataclass(frozen=True)
class Runner:
    """Runs the programs with one interpreter."""

    python: Sequence[str]
    scale: float

    def sized(self, size: int, least: int) -> int:
        """Return a size, scaled."""
        return max(least, int(size * self.scale))

    def output(self, program: str, *arguments: object, watched: bool = False, statuses: Sequence[int] = (0,)) -> tuple[str, str]:
        """Run a program of `memory/` and return its standard output and error."""
        detect = ["-m", "datarace", "run"] if watched else []
        command = [*self.python, *detect, str(PROGRAMS / program), *map(str, arguments)]
        print(f"  {program} {' '.join(map(str, arguments))}{' under datarace' if watched else ''}", file=sys.stderr)
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/tmp")
        if done.returncode not in statuses:
            raise SystemExit(f"{shlex.join(command)}: status {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout, done.stderr

    def figures(self, program: str, *arguments: object, watched: bool = False) -> dict[str, Any]:
        """Run a program and return what it printed."""
        # Where the detector is not told of dead objects, new ones at their addresses are reported with their past.
        out, _ = self.output(program, *arguments, watched=watched, statuses=(0, 66) if "keep" in arguments else (0,))
        figures: dict[str, Any] = json.loads(out.splitlines()[-1])
        return figures


def slope(figures: dict[str, Any], of: str) -> float:
    """Return bytes per operation: the line through the samples that has the least squares."""
    xs, ys = figures["done"], figures[of]
    x0, y0 = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - x0) ** 2 for x in xs)
    return sum((x - x0) * (y - y0) for x, y in zip(xs, ys, strict=True)) / spread if spread else 0.0


def sync_leak(runner: Runner) -> Iterator[Row]:
    """SyncLeak: 1000 tasks make objects with a synchronising operation in each, and keep ten."""
    small, large = runner.sized(1000, 10), runner.sized(10_000, 100)
    for who, program, watched in (
        ("1000 threads under the detector", "sync_leak.py", True),
        ("1000 tasks of a program that drives the runtime", "embedded_sync_leak.py", False),
    ):
        for free in ("", "keep"):
            peaks = [
                runner.figures(program, rounds, 1000, *filter(None, [free]), watched=watched)["peak"] for rounds in (small, large)
            ]
            ratio = peaks[1] / peaks[0]
            control = runner.figures(program, large, 1000, *([] if watched else ["control"]))["peak"] if not free else 0
            yield Row(
                f"SyncLeak, {who}{', free disabled' if free else ''}: peak at {large} rounds each against {small}",
                "grows: the benchmark measures it" if free else "within 5%",
                f"{peaks[0] / MB:.1f} MB, {peaks[1] / MB:.1f} MB: {100 * (ratio - 1):+.1f}%"
                + (f" (without the detector {control / MB:.1f} MB)" if control else ""),
                ratio > 1.05 if free else ratio <= 1.05,
            )


def churn(program: str, size: int, least: int, name: str, one: str) -> Callable[[Runner], Iterator[Row]]:
    """Return a benchmark of growth."""

    def benchmark(runner: Runner) -> Iterator[Row]:
        total = runner.sized(size, least)
        alone = runner.figures(program, total)
        watched = runner.figures(program, total, watched=True)
        own, plain, heap = slope(watched, "resident"), slope(alone, "resident"), slope(watched, "heap")
        span = watched["done"][-1] - watched["done"][0]
        yield Row(
            f"{name}: {total:,} {one}",
            "growth 0 after warm-up",
            f"{watched['resident'][0] / MB:.2f} MB, {watched['resident'][-1] / MB:.2f} MB: {own:+.3f} B each "
            f"(without the detector {plain:+.3f}; its heap {heap:+.3f})",
            (own - plain) * span <= LEVEL and heap * span <= LEVEL,
        )

    return benchmark


def live_tasks(runner: Runner) -> Iterator[Row]:
    """What a live task takes, less the table of handles that the Python face keeps."""
    total = runner.sized(1_000_000, 10_000)
    handles = runner.figures("live_tasks.py", total, "control")["grown"]
    for shape, bar in (("started", 250), ("waiting", 0), ("working", 0)):
        figures = runner.figures("live_tasks.py", total, shape)
        each = (figures["grown"] - handles) / total
        blocks = figures["heap"] / total
        yield Row(
            f"live task, {total:,} of them, {shape}",
            f"at most {bar} B" if bar else "",
            f"{each:.0f} B resident ({blocks:.0f} B of blocks, 32 B slot)",
            max(each, blocks + 32) <= bar if bar else None,
        )


def live_locations(runner: Runner) -> Iterator[Row]:
    """What a live location takes, header and index included."""
    total = runner.sized(1_000_000, 10_000)
    shapes = [f"attributes-{count}" for count in (1, 2, 4, 8, 16)] + ["slots-1", "slots-4"]
    shapes += [f"{kind}-{size}" for kind in ("list", "dict") for size in (1000, 100_000, 1_000_000)]
    for shape in shapes:
        figures = runner.figures("live_locations.py", shape, total, watched=True)
        count = figures["operations"]
        each = figures["grown"] / count
        header, index = figures["headers"] / count, figures["index"] / count
        yield Row(
            f"live location, {shape}",
            "at most 48 B",
            f"{each:.1f} B: header {header:.1f}, index {index:.1f}, tables {each - header - index:.1f}",
            each <= 48,
        )


def lock(runner: Runner) -> Iterator[Row]:
    """An uncontended lock and unlock, as `micro.py` measures it."""
    cases = ("lock-pair", "lock-with")
    options = [word for case in cases for word in ("--case", case)]
    print(f"  micro.py {' '.join(options)}", file=sys.stderr)
    command = [sys.executable, str(HERE / "micro.py"), "--python", shlex.join(runner.python), *options]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name, plain, _unarmed, armed in re.findall(rf"^\| ({'|'.join(cases)}) \| (\S+) \| (\S+) \| (\S+) \|", out, re.MULTILINE):
        added = float(armed) - float(plain)
        yield Row(f"{name}, uncontended", "at most 150 ns added (GIL)", f"plain {plain} ns, added {added:.0f} ns", added <= 150)


def complete(stderr: str) -> bool:
    """Return whether the one report shows both stacks whole."""
    reports = re.findall(r"^WARNING: DATA RACE$", stderr, re.MULTILINE)
    blocks = re.findall(r"^(?:Previous )?(?:read|write) at .*?(?=\n\n)", stderr, re.MULTILINE | re.DOTALL | re.IGNORECASE)
    if len(reports) != 1 or len(blocks) != 2:
        return False
    frames = [re.findall(r"^  (\w+)\(\)$", block, re.MULTILINE)[::-1] for block in blocks]
    return all(frame[-3:] == names for frame, names in zip(frames, reversed(STACKS), strict=True))


def far_back(runner: Runner) -> Iterator[Row]:
    """Races whose earlier access is long ago."""
    times = runner.sized(10, 2)
    for shape, count in (("events", 10_000_000), ("lock-pairs", 10_000_000), ("readers", 64), ("readers", 1000)):
        size = count if shape == "readers" else runner.sized(count, 100_000)
        alone = [runner.figures("embedded_far_back.py", shape, size) for _ in range(times)]
        found = sum(figures["found"] == 1 and figures["stacks"] == list(STACKS) for figures in alone)
        watched = [runner.output("far_back.py", shape, size, watched=True, statuses=(66,))[1] for _ in range(times)]
        seen = sum(map(complete, watched))
        yield Row(
            f"race behind {size:,} {'later ordered readers' if shape == 'readers' else shape.replace('-', ' ')}",
            "found, both stacks complete, every time",
            f"{found} of {times} in the runtime, {seen} of {times} in a program",
            found == seen == times,
        )


BENCHMARKS: dict[str, Callable[[Runner], Iterator[Row]]] = {
    "sync-leak": sync_leak,
    "lock-churn": churn("lock_churn.py", 10_000_000, 20_000, "lock churn", "locks made, used by two threads, dropped"),
    "thread-churn": churn("thread_churn.py", 1_000_000, 2000, "thread churn", "threads started and joined, 64 at a time"),
    "object-churn": churn("object_churn.py", 100_000_000, 600_000, "object churn", "short-lived objects, accessed"),
    "live-tasks": live_tasks,
    "live-locations": live_locations,
    "lock": lock,
    "far-back": far_back,
}


def table(rows: Sequence[Row]) -> str:
    """Return a Markdown table."""
    return "\n".join(["| figure | bar | measured | met |", "| --- | --- | --- | --- |", *(row.line() for row in rows)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run everything on every interpreter."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", type=shlex.split, metavar="COMMAND", help="an interpreter with datarace")
    parser.add_argument(
        "--benchmark", action="append", choices=BENCHMARKS, metavar="NAME", help=f"one of: {', '.join(BENCHMARKS)}"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the amount of work (1)")
    parser.add_argument("--json", type=Path, help="write the rows there")
    namespace = parser.parse_args(arguments)
    os.environ.pop("DATARACE_OPTIONS", None)
    raw: dict[str, list[dict[str, object]]] = {}
    for python in namespace.python or [[sys.executable]]:
        version = subprocess.run([*python, "-VV"], capture_output=True, text=True, check=True).stdout.split("(")[0].strip()
        rows: list[Row] = []
        for name in namespace.benchmark or BENCHMARKS:
            print(f"{version} {name}", file=sys.stderr)
            for row in BENCHMARKS[name](Runner(python, namespace.scale)):
                # At once: somebody who stops this after an hour has what was measured until then.
                print(row.line(), file=sys.stderr, flush=True)
                rows.append(row)
                raw[version] = [asdict(one) for one in rows]
                if namespace.json:
                    namespace.json.write_text(json.dumps(raw, indent=1), encoding="utf-8")
        print(f"### {version}\n\n{table(rows)}\n", flush=True)


if __name__ == "__main__":
    main()
