"""Every example of the documentation is run, and its output is what the page shows.

A page says what its examples are by comments, which a reader does not see:

- ``<!-- file: bank.py -->`` before a program: it is saved under that name, for the console sessions after it;
  ``<!-- file: test_app.py; needs: flask -->`` passes over the sessions with that file where flask is not installed
- ``<!-- race: lost-update -->`` before a program: that kind is reported of it; ``<!-- clean -->``: nothing is

A ``console`` block is a session: each line with ``$`` is typed, the others are what is to come, ``...`` stands for any lines.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

DOCS = Path(__file__).parents[2] / "docs"
TESTS = Path(__file__).parents[1]

#: The pages with Python programs, and what runs them.
RUN_BY = {
    "annotations.md": "annotations/test_page.py",
    "comparison.md": "docs/test_pages.py",
    "embedding.md": "docs/test_pages.py",
    "frameworks.md": "docs/test_pages.py",
    "goroutines.md": "docs/test_pages.py",
    "memory-model.md": "examples/test_memory_model_page.py",
    "mending.md": "docs/test_pages.py",
    "replay.md": "docs/test_pages.py",
    "pytest.md": "plugin/test_plugin_page.py",
    "tutorial.md": "docs/test_pages.py",
}

BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<language>python|console)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SESSIONS = sorted(path.name for path in DOCS.glob("*.md") if "```console\n" in path.read_text())

#: A frame of the standard library: its lines, its source and even its number of frames are those of one version of Python.
FOREIGN_FRAME = re.compile(r"^  [^\n]+\n      /[^\n]*\n(?:        [^\n]*\n)*", re.MULTILINE)


def blocks(page: str) -> list[re.Match[str]]:
    return list(BLOCK.finditer((DOCS / page).read_text()))


def normalised(text: str, folder: Path) -> list[str]:
    """The lines of an output without what changes from run to run, from machine to machine and between versions of Python."""
    text = text.replace(f"{folder}{os.sep}", "")
    text = re.sub(r"^ +\^+\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"0x[0-9a-f]+", "0x...", text)
    # Which of two threads comes second is a matter of the schedule.
    text = re.sub(r"\bT\d+ '([\w-]+?)-?\d+'", r"T* '\1'", text)
    text = re.sub(r"^Previous (\w)", lambda match: match[1].upper(), text, flags=re.MULTILINE)
    text = re.sub(r"\b\d+\.\d+s\b", "*s", text)
    text = re.sub(r"\bfound \d+ data races?, \d+ distinct", "found * data races", text)
    return [line.rstrip() for line in FOREIGN_FRAME.sub("", text).splitlines() if line.strip()]


def missing(shown: str, got: str, folder: Path) -> list[str]:
    """What a page shows and did not come; where it leaves nothing out, what came and it does not show, too.

    Both accesses of a race are lines of one report, in whatever order they came: lines are counted, not followed.
    """
    expected, came = Counter(normalised(shown, folder)), Counter(normalised(got, folder))
    gaps = expected.pop("...", 0)
    # pytest shortens its last lines by the width of the terminal.
    for line in [line for line in expected if line.endswith("...")]:
        if any(other.startswith(line[:-3].rstrip()) for other in came):
            del expected[line]
    return [*(expected - came), *(() if gaps else came - expected)]


def in_order(shown: str, got: str, folder: Path) -> bool:
    """Whether the lines came as the page has them, one after the other; the two accesses of a race in either order."""
    expected, came = (
        [re.sub(r"^(?:Read|Write|read|write)(?= at )", "Access", line) for line in normalised(text, folder)]
        for text in (shown, got)
    )
    lines = (
        r"(?:.*\n)*?" if line == "..." else f"{re.escape(line.removesuffix('...'))}{'.*' if line.endswith('...') else ''}\n"
        for line in expected
    )
    return re.fullmatch("".join(lines), "".join(f"{line}\n" for line in came)) is not None


def needs(mark: str) -> list[str]:
    return mark.partition("; needs: ")[2].split()


@pytest.mark.parametrize("page", SESSIONS)
def test_a_session_of_the_page_shows_what_really_comes(page: str, tmp_path: Path, clean_environment: dict[str, str]) -> None:
    environment = {
        **clean_environment,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "COLUMNS": "80",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Other plugins only cost time here: what they import is instrumented.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "-p no:cacheprovider",
    }
    absent: set[str] = set()
    left_out: list[str] = []
    ran = 0
    for block in blocks(page):
        mark = block["mark"] or ""
        if block["language"] == "python":
            if mark.startswith("file: "):
                name = mark.removeprefix("file: ").partition(";")[0]
                (tmp_path / name).write_text(block["text"])
                if any(importlib.util.find_spec(package) is None for package in needs(mark)):
                    absent.add(name)
            continue
        first, *shown = block["text"].splitlines(keepends=True)
        command = first.removeprefix("$ ").strip()
        assert first.startswith("$ "), block["text"]
        if any(name in command for name in absent):
            left_out.append(command)
            continue
        done = subprocess.run(
            ["/bin/sh", "-c", f"exec 2>&1\n{command}"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        assert not missing("".join(shown), done.stdout, tmp_path), f"$ {command}\n{done.stdout}"
        assert in_order("".join(shown), done.stdout, tmp_path), f"in another order: $ {command}\n{done.stdout}"
        ran += 1
    if left_out and not ran:
        pytest.skip(f"not installed: what these need: {'; '.join(left_out)}")


ALL = """
import runpy, sys
for path in sys.argv[1:]:
    runpy.run_path(path, run_name="__main__")
"""


def test_of_each_program_that_mends_a_pattern_is_reported_what_the_page_says(tmp_path: Path, datarace_run: Run) -> None:
    expected: dict[str, set[str]] = {}
    for number, block in enumerate(blocks("mending.md")):
        name = f"program_{number}.py"
        (tmp_path / name).write_text(block["text"])
        expected[name] = {block["mark"].removeprefix("race: ")} if block["mark"] != "clean" else set()
    (tmp_path / "all.py").write_text(ALL)
    # One process for all of them: each joins its threads, so none of them meets another.
    outcome = datarace_run("--strip-path-prefix", f"{tmp_path}/", "all.py", *expected)
    found: dict[str, set[str]] = {name: set() for name in expected}
    for name, kind in re.findall(r"^(program_\d+\.py):\d+:\d+: \w+: ([\w-]+) of ", outcome.err, re.MULTILINE):
        found[name].add(kind)
    for name, kinds in expected.items():
        assert kinds <= found[name], f"{name}: {outcome}"
        assert kinds or not found[name], f"{name}: {outcome}"


def test_every_page_with_a_program_has_a_test_that_runs_it() -> None:
    with_programs = {path.name for path in DOCS.glob("*.md") if "\n```python\n" in path.read_text()}
    # Lines that are no programs: what a comment and a decorator look like.
    assert with_programs - {"suppressions.md"} <= RUN_BY.keys()
    for page, test in RUN_BY.items():
        assert page in (TESTS / test).read_text(), f"{test} does not know {page}"


def test_every_program_of_these_pages_says_what_it_is_for() -> None:
    for page, test in RUN_BY.items():
        if test == "docs/test_pages.py":
            unmarked = [block["text"] for block in blocks(page) if block["language"] == "python" and not block["mark"]]
            assert not unmarked, f"{page}: {unmarked[0]}"


@pytest.mark.parametrize("script", ["make_commands.py", "make_options.py"])
def test_what_is_written_from_a_table_is_what_the_table_says(script: str) -> None:
    done = subprocess.run([sys.executable, str(DOCS / script), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_manual_page_is_installed_beside_the_command() -> None:
    (page,) = (path for path in importlib.metadata.files("datarace") or [] if path.name == "datarace.1")
    assert page.parts[-4:] == ("share", "man", "man1", "datarace.1")
    assert Path(page.locate()).read_text() == (DOCS / "datarace.1").read_text()
