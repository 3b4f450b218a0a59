"""Pool and Map: what is left of Go's package sync."""

from __future__ import annotations

from _thread import allocate_lock
from typing import Any, Generic, TypeVar

from datarace.goroutines import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T")
K = TypeVar("K", bound="Hashable")
V = TypeVar("V")

#: Sync variables of a pool and of a map: many objects share one, as in Go's.
_PLACES = 128

#: How many objects a pool keeps.
_KEPT = 256

_MISSING: Any = object()


class Pool(Generic[T]):
    """Objects that are used, put back and used again. What is put may be gone by the time of the next get.

    Args:
        new: makes one when there is none; without it `get` returns None then.
    """

    __slots__ = ("__weakref__", "_items", "_lock", "new")

    def __init__(self, new: Callable[[], T] | None = None) -> None:
        self._lock = allocate_lock()
        self._items: list[T] = []
        self.new = new

    def get(self) -> T | None:
        """One of the objects, no longer in the pool."""
        with self._lock:
            item = self._items.pop() if self._items else _MISSING
            if item is not _MISSING and hooks.race is not None:
                hooks.race.acquire(self, _place(item))
        if item is not _MISSING:
            return item
        return self.new() if self.new is not None else None

    def put(self, item: T) -> None:
        """Put one in; the caller does not use it any more."""
        with self._lock:
            if len(self._items) < _KEPT:
                if hooks.race is not None:
                    hooks.race.release_merge(self, _place(item))
                self._items.append(item)

    def __repr__(self) -> str:
        return f"<Pool of {len(self._items)} at {id(self):#x}>"


def _place(item: object) -> int:
    return (id(item) >> 4) % _PLACES


class Map(Generic[K, V]):
    """A dictionary for many goroutines. What is stored under a key comes before the load that finds it."""

    __slots__ = ("__weakref__", "_items", "_lock")

    # The hash of a key is the program's to compute, and not under our lock: it may do anything. Comparing keys is under it, as
    # the dictionary does that.
    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._items: dict[K, V] = {}

    def load(self, key: K) -> tuple[V | None, bool]:
        """What is stored there, and whether anything is."""
        place = hash(key) % _PLACES
        with self._lock:
            value = self._items.get(key, _MISSING)
            if hooks.race is not None:
                hooks.race.acquire(self, place)
        return (None, False) if value is _MISSING else (value, True)

    def store(self, key: K, value: V) -> None:
        """Put a value there."""
        place = hash(key) % _PLACES
        with self._lock:
            if hooks.race is not None:
                hooks.race.release_merge(self, place)
            self._items[key] = value

    def load_or_store(self, key: K, value: V) -> tuple[V, bool]:
        """What is stored there, or else the value, which is from then on; and whether something was."""
        place = hash(key) % _PLACES
        with self._lock:
            found = self._items.get(key, _MISSING)
            if hooks.race is not None:
                hooks.race.acquire(self, place)
                if found is _MISSING:
                    hooks.race.release_merge(self, place)
            if found is _MISSING:
                self._items[key] = value
                return value, False
            return found, True

    def load_and_delete(self, key: K) -> tuple[V | None, bool]:
        """Take out what is stored there; that, and whether anything was."""
        place = hash(key) % _PLACES
        with self._lock:
            if hooks.race is not None:
                hooks.race.acquire(self, place)
                hooks.race.release_merge(self, place)
            value = self._items.pop(key, _MISSING)
        return (None, False) if value is _MISSING else (value, True)

    def delete(self, key: K) -> None:
        """Take out what is stored there, if anything is."""
        self.load_and_delete(key)

    def swap(self, key: K, value: V) -> tuple[V | None, bool]:
        """Put a value there; the one before, and whether there was any."""
        place = hash(key) % _PLACES
        with self._lock:
            if hooks.race is not None:
                hooks.race.acquire(self, place)
                hooks.race.release_merge(self, place)
            before = self._items.get(key, _MISSING)
            self._items[key] = value
        return (None, False) if before is _MISSING else (before, True)

    def compare_and_swap(self, key: K, old: V, new: V) -> bool:
        """Put a value there if ``old`` itself is there; whether it was."""
        place = hash(key) % _PLACES
        with self._lock:
            same = self._items.get(key, _MISSING) is old
            if hooks.race is not None:
                hooks.race.acquire(self, place)
                if same:
                    hooks.race.release_merge(self, place)
            if same:
                self._items[key] = new
            return same

    def items(self) -> Iterator[tuple[K, V]]:
        """Keys and values as they are now."""
        with self._lock:
            found = list(self._items.items())
            if hooks.race is not None:
                for place in {hash(key) % _PLACES for key, _ in found}:
                    hooks.race.acquire(self, place)
        return iter(found)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"<Map of {len(self._items)} at {id(self):#x}>"
