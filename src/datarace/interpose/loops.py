"""asyncio's event loops: whoever schedules a callback comes before the callback.

Everything that a loop runs is a `Handle`, made by `call_soon`, `call_soon_threadsafe`, `call_later`, by a task's step
and by a future's callbacks. That one edge, from its making to its run, is all that crosses threads: `run_in_executor`,
`to_thread` and `run_coroutine_threadsafe` are built from it and from futures. Within one thread the tasks of a loop are
ordered anyway.
"""

from __future__ import annotations

from datarace.interpose.table import At, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

SCHEDULED = 1


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for event loops."""
    return (
        Function("asyncio.events", "Handle.__init__", At("entry", probes.SYNC_RELEASE, SCHEDULED)),
        Function("asyncio.events", "Handle._run", At("entry", probes.SYNC_ACQUIRE, SCHEDULED)),
    )
