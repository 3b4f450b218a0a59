"""Where sites come from. The one place that knows the compiled part.

A rewritten code object exists in two forms. **Frozen**: its last constant is a tuple that starts with MARK and lists what sites
the probes want; it can be marshalled, and goes into the disk cache. **Live**: the sites themselves stand in their place.
"""

from __future__ import annotations

from types import CodeType
from typing import Protocol

from datarace.instrument.emit import SiteSpec

MARK = "datarace: sites"

Where = tuple[str, str, int]
"""File name, qualified name and first line of the code object that a site is in."""


class SiteFactory(Protocol):
    """`datarace.probes.make_site`, or what stands in for it in a test."""

    def __call__(self, kind: int, name: str | None, where: Where, flags: int = 0, /) -> object: ...


def compiled_factory() -> SiteFactory:
    """The real sites."""
    from datarace import probes

    factory: SiteFactory = probes.make_site
    return factory


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
        live[-1:] = [
            None if spec is None else make_site(spec[0], spec[1], where, spec[2]) for spec in last[1:]
        ]
    elif all(new is old for new, old in zip(live, consts, strict=True)):
        return code
    return code.replace(co_consts=tuple(live))
