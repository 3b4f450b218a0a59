"""Events and barriers.

Event: every `set` so far, to whoever sees the flag up. `clear` is no edge; it does not take edges away either, since a
waiter that was woken before it may not have returned yet.

Barrier: every arrival of a round, to every departure of that round. No thread can arrive for the next round before the
last has left this one, so one sync variable is enough if the first arrival starts it afresh. The action runs in the
thread that arrived last: after all arrivals, before all departures. Whoever breaks or resets a barrier comes before
those who get BrokenBarrierError for it; arrivals do not.
"""

from __future__ import annotations

import sys

from datarace.interpose.locks import draws_no_edges
from datarace.interpose.table import At, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

FLAG = 1
ROUND, BROKEN = 1, 2


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for events and barriers."""
    merge = probes.SYNC_RELEASE_MERGE

    def raise_flag(event: object) -> None:
        caller = sys._getframe(1).f_back
        if caller is None or not draws_no_edges(caller.f_code):
            probes.release_merge(event, FLAG)

    def arrive(index: int, barrier: object) -> None:
        if index == 0:
            probes.release(barrier, ROUND)
        else:
            probes.release_merge(barrier, ROUND)

    see_flag = At("return", probes.SYNC_ACQUIRE_IF_TRUE, FLAG, key="result")
    see_broken = At("global BrokenBarrierError", probes.SYNC_ACQUIRE, BROKEN)
    return (
        Function("threading", "Event.set", At("entry", raise_flag)),
        Function("threading", "Event.wait", see_flag),
        Function("threading", "Event.is_set", see_flag),
        Function("threading", "Barrier.wait", At("store _count 0", arrive, key="index")),
        Function("threading", "Barrier._enter", see_broken),
        Function(
            "threading",
            "Barrier._release",
            At("entry", probes.SYNC_ACQUIRE, ROUND),
            At("store _state", merge, ROUND),
        ),
        Function("threading", "Barrier._wait", see_broken, At("return", probes.SYNC_ACQUIRE, ROUND)),
        Function("threading", "Barrier._break", At("entry", merge, BROKEN)),
        Function("threading", "Barrier.reset", At("entry", merge, BROKEN)),
    )
