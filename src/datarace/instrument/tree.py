"""Code objects are trees: what is defined in a piece of code is among its constants."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType


def walk(code: CodeType) -> Iterator[CodeType]:
    """The code object and all those nested in it, outermost first."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from walk(constant)
