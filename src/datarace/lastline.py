"""Phrases for the end of a run: what was lost, what children found, what was suppressed."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from datarace.family import Family

#: How many child processes are named, and how many reasons that some were not watched.
_SHOWN = 5

#: What the runtime counts of what it had to give up, and how to say it of one and of many.
_LOSSES = {
    "checkpoints": (
        "the memory limit was reached once: races across that moment cannot be found",
        "the memory limit was reached {} times: races across these moments cannot be found",
    ),
    "lost_tasks": ("1 thread was not watched, for want of room", "{} threads were not watched, for want of room"),
    "lost_traces": ("1 call stack was not kept, for want of room", "{} call stacks were not kept, for want of room"),
    "lost_cells": (
        "1 access or synchronisation was not recorded, for want of memory",
        "{} accesses or synchronisations were not recorded, for want of memory",
    ),
    "out_of_memory": ("memory ran out, and from then on nothing was watched",) * 2,
}


def losses(counts: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """What was lost in this process, a phrase each.

    Args:
        counts: those of the runtime.
        before: what they were when this process was forked: its parent tells of that.
    """
    phrases = []
    for name, (one, many) in _LOSSES.items():
        count = counts.get(name, 0) - before.get(name, 0)
        if count > 0:
            phrases.append(one if count == 1 else many.format(count))
    return phrases


def children(family: Family) -> list[str]:
    """What child processes told, a phrase each."""
    phrases = []
    racy = sorted(family.told("race").keys() - {os.getpid()})
    if racy:
        shown = " ".join(map(str, racy[:_SHOWN])) + (f" and {len(racy) - _SHOWN} more" if len(racy) > _SHOWN else "")
        phrases.append(f"races were found in {'child process' if len(racy) == 1 else 'child processes'} {shown}")
    reasons = list(family.told("unwatched").values())
    for reason in list(dict.fromkeys(reasons))[:_SHOWN]:
        count = reasons.count(reason)
        phrases.append(f"{'a child process was' if count == 1 else f'{count} child processes were'} not watched: {reason}")
    return phrases


def seeds(found: Sequence[int]) -> list[str]:
    """How to have goroutines run in the same order again, as a phrase; none when none ran.

    Args:
        found: the seeds of the latest runs of goroutines, in order.
    """
    if not found:
        return []
    if len(found) == 1:
        return [f"goroutines ran in the order of DATARACE_GODEBUG=seed={found[0]}"]
    return [f"goroutines ran in the order of the seeds {', '.join(map(str, found))}, that of the latest run last"]


def suppressed(counts: Mapping[str, int], mistakes: Iterable[str] = (), unused: bool = True) -> list[str]:
    """What was suppressed, and by what, a phrase each.

    Args:
        counts: how many races each rule and each comment suppressed.
        mistakes: what is wrong with comments.
        unused: whether to tell of those that suppressed none.
    """
    phrases = []
    used = [(name, count) for name, count in counts.items() if count]
    if used:
        total = sum(count for _, count in used)
        by = ", ".join(f"{name}: {count}" for name, count in used) if len(used) > 1 else used[0][0]
        phrases.append(f"{total} {'race' if total == 1 else 'races'} suppressed by {by}")
    idle = [name for name, count in counts.items() if not count]
    if idle and unused:
        phrases.append(f"nothing was suppressed by {', '.join(idle)}")
    return [*phrases, *mistakes]
