"""Threads: start, the end of a thread and who can tell that it ended.

Starting goes through the C functions below whatever class is used. That a thread is over is seen by `join`, by
`is_alive` that says False, and by `active_count` and `enumerate`, which no longer list it: programs wait with each of
them. The last two have no thread to name, so every thread leaves its clock at the table of active threads when it
leaves that.
"""

from __future__ import annotations

from datarace import tasknames
from datarace.interpose.table import At, Function, Hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

GONE = 1

HOOKS = tuple(Hook(f"_thread:{name}", "START_THREAD") for name in ("start_new_thread", "start_new", "start_joinable_thread"))


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for threads."""

    def all_ended(_: object) -> None:
        probes.acquire_all_finished()

    def remember_name(thread: object) -> None:
        tasknames.remember_thread(probes.task_number(), thread)

    see_gone = At("return", probes.SYNC_ACQUIRE, GONE, value="@_active")
    return (
        Function("threading", "Thread.join", At("return", probes.ACQUIRE_TASK_OF_THREAD)),
        Function("threading", "Thread.is_alive", At("return", probes.ACQUIRE_TASK_OF_THREAD)),
        Function(
            "threading",
            "Thread._delete",
            At("entry", probes.SYNC_RELEASE_MERGE, GONE, value="@_active"),
            At("entry", remember_name),
        ),
        Function("threading", "active_count", see_gone),
        Function("threading", "enumerate", see_gone),
        Function("threading", "_shutdown", At("return", all_ended, value="@_active")),
    )
