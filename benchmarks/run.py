"""What detection costs: every program, plain and under datarace, as a ratio.

    python benchmarks/run.py                                  all programs on this interpreter
    python benchmarks/run.py --python .venv313t/bin/python    on others (may be given more than once)
    python benchmarks/run.py --program locks --rounds 3       some programs, fewer rounds
    python benchmarks/run.py --scale 0.2                      smaller sizes: a smoke test, no figures to quote
    python benchmarks/run.py --into docs/benchmarks.md --json raw.json

The plain run (A) and the run under datarace (B) follow one another, A B A B ..., in one process group, so that a
machine that slows down slows both. A ratio is minimum over minimum of CPU time (user and system, all threads); the
ratio of medians stands beside it. Start-up is part of every run and is shown apart as its own line: programs are long
enough for it not to matter much. Peak memory is the largest resident set of the process (the smallest over the rounds).
Each program's output must be the same in all runs, and datarace must find no race in it: else the program failed.
"""

import argparse
import json
import math
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
DETECT = ("-m", "datarace", "run")


@dataclass(frozen=True)
class Run:
    """One run of one command. Seconds, KiB, and what came out."""

    wall: float
    cpu: float
    peak: int
    status: int
    output: str
    errors: str


@dataclass
class Comparison:
    """All runs of one program on one interpreter."""

    program: str
    plain: list[Run] = field(default_factory=list)
    detected: list[Run] = field(default_factory=list)
    failure: str = ""

    def ratio(self, figure: str, of: str = "min") -> float:
        """Return detected / plain of `cpu`, `wall` or `peak`, of the minima or the medians."""
        choose = min if of == "min" else statistics.median
        plain = choose([getattr(run, figure) for run in self.plain])
        return float(choose([getattr(run, figure) for run in self.detected]) / plain)


def run(command: Sequence[str]) -> Run:
    """Run a command in a process of its own under `measure.py`."""
    with tempfile.NamedTemporaryFile(prefix="datarace-benchmark-", dir="/tmp") as report:
        measured = [sys.executable, "-I", "-S", str(HERE / "measure.py"), report.name, *command]
        done = subprocess.run(measured, capture_output=True, text=True, cwd="/tmp", check=True)
        wall, cpu, peak, status = Path(report.name).read_text(encoding="ascii").split()
    return Run(float(wall), float(cpu), int(peak), int(status), done.stdout, done.stderr)


def default_size(program: Path) -> int:
    """Return the size that the program takes when it is given none."""
    found = re.search(r"harness\.main\(run, ([0-9_]+)\)", program.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{program}: no harness.main(run, <size>)")
    return int(found[1])


def compare(python: Sequence[str], program: Path, scale: float, rounds: int, options: Sequence[str]) -> Comparison:
    """Run the program plainly and under datarace in turn."""
    arguments = [str(program), str(max(1, int(default_size(program) * scale)))]
    result = Comparison(program.stem)
    # The first run of both fills caches of bytecode: theirs and ours.
    for round_ in range(-1, rounds):
        plain = run([*python, *arguments])
        if plain.status:
            last = plain.errors.strip().splitlines()[-1:] or ["no message"]
            result.failure = f"skipped: the plain run ends with {plain.status} ({last[0]})"
            return result
        detected = run([*python, *DETECT, *options, *arguments])
        if detected.status or detected.output != plain.output:
            sys.stderr.write(detected.errors[-4000:])
            result.failure = f"FAILED: status {detected.status}, output {detected.output.strip()!r} for {plain.output.strip()!r}"
            return result
        if round_ >= 0:
            result.plain.append(plain)
            result.detected.append(detected)
    return result


def start_up(python: Sequence[str], rounds: int, options: Sequence[str]) -> Comparison:
    """Compare an empty program."""
    result = Comparison("(start-up)")
    for round_ in range(-1, rounds):
        plain, detected = run([*python, "-c", "pass"]), run([*python, *DETECT, *options, "-c", "pass"])
        if plain.status or detected.status:
            result.failure = f"FAILED: status {plain.status} plain, {detected.status} under datarace\n{detected.errors}"
            return result
        if round_ >= 0:
            result.plain.append(plain)
            result.detected.append(detected)
    return result


def describe(python: Sequence[str]) -> str:
    """Return the interpreter's version, with its kind."""
    question = (
        "import sys; gil = getattr(sys, '_is_gil_enabled', lambda: True)();"
        "print('%d.%d.%d' % sys.version_info[:3] + ('' if gil else ' free-threaded'))"
    )
    answer = run([*python, "-c", question])
    if answer.status:
        raise SystemExit(f"{shlex.join(python)}: {answer.errors.strip() or 'cannot be run'}")
    return answer.output.strip()


def geometric_mean(ratios: Sequence[float]) -> float:
    """Return the mean of ratios."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def table(version: str, comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Yield the lines of a Markdown table for one interpreter."""
    yield f"## Python {version}"
    yield ""
    yield "| program | plain s | datarace s | CPU ratio | of medians | wall ratio | plain MB | datarace MB | memory ratio |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    measured = [comparison for comparison in comparisons if not comparison.failure]
    for comparison in measured:
        plain = min(one.cpu for one in comparison.plain)
        detected = min(one.cpu for one in comparison.detected)
        small = min(one.peak for one in comparison.plain) / 1024
        large = min(one.peak for one in comparison.detected) / 1024
        yield (
            f"| {comparison.program} | {plain:.2f} | {detected:.2f} | {comparison.ratio('cpu'):.2f}"
            f" | {comparison.ratio('cpu', 'median'):.2f} | {comparison.ratio('wall'):.2f}"
            f" | {small:.1f} | {large:.1f} | {comparison.ratio('peak'):.2f} |"
        )
    counted = [comparison for comparison in measured if not comparison.program.startswith("(")]
    if counted:
        means = [
            geometric_mean([one.ratio(figure, of) for one in counted])
            for figure, of in (("cpu", "min"), ("cpu", "median"), ("wall", "min"), ("peak", "min"))
        ]
        cpu, median, wall, peak = means
        yield (f"| **geometric mean of {len(counted)}** | | | **{cpu:.2f}** | {median:.2f} | {wall:.2f} | | | **{peak:.2f}** |")
        worst = max(counted, key=lambda one: one.ratio("cpu"))
        yield ""
        yield f"Highest CPU ratio: {worst.ratio('cpu'):.2f} ({worst.program})."
    for comparison in comparisons:
        if comparison.failure:
            yield ""
            yield f"{comparison.program}: {comparison.failure}"
    yield ""


def put_into(page: Path, tables: str) -> None:
    """Replace what stands between the comments `tables` and `end of tables` of a page."""
    before, start, rest = page.read_text(encoding="utf-8").partition("<!-- tables -->\n")
    _, end, after = rest.partition("<!-- end of tables -->")
    if not start or not end:
        raise SystemExit(f"{page}: no comments <!-- tables --> and <!-- end of tables -->")
    page.write_text(f"{before}{start}\n{tables}\n{end}{after}", encoding="utf-8")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--python",
        action="append",
        type=shlex.split,
        metavar="COMMAND",
        help="an interpreter that has datarace installed; may be a command with arguments, may be given more than once",
    )
    names = sorted(path.stem for path in PROGRAMS.glob("*.py") if path.stem != "harness")
    parser.add_argument("--program", action="append", choices=names, metavar="NAME", help=f"one of: {', '.join(names)}")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run, after one run that is not counted (5)")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on every program's size (1)")
    parser.add_argument("--option", action="append", default=[], help="an option for datarace run, such as --option=--stdlib")
    parser.add_argument("--into", type=Path, help="replace the tables of this Markdown page, between its two comments")
    parser.add_argument("--json", type=Path, help="write every single run there")
    namespace = parser.parse_args(arguments)
    namespace.python = namespace.python or [[sys.executable]]
    namespace.program = namespace.program or names
    return namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything; status 1 when a program failed under datarace."""
    namespace = parse(arguments)
    lines: list[str] = []
    raw: dict[str, list[dict[str, object]]] = {}
    failed = False
    os.environ.pop("DATARACE_OPTIONS", None)
    for python in namespace.python:
        version = describe(python)
        comparisons = [start_up(python, namespace.rounds, namespace.option)]
        # Where nothing can be run under datarace, one sentence says so.
        for name in [] if comparisons[0].failure else namespace.program:
            print(f"{version} {name}", file=sys.stderr)
            program = PROGRAMS / f"{name}.py"
            comparisons.append(compare(python, program, namespace.scale, namespace.rounds, namespace.option))
        failed = failed or any(comparison.failure.startswith("FAILED") for comparison in comparisons)
        raw[version] = [asdict(comparison) for comparison in comparisons]
        part = list(table(version, comparisons))
        print("\n".join(part), flush=True)
        lines += part
    if namespace.into:
        put_into(namespace.into, "\n".join(lines))
    if namespace.json:
        namespace.json.write_text(json.dumps(raw, indent=1), encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
