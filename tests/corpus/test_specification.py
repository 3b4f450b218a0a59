"""specification.toml against the page docs/memory-model.md: each row of the page has programs that race and programs that do not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "memory-model.md"
MAP = tomllib.loads((HERE / "specification.toml").read_text("utf-8"))

#: Tables of the map that are tables of the page, and the headings above those.
TABLES = {"accesses": "Accesses", "edges": "What orders", "kinds": "What is reported"}

ENTRIES = [(table, entry) for table, entries in MAP.items() if table != "report" for entry in entries]


def section(heading: str) -> str:
    """The text below a heading of the page, up to the next of the same level."""
    _, _, rest = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")
    assert rest, f"the page has no heading {heading!r}"
    return rest.partition("\n## ")[0]


def rows(heading: str) -> list[str]:
    """The first cells of the first table below a heading."""
    lines = [line for line in section(heading).splitlines() if line.startswith("| ")]
    return [re.split(r"(?<!\\) \| ", line.removeprefix("| "))[0] for line in lines[2:]]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_the_page_has_programs_and_no_row_is_made_up(table: str) -> None:
    on_page = rows(TABLES[table])
    assert len(on_page) >= 8, "the table was not found as it is written"
    assert [entry["row"] for entry in MAP[table]] == on_page


@pytest.mark.parametrize(("table", "entry"), ENTRIES, ids=[f"{table}: {entry['row'][:40]}" for table, entry in ENTRIES])
def test_entry_names_programs_of_both_sorts_that_exist(table: str, entry: dict[str, list[str]]) -> None:
    for sort in ("race", "norace"):
        assert entry[sort], f"no {sort} program"
        for name in entry[sort]:
            assert name.partition("/")[2].startswith(f"{sort}_"), name
            assert (HERE / f"{name}.py").is_file(), f"there is no program {name}"
    if table == "kinds":
        # Or the program could be of any kind: the corpus checks the line against what is reported.
        first = (HERE / f"{entry['race'][0]}.py").read_text("utf-8")
        assert f"# kind: {entry['row'].strip('`')}\n" in first, f"{entry['race'][0]} does not say its kind"


@pytest.mark.parametrize("entry", MAP["report"], ids=[entry["row"] for entry in MAP["report"]])
def test_what_a_report_says_stands_in_an_expected_report(entry: dict[str, str]) -> None:
    page = " ".join(section("What is reported").split())
    assert entry["row"] in page
    expected = (HERE.parent / entry["golden"]).read_text("utf-8")
    for text in entry["says"]:
        assert text in expected
