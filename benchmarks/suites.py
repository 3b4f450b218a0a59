"""What `pytest --datarace` costs on suites without threads: whole runs, and collection alone.

    python benchmarks/suites.py                       the suite that this file makes, on this interpreter
    python benchmarks/suites.py packaging-26/tests    and others that are there, each from the folder above it
    python benchmarks/suites.py --rounds 9 --all-plugins

Each suite is run plainly and with the detector in turn, once before that to fill caches. Printed are CPU seconds (user and
system) and wall seconds, the minimum of all rounds, and their ratios. The suite that is made here has 40 modules of a small
library, with 25 tests each: parsers, containers, recursion, fixtures and parametrised tests, and assertions that pytest rewrites.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent

MODULES = 40

LIBRARY = '''
"""Module {number} of a library that is to be tested."""


class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Node(value))
        else:
            child.insert(value)

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


class Parser:
    def __init__(self, text):
        self.text = text.replace(" ", "")
        self.place = 0

    def expression(self):
        value = self.term()
        while self.place < len(self.text) and self.text[self.place] in "+-":
            sign = self.text[self.place]
            self.place += 1
            value = value + self.term() if sign == "+" else value - self.term()
        return value

    def term(self):
        if self.text[self.place] == "(":
            self.place += 1
            value = self.expression()
            self.place += 1
            return value
        start = self.place
        while self.place < len(self.text) and self.text[self.place].isdigit():
            self.place += 1
        return int(self.text[start:self.place])


def words(text):
    counts = {{}}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts
'''

TESTS = """
import pytest

from library.module_{number} import Node, Parser, words


@pytest.fixture
def tree():
    root = Node(500)
    for i in range(200):
        root.insert(i * 7919 % 1000)
    return root


@pytest.mark.parametrize("size", range(10))
def test_tree(tree, size):
    for i in range(size * 20):
        tree.insert(i)
    values = list(tree)
    assert values == sorted(values)
    assert len(values) == 201 + size * 20


@pytest.mark.parametrize(("text", "value"), [("1+2", 3), ("(1+2)-3", 0), ("10-(2-3)", 11), ("((7))", 7), ("1-2-3", -4)])
def test_parser(text, value):
    assert Parser(text).expression() == value
    assert Parser(" + ".join([f"({{text}})"] * 100)).expression() == 100 * value


class TestWords:
    @pytest.mark.parametrize("times", range(10))
    def test_counts(self, times):
        counts = words("to be or not to be " * times * 10)
        assert counts.get("to", 0) == 20 * times
        assert sum(counts.values()) == 60 * times, "all of them"
"""


def make(folder: Path) -> Path:
    """Write the suite; return the folder of its tests."""
    library, tests = folder / "library", folder / "tests"
    for place in (library, tests):
        place.mkdir()
    (library / "__init__.py").touch()
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n", encoding="utf-8")
    for number in range(MODULES):
        (library / f"module_{number}.py").write_text(LIBRARY.format(number=number), encoding="utf-8")
        (tests / f"test_module_{number}.py").write_text(TESTS.format(number=number), encoding="utf-8")
    return tests


def run(tests: Path, arguments: Sequence[str], cache: str, all_plugins: bool) -> tuple[float, float]:
    """CPU and wall seconds of one run of pytest."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "datarace", *arguments, tests.name]
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as report:
        measured = [sys.executable, "-I", "-S", str(HERE / "measure.py"), report.name, *command]
        environment = {**os.environ, "DATARACE_OPTIONS": f"cache={cache}"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # both are to have their caches
        if not all_plugins:
            environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        done = subprocess.run(measured, cwd=tests.parent, env=environment, capture_output=True, text=True, check=False)
        wall, cpu, _, status = report.read().split()
    if int(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with status {status}\n{done.stdout}{done.stderr}")
    return float(cpu), float(wall)


def rows(tests: Path, name: str, rounds: int, cache: str, all_plugins: bool) -> None:
    """Measure one suite and print its two lines."""
    for what, arguments in (("run", []), ("collection", ["--collect-only"])):
        plain, watched = [], []
        for _ in range(rounds + 1):
            plain.append(run(tests, arguments, cache, all_plugins))
            watched.append(run(tests, [*arguments, "--datarace"], cache, all_plugins))
        # The first round filled the caches, of .pyc files and of instrumented code.
        best = [[min(times) for times in zip(*side[1:], strict=True)] for side in (plain, watched)]
        (cpu, wall), (cpu_watched, wall_watched) = best
        print(
            f"| {name}, {what} | {cpu:.2f} | {cpu_watched:.2f} | {cpu_watched / cpu:.2f} | {wall:.2f} | {wall_watched:.2f} "
            f"| {wall_watched / wall:.2f} |",
            flush=True,
        )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", type=Path, help="folders of tests")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--all-plugins", action="store_true", help="with all plugins for pytest that are installed")
    given = parser.parse_args()
    print("| suite | plain CPU s | datarace CPU s | ratio | plain wall s | datarace wall s | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        cache = str(Path(folder) / "cache")
        rows(made, f"made here, {MODULES * 25} tests", given.rounds, cache, given.all_plugins)
        for suite in given.suites:
            rows(suite.resolve(), suite.resolve().parent.name, given.rounds, cache, given.all_plugins)


if __name__ == "__main__":
    main()
