"""Source lines come from where Python's tracebacks have them, in the encoding that the file declares."""

from __future__ import annotations

import linecache
import os
import sys
import zipfile

import pytest

from datarace.reports import sources
from datarace.reports.sources import source_line, source_text


@pytest.fixture(autouse=True)
def nothing_remembered():
    sources._files.clear()


@pytest.mark.parametrize(
    ("content", "line", "text"),
    [
        (b"a = 1\n    b = 2  \n", 2, "    b = 2"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), 2, "x = 'é'"),
        ("#!/usr/bin/python\n# vim: set fileencoding=utf-8 :\nx = 'é'\n".encode(), 3, "x = 'é'"),
        ("\ufeffx = 'é'\n".encode(), 1, "x = 'é'"),
        (b"# coding: no-such-thing\nx = 1\n", 2, "x = 1"),
        (b"x = '\xff'\n", 1, "x = '\ufffd'"),
        (b"a = 1\r\nb = 2\r\n", 2, "b = 2"),
        (b"a = '\x0c'\nb = 2\n", 2, "b = 2"),
        (b"a\n", 2, ""),
        (b"", 1, ""),
    ],
)
def test_line_of_a_file(tmp_path, content, line, text):
    file = tmp_path / "a.py"
    file.write_bytes(content)
    assert source_line(str(file), line) == text


def test_a_file_that_is_not_there_has_no_lines(tmp_path):
    assert source_line(str(tmp_path / "none.py"), 1) == ""
    assert source_line("<nowhere>", 1) == ""
    assert source_line("a\0b", 1) == ""


def test_sources_that_linecache_was_given_are_read_and_the_table_is_left_alone():
    linecache.cache["<given>"] = (4, None, ["a = 1\n", "b = 2\n"], "<given>")
    try:
        before = dict(linecache.cache)
        assert source_line("<given>", 2) == "b = 2"
        assert source_text("<given>") == "a = 1\nb = 2"
        assert linecache.cache == before
    finally:
        del linecache.cache["<given>"]


def test_the_whole_text_has_the_lines_that_the_compiler_counts(tmp_path):
    file = tmp_path / "a.py"
    file.write_bytes(b"a = '\x0c'\r\nb = 2\rc = 3\n")
    assert source_text(str(file)) == "a = '\x0c'\nb = 2\nc = 3\n"
    assert source_text(str(tmp_path / "none.py")) == ""


def test_modules_in_a_zip_file_have_lines(tmp_path, monkeypatch):
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("in_a_zip.py", "a = 1\nb = 2\n")
    monkeypatch.syspath_prepend(str(archive))
    module = __import__("in_a_zip")
    try:
        assert source_line(module.__file__, 2) == "b = 2"
    finally:
        del sys.modules["in_a_zip"]


def test_frozen_modules_are_shown_with_the_file_that_they_were_made_from() -> None:
    line = os.getenv.__code__.co_firstlineno
    assert sources.real_file("<frozen os>") == os.__file__
    assert sources.source_line("<frozen os>", line).startswith("def getenv")
    assert sources.real_file("<frozen importlib._bootstrap>").endswith("/importlib/_bootstrap.py")
    assert sources.real_file("<frozen of_nowhere>") == "<frozen of_nowhere>"
    assert sources.real_file("<stdin>") == "<stdin>"
