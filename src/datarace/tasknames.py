"""Names of threads, for reports: from threading's own table while they run, remembered after they have ended.

Tasks that are goroutines have numbers of their scheduler's, which is asked.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from datarace.reports.raw import RawAccess

#: How many names of started threads are kept: a report is about recent ones, and a server starts threads for weeks.
_KEPT = 4096

#: The longest name that is kept whole.
_WIDTH = 200

_names: dict[int, str] = {}


def remember(task: int, name: str) -> None:
    """Keep the name of a task beyond its end."""
    _names[task] = name
    while len(_names) > _KEPT:
        try:
            # Oldest first: dictionaries keep the order of insertion.
            _names.pop(next(iter(_names)), None)
        except (RuntimeError, StopIteration):  # another thread is at it
            break


def remember_thread(task: int, thread: object) -> None:
    """Keep the name of a ``threading.Thread`` that is about to end."""
    name = _name(thread)
    if name:
        remember(task, name)


def set_goroutines(find: Callable[[int], int]) -> None:
    """Say who knows the goroutine that a task is: its number from the task's, 0 for one that is none."""
    global _goroutine
    _goroutine = find


def goroutine_of(task: int) -> int:
    """The number of the goroutine that a task is; 0: it is a thread."""
    return 0 if _goroutine is None else _goroutine(task)


_goroutine: Callable[[int], int] | None = None


def forget_all() -> None:
    """Numbers start again: the detector was stopped."""
    _names.clear()


def name_of(access: RawAccess) -> str:
    """The name of the thread that made ``access``, or an empty text."""
    if access.task == 0:
        return ""
    if not access.task_finished and access.thread_ident is not None:
        name = _name(_active().get(access.thread_ident))
        if name:
            remember(access.task, name)
            return name
    return _names.get(access.task, "")


def _active() -> dict[int, object]:
    threading = sys.modules.get("threading")
    active = getattr(threading, "_active", None)
    return active if isinstance(active, dict) else {}


def _name(thread: object) -> str:
    # Not thread.name: a subclass may make a property of it.
    try:
        name = object.__getattribute__(thread, "_name")
    except AttributeError:
        return ""
    if type(name) is not str:
        return ""
    return name if len(name) <= _WIDTH else name[: _WIDTH - 3] + "..."
