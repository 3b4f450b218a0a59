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
    from datarace.goroutines.atomics import AtomicBool, AtomicInt, AtomicPointer, AtomicValue
    from datarace.goroutines.bridges import Runtime, from_asyncio, recv_from_thread, send_from_thread, wait_future
    from datarace.goroutines.channels import Chan, Received, RecvChan, SendChan
    from datarace.goroutines.contexts import (
        CancelContext,
        Canceled,
        Context,
        DeadlineExceeded,
        background,
        with_cancel,
        with_deadline,
        with_timeout,
        with_value,
    )
    from datarace.goroutines.errgroup import Group
    from datarace.goroutines.errors import Closed, DeadlockError, Panic
    from datarace.goroutines.files import File, open_file
    from datarace.goroutines.poller import Conn, Listener, dial, listen, wait_readable, wait_writable
    from datarace.goroutines.pools import Map, Pool
    from datarace.goroutines.program import blocking, go, goexit, goid, gomaxprocs, gosched, numgoroutine, run, stacks
    from datarace.goroutines.selection import Selected, recv, select, send
    from datarace.goroutines.sync import Cond, Mutex, Once, RWMutex, WaitGroup, once_value
    from datarace.goroutines.timers import Ticker, Timer, after, after_func, sleep

_homes = {
    **dict.fromkeys(("Runtime", "from_asyncio", "recv_from_thread", "send_from_thread", "wait_future"), "bridges"),
    **dict.fromkeys(
        (
            "CancelContext",
            "Canceled",
            "Context",
            "DeadlineExceeded",
            "background",
            "with_cancel",
            "with_deadline",
            "with_timeout",
            "with_value",
        ),
        "contexts",
    ),
    "Group": "errgroup",
    **dict.fromkeys(("File", "open_file"), "files"),
    **dict.fromkeys(("Conn", "Listener", "dial", "listen", "wait_readable", "wait_writable"), "poller"),
    **dict.fromkeys(("Map", "Pool"), "pools"),
    **dict.fromkeys(("AtomicBool", "AtomicInt", "AtomicPointer", "AtomicValue"), "atomics"),
    **dict.fromkeys(("Chan", "Received", "RecvChan", "SendChan"), "channels"),
    **dict.fromkeys(("Closed", "DeadlockError", "Panic"), "errors"),
    **dict.fromkeys(("blocking", "go", "goexit", "goid", "gomaxprocs", "gosched", "numgoroutine", "run", "stacks"), "program"),
    **dict.fromkeys(("Selected", "recv", "select", "send"), "selection"),
    **dict.fromkeys(("Cond", "Mutex", "Once", "RWMutex", "WaitGroup", "once_value"), "sync"),
    **dict.fromkeys(("Ticker", "Timer", "after", "after_func", "sleep"), "timers"),
}

__all__ = [
    "AtomicBool",
    "AtomicInt",
    "AtomicPointer",
    "AtomicValue",
    "CancelContext",
    "Canceled",
    "Chan",
    "Closed",
    "Cond",
    "Conn",
    "Context",
    "DeadlineExceeded",
    "DeadlockError",
    "File",
    "Group",
    "Listener",
    "Map",
    "Mutex",
    "Once",
    "Panic",
    "Pool",
    "RWMutex",
    "Received",
    "RecvChan",
    "Runtime",
    "Selected",
    "SendChan",
    "Ticker",
    "Timer",
    "WaitGroup",
    "after",
    "after_func",
    "background",
    "blocking",
    "dial",
    "from_asyncio",
    "go",
    "goexit",
    "goid",
    "gomaxprocs",
    "gosched",
    "listen",
    "numgoroutine",
    "once_value",
    "open_file",
    "recv",
    "recv_from_thread",
    "run",
    "select",
    "send",
    "send_from_thread",
    "sleep",
    "stacks",
    "wait_future",
    "wait_readable",
    "wait_writable",
    "with_cancel",
    "with_deadline",
    "with_timeout",
    "with_value",
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
