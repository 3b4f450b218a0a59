"""Runs suites of tests in a process of their own, and tells what became of each test."""

from __future__ import annotations

import re
import sys
import textwrap
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

#: What the suites test: two threads that do something, joined, with nothing else between them. A race in every schedule.
SHOP = """
import threading


class Counter:
    def __init__(self):
        self.n = 0

    def add(self):
        self.n += 1


def both(*functions):
    threads = [threading.Thread(target=function, name=f"worker-{i}") for i, function in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def race():
    counter = Counter()
    both(counter.add, counter.add)
"""


#: The two plugins that import all of Hypothesis, which takes longer than all else together.
WITHOUT_HYPOTHESIS = "-p no:hypothesispytest -p no:run-parallel"


@dataclass
class Case:
    """What became of a test: passed, failed, error or skipped, with the texts of that."""

    outcome: str
    text: str = ""
    properties: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reports(self) -> int:
        return self.text.count("WARNING: DATA RACE")


@dataclass
class Ran:
    """A suite that ran."""

    status: int
    out: str
    err: str
    cases: dict[str, Case]
    suite_properties: list[tuple[str, str]]

    def outcomes(self) -> dict[str, str]:
        return {name: case.outcome for name, case in self.cases.items()}

    @property
    def summary(self) -> str:
        """The section of the terminal about data races."""
        after = self.out.partition("= data races =")[2]
        return re.split(r"\n=+ (?:short test summary|.* in [\d.]+s)", after.partition("\n")[2])[0]

    def __str__(self) -> str:
        return f"status {self.status}\n{self.out}\n--- stderr\n{self.err}"


Suite = Callable[..., Ran]


@pytest.fixture
def suite(pytester: pytest.Pytester, clean_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Suite:
    """``suite("-n2", test_bank="...", conftest="...")``: runs ``pytest --datarace``, or another command, on these modules."""
    monkeypatch.setenv("DATARACE_OPTIONS", clean_environment["DATARACE_OPTIONS"])
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, command: tuple[str, ...] = ("-m", "pytest", "--datarace"), options: str = "", **modules: str) -> Ran:
        monkeypatch.setenv("DATARACE_OPTIONS", f"{clean_environment['DATARACE_OPTIONS']} {options}")
        needed = any(argument.startswith("--parallel-threads") for argument in arguments)
        monkeypatch.setenv("PYTEST_ADDOPTS", "" if needed else WITHOUT_HYPOTHESIS)
        pytester.makepyfile(shop=SHOP, **{name: textwrap.dedent(text) for name, text in modules.items()})
        report = pytester.path / "junit.xml"
        report.unlink(missing_ok=True)
        with_report = () if "unittest" in command else (f"--junitxml={report}", "-p", "no:cacheprovider")
        done = pytester.run(sys.executable, *command, *with_report, *arguments, timeout=120)
        cases, properties = _read(report) if report.exists() else ({}, [])
        return Ran(int(done.ret), done.stdout.str(), done.stderr.str(), cases, properties)

    return run


def _read(path) -> tuple[dict[str, Case], list[tuple[str, str]]]:
    cases: dict[str, Case] = {}
    root = ET.parse(path).getroot()
    for node in root.iter("testcase"):
        case = cases.setdefault(node.get("name", ""), Case("passed"))
        for part in node:
            if part.tag in ("failure", "error", "skipped"):
                case.outcome = {"failure": "failed"}.get(part.tag, part.tag)
                case.text += part.text or ""
        case.properties += [(p.get("name", ""), p.get("value", "")) for p in node.iter("property")]
    of_suite = root.find("testsuite/properties")
    properties = [] if of_suite is None else [(p.get("name", ""), p.get("value", "")) for p in of_suite]
    return cases, properties
