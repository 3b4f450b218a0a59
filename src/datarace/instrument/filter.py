"""Which code is ours to watch: everything but the standard library and datarace itself, unless asked otherwise.

A pattern is a module (`package`, which means its submodules too, or with wildcards, `package.*.views`) or a path (anything with a
separator or ending in `.py`; a directory means all below it). `exclude` wins over `include`; if there is any `include`, only what
one of them names is watched, the standard library's modules among them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from enum import Enum

from datarace.stdlib import folders as stdlib_folders


class Verdict(Enum):
    """Watch it, or why not."""

    WATCHED = "watched"
    OWN = "datarace itself"
    STDLIB = "standard library"
    EXCLUDED = "excluded"
    NOT_INCLUDED = "not included"
    MODELLED = "modelled by datarace"


PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_SITE_FOLDERS = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


# Modules whose synchronisation is modelled as a whole: what they read and write inside is part of the primitive. The import
# system holds a lock of the interpreter's that nobody sees, and a report made while it is held may have to import something.
_MODELLED = frozenset({
    *("threading", "queue", "concurrent.futures._base", "concurrent.futures.thread", "asyncio.events", "_weakrefset"),
    *("importlib._bootstrap", "importlib._bootstrap_external", "_frozen_importlib", "_frozen_importlib_external"),
})  # fmt: skip


class Filter:
    """The decision, remembered for each file.

    Args:
        include: patterns; if there are any, only these modules are watched
        exclude: patterns of modules that are not watched
        stdlib: watch the standard library too
    """

    def __init__(self, include: Iterable[str] = (), exclude: Iterable[str] = (), stdlib: bool = False) -> None:
        self.include = [_Pattern(text) for text in include]
        self.exclude = [_Pattern(text) for text in exclude]
        self.stdlib = stdlib
        self._stdlib_folders = stdlib_folders()
        self._known: dict[tuple[str, str], Verdict] = {}

    def verdict(self, module: str, filename: str) -> Verdict:
        """Whether code of that module (its `__name__`) and file (`co_filename`) is watched."""
        key = (module, filename)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > 10_000:  # programs that compile text under ever new names
                self._known.clear()
            known = self._known[key] = self._decide(module, filename)
        return known

    def watched_files(self) -> list[str]:
        """The files that were watched, of those that are remembered."""
        return sorted({filename for (_, filename), verdict in self._known.copy().items() if verdict is Verdict.WATCHED})

    def _decide(self, module: str, filename: str) -> Verdict:
        path = self._path(module, filename)
        if path.startswith(PACKAGE) or module == "datarace" or module.startswith("datarace."):
            return Verdict.OWN
        if any(pattern.matches(module, path) for pattern in self.exclude):
            return Verdict.EXCLUDED
        if self.include:
            named = any(pattern.matches(module, path) for pattern in self.include)
            return Verdict.WATCHED if named else Verdict.NOT_INCLUDED
        if filename.startswith("<string>") and module.startswith("namedtuple_"):
            return Verdict.STDLIB  # what collections.namedtuple writes: it makes a tuple
        if module in _MODELLED and self.is_stdlib(path):
            return Verdict.MODELLED if self.stdlib else Verdict.STDLIB
        if not self.stdlib and module != "__main__" and self.is_stdlib(path):
            return Verdict.STDLIB
        return Verdict.WATCHED

    @staticmethod
    def _path(module: str, filename: str) -> str:
        """The file that decides; for text that was compiled at run time, that of the module that it runs in."""
        if filename.startswith("<") and not filename.startswith("<frozen "):
            file = getattr(sys.modules.get(module), "__file__", None)
            return os.path.abspath(file) if isinstance(file, str) else filename
        return filename if filename.startswith("<") else os.path.abspath(filename)

    def is_stdlib(self, path: str) -> bool:
        """Whether the file belongs to the standard library."""
        if path.startswith("<frozen "):
            return True
        return path.startswith(self._stdlib_folders) and not any(folder in path for folder in _SITE_FOLDERS)


class _Pattern:
    def __init__(self, text: str) -> None:
        self.is_path = "/" in text or os.sep in text or text.endswith(".py")
        self.text = os.path.abspath(text) if self.is_path else text
        self.is_plain = not self.is_path and not any(wild in text for wild in "*?[")

    def matches(self, module: str, path: str) -> bool:
        if self.is_plain:
            return module.startswith(self.text) and module[len(self.text) :][:1] in ("", ".")
        from fnmatch import fnmatchcase  # not worth importing for a run without such patterns

        if self.is_path:
            return fnmatchcase(path, self.text) or fnmatchcase(path, os.path.join(self.text, "*"))
        return fnmatchcase(module, self.text) or fnmatchcase(module, self.text + ".*")
