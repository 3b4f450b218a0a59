"""Semaphores: a permit carries the clock of the `release` that gave it back to the `acquire` that takes it.

Permits go round in order and the initial ones carry nothing, so a semaphore of two is no mutex. Both probes stand where
the counter changes, under the semaphore's own lock, because their order must be the order of the counter.
"""

from __future__ import annotations

import sys

from datarace.interpose.locks import draws_no_edges
from datarace.interpose.table import At, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

PERMITS = 1


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for semaphores."""
    permit = probes.make_sync(probes.PERMIT_PUT, PERMITS)

    def fill(value: object, semaphore: object) -> None:
        if isinstance(value, int):
            probes.channel_fill(semaphore, int(value), PERMITS)

    def give_back(n: int, semaphore: object) -> None:
        caller = sys._getframe(1).f_back
        if caller is not None and draws_no_edges(caller.f_code):
            return
        for _ in range(n):
            del permit[semaphore]

    put = At("store _value", give_back, key="n")
    return (
        Function("threading", "Semaphore.__init__", At("return", fill, key="value")),
        Function("threading", "Semaphore.acquire", At("store _value", probes.PERMIT_GET, PERMITS)),
        Function("threading", "Semaphore.release", put),
        Function("threading", "BoundedSemaphore.release", put),
    )
