"""Puts probes into code.

The way of a module: `hook` gets the code object that is about to be executed and asks `filter` whether it is ours to watch;
`cache` may know its rewritten form; else `rewriting` makes it. That asks `facts` what can change in this module at all, lets
`plan` find the accesses of each code object (with `calls` for those that are calls, and `emit` for the form of each probe), and
has `assemble` put them between the original instructions. `sites` turns the result, which is plain data, into one with live
probes. Modules that were imported before are caught by `loaded`.

`listing` and `opcodes` are how all of them see bytecode; `names` are the tables of methods and functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import CodeType

from datarace import __version__
from datarace.instrument.cache import DiskCache
from datarace.instrument.filter import Filter
from datarace.instrument.hook import Instrumenter, load
from datarace.instrument.plain import plain

__all__ = [
    "Filter",
    "Instrumenter",
    "code_to_run",
    "configure",
    "disk_cache",
    "instrument_loaded_modules",
    "not_instrumented",
    "plain",
    "rewrite",
]

_instrumenter = Instrumenter()


def configure(
    *,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    stdlib: bool = False,
    cache: str = "",
    survey: bool = False,
) -> None:
    """Set what is instrumented from here on; forget what was known.

    Args:
        include: patterns of modules; if there are any, only these are instrumented (see `filter`)
        exclude: patterns of modules that are not instrumented
        stdlib: instrument the standard library too
        cache: folder of the disk cache; "off": none; "": what DATARACE_CACHE or XDG_CACHE_HOME says
        survey: count functions written in C that are in no table and are given a container
    """
    global _instrumenter
    if include or stdlib:
        # What the rewriting itself imports may be watched then: it has to be there before.
        from datarace.instrument import equality, rewriting  # noqa: F401
    disk = DiskCache.from_environment({"DATARACE_CACHE": cache} if cache else None)
    _instrumenter = Instrumenter(Filter(include, exclude, stdlib), disk, version=__version__, survey=survey)


def disk_cache() -> DiskCache | None:
    """Where rewritten code is kept between runs, as `configure` was told."""
    return _instrumenter.disk


def watches_stdlib() -> bool:
    """Whether the standard library is instrumented too."""
    return _instrumenter.filter.stdlib


def code_to_run(code: CodeType, namespace: Mapping[str, object], detached: bool | None = None) -> CodeType:
    """What is to be executed in place of `code`, which is about to be executed with these globals."""
    return _instrumenter.code_to_run(code, namespace, detached)


def compared_attributes(kind: type, compare: object, hashing: object) -> tuple[str, ...] | None:
    """The attributes by which a class compares its instances, if its `__eq__` and `__hash__` say it (see `equality`)."""
    load("datarace.instrument.equality")
    from datarace.instrument.equality import compared_attributes as find

    return find(kind, compare, hashing)


def instrument_loaded_modules() -> int:
    """Put probes into the functions of all modules that are there already. Returns how many functions were changed."""
    from datarace import probes
    from datarace.instrument import loaded

    return loaded.instrument_loaded_modules(_instrumenter, getattr(probes, "replace_constant", None))


def watched_files() -> list[str]:
    """The files of which code was instrumented, as far as that is remembered."""
    return _instrumenter.filter.watched_files()


def not_instrumented() -> dict[str, list[str]]:
    """What was not instrumented, by reason."""
    return _instrumenter.not_instrumented()


def rewrite(code: CodeType, *, is_main: bool, globals_names: Iterable[str] | None = None) -> CodeType:
    """`code` and all code nested in it with probes, without filter and cache."""
    from datarace.instrument.rewriting import rewrite as rewrite_now

    return rewrite_now(code, is_main=is_main, globals_names=globals_names)
