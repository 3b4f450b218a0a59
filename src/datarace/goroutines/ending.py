"""Ends: of a goroutine that does not just return, and of a run: a deadlock in words, and the goroutines that are left."""

from __future__ import annotations

import sys
from types import SimpleNamespace

from datarace.goroutines import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from datarace.goroutines.goroutine import G
    from datarace.goroutines.machine import M
    from datarace.goroutines.scheduler import Scheduler


def exited(scheduler: Scheduler, g: G) -> None:
    """It has called goexit. The main goroutine may as well: the others go on."""
    g.coro = None
    scheduler.all.pop(g.id, None)
    if hooks.race is not None:
        hooks.race.ended(g)
    if g is scheduler.main:
        scheduler.main_exited = True


def panicked(scheduler: Scheduler, g: G, error: BaseException) -> None:
    """It raised what it did not catch: that ends the run."""
    g.coro = None
    scheduler.all.pop(g.id, None)
    if hooks.race is not None:
        hooks.race.ended(g)
    if g is not scheduler.main:
        error.add_note(f"goroutine {g.id} [running], {g.created()}")
    scheduler.end(error)


def reject(scheduler: Scheduler, g: G, out: object) -> None:
    """It awaited something that is not of goroutines."""
    assert g.coro is not None
    text = f"a goroutine awaited {type(out).__name__} object, which no goroutine can wait for (asyncio: goroutines.from_asyncio)"
    try:
        g.context.run(g.coro.throw, RuntimeError(text))
    except StopIteration:
        panicked(scheduler, g, RuntimeError(text))
    except BaseException as error:
        panicked(scheduler, g, error)
    else:
        panicked(scheduler, g, RuntimeError(text))


def dumps(scheduler: Scheduler) -> list[str]:
    """The stack of each goroutine, as Go prints them."""
    return [g.dump() for _, g in sorted(scheduler.all.items())]


def deadlock(scheduler: Scheduler) -> str:
    """What is wrong when nobody runs and nothing can happen any more."""
    if scheduler.main_exited and not scheduler.all:
        return "no goroutines (main called goexit) - deadlock!"
    return "\n\n".join(["all goroutines are asleep - deadlock!", *dumps(scheduler)])


def others_live(scheduler: Scheduler) -> bool:
    """Whether there are threads of the program's own that could wake a goroutine."""
    threading = sys.modules.get("threading")
    # A thread that begins is among those in limbo until it is among the active ones, in this order; `start` may return before.
    if getattr(threading, "_limbo", ()):
        return True
    active: dict[int, object] = getattr(threading, "_active", {})
    ours = {m.thread for m in scheduler.machines}
    return any(ident not in ours for ident in list(active))


def leave(scheduler: Scheduler, m: M) -> None:
    """An M has ended. The last one that is in no blocking call ends the run."""
    if not scheduler.done:
        scheduler.end(None)
    if scheduler.closed:  # it was in a blocking call when the run ended
        close_left(scheduler, list(scheduler.queue))
    with scheduler.lock:
        scheduler.living -= 1
        check_ended(scheduler)


def check_ended(scheduler: Scheduler) -> None:
    """Let `run` return when nobody runs a goroutine any more. Under `lock`."""
    if scheduler.done and scheduler.living == scheduler.blocked and scheduler.ended.locked():
        scheduler.ended.release()


def close_all(scheduler: Scheduler) -> None:
    """After the last step: close the goroutines that are left, but for those in a blocking call that goes on."""
    blocked = {m.g for m in scheduler.machines}
    close_left(scheduler, [g for g in list(scheduler.all.values()) if g not in blocked])
    race = hooks.race
    if race is not None:
        race.all_ended()
        race.use_processor(0)
        for p in scheduler.processors:
            if p.race:
                race.processor_destroy(p.race)
    if scheduler.poller is not None:
        scheduler.poller.close()


def close_left(scheduler: Scheduler, left: Iterable[G]) -> None:
    """Close goroutines where they wait, which runs what they have in ``finally``. Errors are told as those of ``__del__`` are."""
    race = hooks.race
    for g in left:
        scheduler.all.pop(g.id, None)
        coro, g.coro, g.call = g.coro, None, None
        if race is not None:
            race.enter(g)
        try:
            if coro is not None:
                g.context.run(coro.close)
        except BaseException as error:
            sys.unraisablehook(
                SimpleNamespace(
                    exc_type=type(error),
                    exc_value=error,
                    exc_traceback=error.__traceback__,
                    err_msg=f"Exception ignored while closing goroutine {g.id}",
                    object=coro,
                )
            )
        if race is not None:
            race.switch(None)
            race.ended(g)
