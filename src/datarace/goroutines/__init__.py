"""Goroutines: Go's style of concurrency for Python, in parallel on free-threaded builds.

    from datarace import goroutines as go

    async def worker(jobs: go.Chan[int], results: go.Chan[int]) -> None:
        async for job in jobs:
            await results.send(job * job)

    async def main() -> None:
        jobs, results = go.Chan[int](8), go.Chan[int](8)
        for _ in range(4):
            go.go(worker, jobs, results)
        ...

    go.run(main)

A goroutine is a coroutine that any thread may go on with; `docs/goroutines.md` says how. Under ``datarace run`` races between
goroutines are found by the rules of The Go Memory Model; without, nothing of the detector is loaded.

This module only re-exports, when somebody asks.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.goroutines.channels import Chan, Received, RecvChan, SendChan
    from datarace.goroutines.errors import Closed, DeadlockError, Panic
    from datarace.goroutines.program import blocking, go, goexit, goid, gomaxprocs, gosched, numgoroutine, run, stacks
    from datarace.goroutines.selection import Selected, recv, select, send
    from datarace.goroutines.sync import Cond, Mutex, Once, RWMutex, WaitGroup, once_value
    from datarace.goroutines.timers import Ticker, Timer, after, after_func, sleep

_homes = {
    **dict.fromkeys(("Chan", "Received", "RecvChan", "SendChan"), "channels"),
    **dict.fromkeys(("Closed", "DeadlockError", "Panic"), "errors"),
    **dict.fromkeys(("blocking", "go", "goexit", "goid", "gomaxprocs", "gosched", "numgoroutine", "run", "stacks"), "program"),
    **dict.fromkeys(("Selected", "recv", "select", "send"), "selection"),
    **dict.fromkeys(("Cond", "Mutex", "Once", "RWMutex", "WaitGroup", "once_value"), "sync"),
    **dict.fromkeys(("Ticker", "Timer", "after", "after_func", "sleep"), "timers"),
}

__all__ = [
    "Chan",
    "Closed",
    "Cond",
    "DeadlockError",
    "Mutex",
    "Once",
    "Panic",
    "RWMutex",
    "Received",
    "RecvChan",
    "Selected",
    "SendChan",
    "Ticker",
    "Timer",
    "WaitGroup",
    "after",
    "after_func",
    "blocking",
    "go",
    "goexit",
    "goid",
    "gomaxprocs",
    "gosched",
    "numgoroutine",
    "once_value",
    "recv",
    "run",
    "select",
    "send",
    "sleep",
    "stacks",
]


def __getattr__(name: str) -> object:
    home = _homes.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = __import__(f"{__name__}.{home}", fromlist=[name])
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
