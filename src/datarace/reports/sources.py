"""Source lines for reports, and by which name a file is imported: what linecache does, without touching linecache.

A private copy, because the program may mock, clear or fill the module, and because importing it (with tokenize and
re) would cost more than the rest of a report. Its cache is read, never written: that is where interactive shells,
doctest and ``python -c`` keep sources that are in no file.
"""

from __future__ import annotations

import io
import os
import sys

#: How many files stay in memory. Races cluster in few files; a report that needs more reads again.
_KEPT = 32

_files: dict[str, list[str]] = {}

#: Names of modules by file. Written by whoever makes a report, two at once write the same: a dict's own lock is enough.
_modules: dict[str, str] = {}


def module_of(file: str) -> str:
    """The dotted name by which ``file`` is imported: by its place below the longest entry of ``sys.path`` that holds it.

    A file below none is called by its own name, and what is no file by what stands for one: ``<stdin>``.
    """
    module = _modules.get(file)
    if module is None:
        if len(_modules) >= 1 << 12:
            _modules.clear()
        module = _modules[file] = _module_of(file)
    return module


def _module_of(file: str) -> str:
    if file.startswith("<") or not file:
        return file
    try:
        path = os.path.abspath(file)
    except (OSError, ValueError):  # the current folder is gone
        path = file
    # The program may put anything into the list.
    folders = [entry.rstrip("/") + "/" for entry in list(sys.path) if type(entry) is str and entry.startswith("/")]
    folder = max((one for one in folders if path.startswith(one)), key=len, default=path.rpartition("/")[0] + "/")
    name = path[len(folder) :].removesuffix(".py").removesuffix("/__init__")
    return name.replace("/", ".")


def real_file(file: str) -> str:
    """The file that a frozen module of the standard library (``<frozen os>``) was made from, where it is there; else ``file``."""
    if not file.startswith("<frozen "):
        return file
    path = os.path.join(os.path.dirname(os.__file__), *file[len("<frozen ") : -1].split("."))
    return next((found for found in (path + ".py", os.path.join(path, "__init__.py")) if os.path.isfile(found)), file)


def source_line(file: str, line: int) -> str:
    """Line ``line`` (1-based) of ``file`` with its indentation and without its end, or an empty text."""
    lines = _lines(file)
    return lines[line - 1].rstrip() if 0 < line <= len(lines) else ""


def source_text(file: str) -> str:
    """The whole of ``file``, with the line ends that the compiler counts, or an empty text."""
    # Lines of files come without their ends, those that linecache was given with them.
    return "\n".join(line.rstrip("\n") for line in _lines(file))


def _lines(file: str) -> list[str]:
    lines = _files.get(file)
    if lines is None:
        lines = _read(file)
        if len(_files) >= _KEPT:
            _files.clear()
        _files[file] = lines
    return lines


def _read(file: str) -> list[str]:
    file = real_file(file)
    if file.startswith("<"):
        return _registered(file)
    try:
        with io.open_code(file) as stream:
            data = stream.read()
    except (OSError, ValueError):
        member = _zipped(file)
        if member is None:
            return _registered(file)
        data = member
    # Not splitlines(), which also splits at form feeds and other characters that end no line for the compiler.
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _registered(file: str) -> list[str]:
    linecache = sys.modules.get("linecache")
    entry = getattr(linecache, "cache", {}).get(file)
    if isinstance(entry, tuple) and len(entry) == 4 and isinstance(entry[2], list):
        return [line for line in entry[2] if isinstance(line, str)]
    return []


def _zipped(file: str) -> bytes | None:
    """The content of a member of a zip file, named as zipimport names it: ``/path/app.zip/package/module.py``."""
    archive = file
    while len(archive) > 1:
        archive, _, _ = archive.rpartition("/")
        importer = sys.path_importer_cache.get(archive)
        if type(importer).__module__ == "zipimport":
            try:
                data: bytes = importer.get_data(file)  # type: ignore[union-attr]
            except OSError:
                return None
            return data
    return None


def _decoded(data: bytes) -> str:
    """Source text, by the rules of PEP 263."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    for line in data.split(b"\n", 2)[:2]:
        name = _declared(line)
        if name:
            try:
                return data.decode(name, "replace")
            except LookupError:
                break
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return data.decode("utf-8", "replace")


def _declared(line: bytes) -> str:
    """The encoding that a comment line declares (``# -*- coding: latin-1 -*-``), or an empty text."""
    before, found, after = line.partition(b"coding")
    if not found or not before.lstrip().startswith(b"#") or after[:1] not in (b":", b"="):
        return ""
    text = after[1:].strip().decode("ascii", "replace")
    end = next((i for i, c in enumerate(text) if not (c.isalnum() or c in "-_.")), len(text))
    return text[:end]
