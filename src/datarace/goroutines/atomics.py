"""Atomics: single words that goroutines (and threads) share without a lock.

All operations on one are in one order that everybody agrees on, and what is read comes after what wrote it. Each does its work
under the word's own lock, together with what it tells the race detector, so that this order is also the detector's. `value` is
the word as a plain variable: a program that uses it while others work atomically has a race.
"""

from __future__ import annotations

from _thread import allocate_lock
from typing import Any, Generic, TypeVar

from datarace.goroutines import hooks

T = TypeVar("T")


class AtomicValue(Generic[T]):
    """Any value: its identity is what is compared.

    Args:
        value: the first one.
    """

    __slots__ = ("__weakref__", "_lock", "value")

    def __init__(self, value: T) -> None:
        self._lock = allocate_lock()
        #: The word as a plain variable.
        self.value = value

    def load(self) -> T:
        """The value."""
        with self._lock:
            if hooks.race is not None:
                hooks.race.load(self)
            return self.value

    def store(self, value: T) -> None:
        """Another value."""
        with self._lock:
            if hooks.race is not None:
                hooks.race.store(self)
            self.value = value

    def swap(self, value: T) -> T:
        """Another value; the one before."""
        with self._lock:
            if hooks.race is not None:
                hooks.race.update(self)
            before, self.value = self.value, value
            return before

    def compare_and_swap(self, old: T, new: T) -> bool:
        """Another value if it is ``old`` now; whether it was."""
        with self._lock:
            if not self._same(self.value, old):
                if hooks.race is not None:
                    hooks.race.load(self)
                return False
            if hooks.race is not None:
                hooks.race.update(self)
            self.value = new
            return True

    @staticmethod
    def _same(a: Any, b: Any) -> bool:
        return a is b

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.value!r}>"


class AtomicPointer(AtomicValue["T | None"], Generic[T]):
    """A reference, or None."""

    __slots__ = ()

    def __init__(self, value: T | None = None) -> None:
        super().__init__(value)


class AtomicInt(AtomicValue[int]):
    """An integer. It does not wrap around: Python's have no width."""

    __slots__ = ()

    def __init__(self, value: int = 0) -> None:
        super().__init__(value)

    def add(self, delta: int) -> int:
        """Add to it; the new value."""
        with self._lock:
            if hooks.race is not None:
                hooks.race.update(self)
            self.value = value = self.value + delta
            return value

    def and_(self, mask: int) -> int:
        """Keep the bits of ``mask``; the value before."""
        with self._lock:
            if hooks.race is not None:
                hooks.race.update(self)
            before = self.value
            self.value = before & mask
            return before

    def or_(self, mask: int) -> int:
        """Set the bits of ``mask``; the value before."""
        with self._lock:
            if hooks.race is not None:
                hooks.race.update(self)
            before = self.value
            self.value = before | mask
            return before

    @staticmethod
    def _same(a: Any, b: Any) -> bool:
        return bool(a == b)


class AtomicBool(AtomicValue[bool]):
    """True or False."""

    __slots__ = ()

    def __init__(self, value: bool = False) -> None:
        super().__init__(value)
