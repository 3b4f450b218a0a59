"""Futures: the end of the call comes before whoever learns of it.

Learning is `result` and `exception` (also when they raise), `done` and `cancelled` that say True, `wait` for each
future that it gives back as done, `as_completed` for each that it yields, and `add_done_callback` that calls at once.
A callback runs in the thread that ended the future: what preceded `add_done_callback` comes before it as well. `submit`
reaches the worker through the executor's queue, and `Executor.map` is made of `result`.

Where the caller of the detector told in which scope a thread works, what an executor runs belongs to the scope that submitted it.
"""

from __future__ import annotations

from types import FunctionType

from datarace.interpose.table import At, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.interpose.table import Probes

DONE, CALLBACKS = 1, 2

_MODULE, _THREAD = "concurrent.futures._base", "concurrent.futures.thread"

_SCOPE = "_datarace_scope"


def functions(probes: Probes) -> tuple[Function, ...]:
    """The rows for futures."""
    acquire, merge = probes.SYNC_ACQUIRE, probes.SYNC_RELEASE_MERGE

    def waited(result: object) -> None:
        done = getattr(result, "done", None)
        if type(done) is set:
            for future in done:
                probes.acquire(future, DONE)

    def submitted(item: object) -> None:
        number = probes.scope()
        if number:
            vars(item)[_SCOPE] = number

    def begun(item: object) -> None:
        number = vars(item).get(_SCOPE, 0)
        if number != probes.scope():
            probes.set_scope(number)

    def called_at_once(callback: object, future: object) -> None:
        # asyncio's only tells the loop, whose own callback then asks for the result. Until that runs its thread knows nothing.
        if not (isinstance(callback, FunctionType) and callback.__module__ == "asyncio.futures"):
            probes.acquire(future, DONE)

    end = At("store _state", merge, DONE)
    say_done = At("return", probes.SYNC_ACQUIRE_IF_TRUE, DONE, key="result")
    say_cancelled = At("global CancelledError", acquire, DONE)
    return (
        Function(_MODULE, "Future.set_result", end),
        Function(_MODULE, "Future.set_exception", end),
        Function(_MODULE, "Future.cancel", end),
        Function(
            _MODULE,
            "Future.set_running_or_notify_cancel",
            At("global CANCELLED_AND_NOTIFIED", acquire, DONE),
            At("global CANCELLED_AND_NOTIFIED", merge, DONE),
        ),
        Function(_MODULE, "Future.done", say_done),
        Function(_MODULE, "Future.cancelled", say_done),
        Function(_MODULE, "Future.result", say_cancelled),
        Function(_MODULE, "Future.__get_result", At("entry", acquire, DONE)),
        Function(_MODULE, "Future.exception", say_cancelled, At("attribute _exception", acquire, DONE)),
        Function(
            _MODULE,
            "Future.add_done_callback",
            At("attribute _done_callbacks", merge, CALLBACKS),
            At("local fn -1", called_at_once, DONE, key="fn"),
        ),
        Function(_MODULE, "Future._invoke_callbacks", At("entry", acquire, CALLBACKS)),
        Function(_MODULE, "_yield_finished_futures", At("yield", acquire, DONE, value="result")),
        Function(_MODULE, "wait", At("return", waited, value="result")),
        Function(_THREAD, "_WorkItem.__init__", At("entry", submitted)),
        Function(_THREAD, "_WorkItem.run", At("entry", begun)),
    )
