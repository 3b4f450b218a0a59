"""Woven code on disk, in the cache that instrumented code has: one entry for all functions of a module.

The cache holds one code object an entry. Ours is a carrier, a code object that is never run and has the woven ones among
its constants, each with the places of its sites. The key is made from a carrier with the originals: another version, or a
patched standard library, finds nothing and is woven anew.
"""

from __future__ import annotations

from types import CodeType

from datarace.instrument.cache import DiskCache, carrier
from datarace.instrument.cache import key_of as cache_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from datarace.interpose.table import Function
    from datarace.interpose.weaving import Woven

#: To be raised when weaving changes what it makes of the same code and the same anchors.
WEAVING = "1"


class Store:
    """The entries of one process's disk cache; without a cache nothing is found and nothing is kept."""

    def __init__(self, cache: DiskCache | None) -> None:
        self._cache = cache

    def key_of(self, rows: Iterable[tuple[Function, CodeType]]) -> str | None:
        """The key for these functions with these anchors; None if there is no cache."""
        if self._cache is None:
            return None
        rows = list(rows)
        table = repr([(row.name, [anchor.shape() for anchor in row.anchors]) for row, _ in rows])
        return cache_key(carrier([code for _, code in rows]), "interpose", None, WEAVING + table)

    def load(self, key: str | None, count: int) -> list[Woven | None] | None:
        """What was saved under `key`, for that many functions."""
        entry = None if self._cache is None or key is None else self._cache.get(key)
        if entry is None:
            return None
        consts = entry[1].co_consts
        if len(consts) != 2 * count:
            return None
        return [
            (code, places) if isinstance(code, CodeType) else None for code, places in zip(consts[::2], consts[1::2], strict=True)
        ]

    def save(self, key: str | None, woven: list[Woven | None]) -> None:
        """Keep it; None stands for a function that could not be woven."""
        if self._cache is not None and key is not None:
            flat = [part for pair in woven for part in (pair or (None, None))]
            self._cache.put(key, {}, carrier(flat))
