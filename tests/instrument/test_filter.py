"""Which code is watched."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

import datarace
from datarace.instrument.filter import Filter, Verdict

STDLIB = json.__file__
SITE = os.path.join(os.path.dirname(os.__file__), "site-packages", "package", "module.py")
OWN = os.path.join(os.path.dirname(datarace.__file__), "detector.py")


def test_the_program_and_the_packages_it_uses_are_watched() -> None:
    watched = Filter()
    assert watched.verdict("__main__", "/home/me/app.py") is Verdict.WATCHED
    assert watched.verdict("package.module", SITE) is Verdict.WATCHED


@pytest.mark.parametrize("file", [STDLIB, "<frozen importlib._bootstrap>", "<frozen os>"])
def test_the_standard_library_is_watched_only_on_request(file: str) -> None:
    assert Filter().verdict("json", file) is Verdict.STDLIB
    assert Filter(stdlib=True).verdict("json", file) is Verdict.WATCHED


def test_a_module_of_the_standard_library_that_is_the_program_is_watched() -> None:
    assert Filter().verdict("__main__", STDLIB) is Verdict.WATCHED


def test_datarace_is_never_watched() -> None:
    for watched in (Filter(stdlib=True), Filter(include=["datarace"]), Filter(include=[OWN])):
        assert watched.verdict("datarace.detector", OWN) is Verdict.OWN


def test_text_belongs_to_the_module_that_runs_it() -> None:
    assert Filter().verdict("json", "<string>") is Verdict.STDLIB
    assert Filter().verdict("namedtuple_Point", "<string>") is Verdict.STDLIB
    assert Filter().verdict("templates", "<string>") is Verdict.WATCHED
    assert Filter(exclude=["package"]).verdict("package.module", "<string>") is Verdict.EXCLUDED


@pytest.mark.parametrize(
    ("pattern", "module", "file", "matches"),
    [
        ("package", "package", "/x/package/__init__.py", True),
        ("package", "package.sub.deep", "/x/package/sub/deep.py", True),
        ("package", "packages", "/x/packages.py", False),
        ("package.*.views", "package.a.views", "/x/package/a/views.py", True),
        ("package.*.views", "package.a.models", "/x/package/a/models.py", False),
        ("*_pb2", "package.a_pb2", "/x/package/a_pb2.py", True),
        ("/x/package", "anything", "/x/package/a.py", True),
        ("/x/package/", "anything", "/x/package/sub/a.py", True),
        ("/x/*/a.py", "anything", "/x/package/a.py", True),
        ("/x/pack", "anything", "/x/package/a.py", False),
        ("a.py", "anything", os.path.abspath("a.py"), True),
        ("a.py", "anything", "/elsewhere/a.py", False),
    ],
)
def test_patterns(pattern: str, module: str, file: str, matches: bool) -> None:
    assert (Filter(exclude=[pattern]).verdict(module, file) is Verdict.EXCLUDED) == matches
    assert (Filter(include=[pattern]).verdict(module, file) is Verdict.WATCHED) == matches


def test_exclude_wins_over_include() -> None:
    watched = Filter(include=["package"], exclude=["package.sub"])
    assert watched.verdict("package.a", "/x/package/a.py") is Verdict.WATCHED
    assert watched.verdict("package.sub.b", "/x/package/sub/b.py") is Verdict.EXCLUDED
    assert watched.verdict("other", "/x/other.py") is Verdict.NOT_INCLUDED


def test_include_reaches_into_the_standard_library() -> None:
    assert Filter(include=["json"]).verdict("json.decoder", STDLIB) is Verdict.WATCHED


def test_a_package_below_the_standard_library_s_folder_is_not_part_of_it(tmp_path: Path) -> None:
    assert not Filter().is_stdlib(SITE)
    assert not Filter().is_stdlib(str(tmp_path / "module.py"))
    assert Filter().is_stdlib(os.path.join(os.path.dirname(os.__file__), "threading.py"))
    assert sys.platform != "linux" or Filter().is_stdlib(os.path.realpath(os.__file__))
