"""What the detector holds of a running program, in numbers: `datarace.stats` gives it, ``--verbose`` prints it at the end.

Imported when somebody asks, never at the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

#: The structures that have bytes of their own, and what is neither: the index that finds an object's history by its
#: address, cached free blocks, their sum, and the budget.
STRUCTURES = (
    "tasks",
    "slots",
    "objects",
    "locations",
    "sync_variables",
    "read_sets",
    "clock_values",
    "clock_nodes",
    "stack_nodes",
    "traces",
    "lock_sets",
    "index",
    "free",
    "total",
    "limit",
)

_MEGABYTE = 1 << 20

#: Structures that take less than this are left out of the text.
_SHOWN = _MEGABYTE // 10


@dataclass(frozen=True, slots=True)
class Stats:
    """What the detector holds at one moment. Counts, but for `bytes`."""

    #: Threads that run, the main thread among them, and those that have ended but may still be named in a report.
    tasks_live: int = 0
    #: Threads since the start.
    tasks_ever: int = 0
    #: Places in the clocks. A thread that has ended and was joined hands its own on.
    slots: int = 0
    #: Caches for threads that run at the same moment: one with the GIL.
    processors: int = 0
    #: Objects with a history.
    objects: int = 0
    #: Attributes, items and variables with a history.
    locations: int = 0
    #: Clocks of locks, queues, events and their like, and of what is in a queue.
    sync_variables: int = 0
    #: Locations that several threads have read since the last write.
    read_sets: int = 0
    #: Vector clocks; equal ones are shared.
    clock_values: int = 0
    #: Inner nodes of vector clocks of more than 64 threads.
    clock_nodes: int = 0
    #: Entries of call stacks; stacks with the same beginning share them.
    stack_nodes: int = 0
    #: Combinations of call stack, program point and locks held.
    traces: int = 0
    #: Combinations of locks held.
    lock_sets: int = 0
    #: How often the memory limit was reached and everything so far forgotten.
    checkpoints: int = 0
    #: Races found, repetitions included.
    races: int = 0
    #: Bytes by structure: the names above, ``index``, ``free`` (blocks kept for reuse), ``total``, ``limit`` (0: none).
    bytes: Mapping[str, int] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, counts: Mapping[str, Any]) -> Stats:
        """From the counts of `datarace.probes.stats`; 0 for what they do not have."""
        values: dict[str, Any] = {row.name: counts.get(row.name, 0) for row in fields(cls)}
        memory = counts.get("bytes") or {}
        values["bytes"] = MappingProxyType({name: memory.get(name, 0) for name in dict.fromkeys((*STRUCTURES, *memory))})
        return cls(**values)

    def __str__(self) -> str:
        """The text for the line at the end: what there is, and which structures take most of the memory."""
        parts = [
            f"{self.tasks_live} of {self.tasks_ever} threads live",
            f"{self.locations} locations in {self.objects} objects",
            f"{self.sync_variables} sync variables",
        ]
        memory = {name: size for name, size in self.bytes.items() if name not in ("total", "limit") and size >= _SHOWN}
        largest = sorted(memory, key=lambda name: -memory[name])
        sizes = ", ".join(f"{name.replace('_', ' ')} {_megabytes(memory[name])}" for name in largest)
        limit = f" of {_megabytes(self.bytes['limit'])} MB" if self.bytes.get("limit") else ""
        total = f"{_megabytes(self.bytes.get('total', 0))} MB{limit} of memory for the detector"
        return f"{', '.join(parts)}; {total}" + (f" ({sizes})" if sizes else "")


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}"
