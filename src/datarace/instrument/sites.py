"""Where sites come from. The one place that knows the compiled part.

A rewritten code object exists in two forms. **Frozen**: its last constant is a tuple that starts with MARK and lists what sites
the probes want; it can be marshalled, and goes into the disk cache. **Live**: the sites themselves stand in their place.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

SiteSpec = tuple[int, str | None, int]
"""kind, name, flags: a site but for the code object that it is in."""

MARK = "datarace: sites"

Where = tuple[str, str, int]
"""File name, qualified name and first line of the code object that a site is in."""


SiteFactory = Callable[[int, str | None, Where, int], object]
"""`datarace.probes.make_site` (kind, name, where, flags), or what stands in for it in a test."""


def compiled_factory() -> SiteFactory:
    """The real sites."""
    from datarace import probes

    factory: SiteFactory = probes.make_site
    return factory


def watch_file(name: str) -> None:
    """Have the probes know that code of that file is watched, for what they see without a site."""
    from datarace import probes

    probes.watch_file(name)


_site_types: set[type] = set()


def is_instrumented(code: CodeType) -> bool:
    """Whether probes were put into `code` or into code nested in it by this process."""
    return any(
        is_instrumented(constant) if isinstance(constant, CodeType) else type(constant) in _site_types
        for constant in code.co_consts
    )


def freeze(consts: tuple[object, ...], added: list[SiteSpec | None]) -> tuple[object, ...]:
    """The constants of frozen code."""
    return (*consts, (MARK, *added)) if added else consts


def thaw(code: CodeType, make_site: SiteFactory) -> CodeType:
    """Live code from frozen code, nested code included."""
    consts = code.co_consts
    live: list[object] = [thaw(constant, make_site) if isinstance(constant, CodeType) else constant for constant in consts]
    last = consts[-1] if consts else None
    if type(last) is tuple and last[:1] == (MARK,):
        where = (code.co_filename, code.co_qualname, code.co_firstlineno)
        sites = [None if spec is None else make_site(spec[0], spec[1], where, spec[2]) for spec in last[1:]]
        _site_types.update({type(site) for site in sites if site is not None})
        live[-1:] = sites
    elif all(new is old for new, old in zip(live, consts, strict=True)):
        return code
    return code.replace(co_consts=tuple(live))
