"""The examples of the pages on pytest, suppressions and configuration can be used as they stand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from datarace.options import Options
from datarace.reports.suppressions import read

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)


def test_the_table_of_the_page_on_configuration_is_one():
    table = tomllib.loads(blocks("configuration.md", "toml")[0])["tool"]["datarace"]
    options = Options.from_table(table, "the page", "/srv/app")
    assert options.suppressions == ("/srv/app/known-races.txt",)


def test_the_file_of_the_page_on_suppressions_is_one(tmp_path):
    file = tmp_path / "known.txt"
    file.write_text(next(block for block in blocks("suppressions.md", "text") if block.startswith("# a comment")))
    assert [rule.what for rule in read(str(file))] == ["race", "race_top", "thread", "kind"]


def test_the_programs_of_the_page_on_pytest_do_what_it_says(suite, pytester):
    stress, markers = blocks("pytest.md", "python")
    account = """
class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount
"""
    names = iter("abcd")
    marked = re.sub(r"^(@.*)$", lambda line: f"{line[1]}\ndef test_{next(names)}():\n    pass\n", markers, flags=re.MULTILINE)
    pytester.makepyprojecttoml(blocks("pytest.md", "toml")[0])
    ran = suite("--strict-config", "--strict-markers", test_page=f"{account}\n{stress}\nimport pytest\n\n{marked}")
    assert ran.outcomes() == {"test_deposits": "failed", **{f"test_{name}": "passed" for name in "abcd"}}, ran
    # Without the GIL the wrong balance may fail it before the race does.
    assert "lost-update (error): attribute 'balance' of <Account>" in ran.summary
