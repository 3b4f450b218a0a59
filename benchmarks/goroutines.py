"""Goroutines beside asyncio, and what race detection costs them.

    python benchmarks/goroutines.py                                  this interpreter, all cases
    python benchmarks/goroutines.py --python .venv313t/bin/python    others (may be given more than once)
    python benchmarks/goroutines.py --case ping --rounds 3

Each figure comes from a process of its own, in turn with those that it is compared with, for several rounds; told are the best of
each and the ratio of these and of the medians. Times are CPU seconds of the work alone, without start-up (of `fanout`, seconds);
memory is what the process has more than before.

    ping        round trips a second of two goroutines over two channels, and of two tasks over two asyncio.Queue
    spawn       goroutines started and finished, 10,000 at a time, and as many tasks
    blocked     bytes for each goroutine that waits at a channel of all, and at one of its own
    fanout      work that computes, on two processors against one
    syncleak    1000 goroutines on one processor: each round makes an object of 1000 elements, adds to one atomically, keeps 10
"""

import argparse
import asyncio
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from datarace import goroutines as go

BATCH = 10_000


def memory() -> int:
    """Bytes of memory that the process has."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


def peak() -> int:
    """The most that it ever had."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def timed(
    main: Callable[[], Coroutine[Any, Any, None]],
    run: Callable[[Coroutine[Any, Any, None]], object],
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Seconds of a program's main coroutine, of CPU time by default: what else the machine does counts less."""
    gc.collect()
    start = clock()
    run(main())
    return clock() - start


# --- goroutines ----------------------------------------------------------------------------------------------------------


def ping(count: int) -> float:
    """Round trips a second."""

    async def other(there: go.Chan[int], back: go.Chan[int]) -> None:
        async for value in there:
            await back.send(value)

    async def main() -> None:
        there, back = go.Chan[int](), go.Chan[int]()
        go.go(other, there, back)
        for number in range(count):
            await there.send(number)
            await back.recv()
        there.close()

    return count / timed(main, go.run)


def spawn(count: int) -> float:
    """Nanoseconds for each."""

    async def work(group: go.WaitGroup) -> None:
        group.done()

    async def main() -> None:
        for _ in range(count // BATCH):
            group = go.WaitGroup()
            group.add(BATCH)
            for _ in range(BATCH):
                go.go(work, group)
            await group.wait()

    return timed(main, go.run) / count * 1e9


def blocked(count: int, own: bool = False) -> float:
    """Bytes for each."""
    result = 0.0

    async def wait(channel: go.Chan[None]) -> None:
        await channel.recv_ok()

    async def main() -> None:
        nonlocal result
        channel = go.Chan[None]()
        channels = [go.Chan[None]() for _ in range(count)] if own else [channel] * count
        gc.collect()
        before = memory()
        for one in channels:
            go.go(wait, one)
        for _ in range(count // 50):  # each time at least so many others have their turn
            await go.gosched()
        gc.collect()
        result = (memory() - before) / count
        for one in set(channels):
            one.close()

    go.run(main, processors=1)
    return result


def blocked_own(count: int) -> float:
    """Bytes for each, at a channel of its own."""
    return blocked(count, own=True)


def fanout(count: int, processors: int = 1) -> float:
    """Seconds."""

    def compute() -> int:
        total = 0
        for number in range(400_000):
            total += number * number % 7
        return total

    async def main() -> None:
        group = go.WaitGroup()
        for _ in range(count):
            group.go(compute)
        await group.wait()

    return timed(main, lambda coroutine: go.run(coroutine, processors=processors), time.perf_counter)


def fanout2(count: int) -> float:
    """Seconds, on two processors."""
    return fanout(count, 2)


def syncleak(rounds: int) -> float:
    """Peak memory in MB."""

    async def work(seed: int) -> None:
        hold: list[list[go.AtomicInt]] = [[] for _ in range(10)]
        for number in range(rounds):
            # Elements are made as they are needed: a thousand atomics each time would measure nothing but their making.
            slots: list[go.AtomicInt] = [NOTHING] * 1000
            place = (seed + number * 7919) % 1000
            slots[place] = go.AtomicInt()
            slots[place].add(1)
            hold[number % 10] = slots
            if not number % 10:
                await go.gosched()

    async def main() -> None:
        group = go.WaitGroup()
        for seed in range(1000):
            group.go(work, seed)
        await group.wait()

    go.run(main, processors=1)  # on more its peak is the allocator's matter: docs/benchmarks.md
    return peak() / 1e6


NOTHING = go.AtomicInt()


# --- asyncio -------------------------------------------------------------------------------------------------------------


def asyncio_ping(count: int) -> float:
    """Round trips a second."""

    async def other(there: asyncio.Queue[int], back: asyncio.Queue[int]) -> None:
        while True:
            await back.put(await there.get())

    async def main() -> None:
        there: asyncio.Queue[int] = asyncio.Queue(1)
        back: asyncio.Queue[int] = asyncio.Queue(1)
        task = asyncio.create_task(other(there, back))
        for number in range(count):
            await there.put(number)
            await back.get()
        task.cancel()

    return count / timed(main, asyncio.run)


def asyncio_spawn(count: int) -> float:
    """Nanoseconds for each."""

    async def work() -> None:
        pass

    async def main() -> None:
        for _ in range(count // BATCH):
            for task in [asyncio.create_task(work()) for _ in range(BATCH)]:
                await task

    return timed(main, asyncio.run) / count * 1e9


# --- the table -----------------------------------------------------------------------------------------------------------

FUNCTIONS: dict[str, Callable[[int], float]] = {
    function.__name__: function
    for function in (ping, spawn, blocked, blocked_own, fanout, fanout2, syncleak, asyncio_ping, asyncio_spawn)
}


def measure(python: str, rounds: int, *cases: tuple[str, int, bool]) -> list[list[float]]:
    """The figures of each case (its name, size, and whether datarace runs it), one process each, in turn, so many times."""
    found: list[list[float]] = [[] for _ in cases]
    for _ in range(rounds):
        for figures, (name, size, detect) in zip(found, cases, strict=True):
            command = [python, *(["-m", "datarace", "run"] if detect else []), __file__, "--child", name, str(size)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            figures.append(float(done.stdout.split()[-1]))
    return found


def row(what: str, wanted: str, figure: str) -> None:
    """One line of the table."""
    print(f"| {what} | {wanted} | {figure} |", flush=True)


def compared(ours: list[float], theirs: list[float], best: Callable[[list[float]], float], inverse: bool = False) -> str:
    """The best of each, and the ratio of these and of the medians."""
    pairs = [(best(ours), best(theirs)), (statistics.median(ours), statistics.median(theirs))]
    ratios = [b / a if inverse else a / b for a, b in pairs]
    return f"{pairs[0][0]:,.0f} : {pairs[0][1]:,.0f} = {ratios[0]:.2f} (medians {ratios[1]:.2f})"


VERSION = "import sys; print(sys.version.split()[0] + ('' if getattr(sys, '_is_gil_enabled', lambda: 1)() else ' free-threaded'))"

#: Peak memory in MB of Go's own program, by rounds: docs/benchmarks.md says of what.
GO_SYNCLEAK = {100: 117, 1000: 456, 10_000: 805}


def report(python: str, case: str, rounds: int) -> None:
    """All figures of one interpreter."""
    version = subprocess.run([python, "-c", VERSION], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    print(f"\n### Python {version}\n\n| what | wanted | measured |\n| --- | --- | --- |")
    if case in ("all", "ping"):
        ours, theirs, watched = measure(
            python, rounds, ("ping", 50_000, False), ("asyncio_ping", 50_000, False), ("ping", 50_000, True)
        )
        row("channel ping-pong against asyncio.Queue, round trips a second", "at least 1.0", compared(ours, theirs, max))
        row("the same under datarace against plain, time", "at most 3", compared(watched, ours, max, inverse=True))
    if case in ("all", "spawn"):
        ours, theirs, watched = measure(
            python, rounds, ("spawn", 200_000, False), ("asyncio_spawn", 200_000, False), ("spawn", 200_000, True)
        )
        row("goroutines against tasks of asyncio, started and finished, ns each", "at most 1.5", compared(ours, theirs, min))
        row("the same under datarace against plain, time", "-", compared(watched, ours, min))
    if case in ("all", "blocked"):
        for name, where in (("blocked", "at one channel"), ("blocked_own", "each at its own")):
            (plain,), (more,) = measure(python, 1, (name, 100_000, False), (name, 100_000, True))
            row(f"100,000 blocked goroutines, {where}, bytes each", "at most 1500", f"{plain:,.0f}")
            row("more under datarace, bytes each", "at most 300", f"{more - plain:,.0f}")
    if case in ("all", "fanout"):
        one, two = measure(python, rounds, ("fanout", 40, False), ("fanout2", 40, False))
        medians = statistics.median(one) / statistics.median(two)
        figure = f"{min(one) / min(two):.2f} (medians {medians:.2f})"
        row("work that computes, two processors against one", "at least 1.7 (without the GIL)", figure)
    if case in ("all", "syncleak"):
        for size, go_peak in GO_SYNCLEAK.items():
            (plain,), (more,) = measure(python, 1, ("syncleak", size, False), ("syncleak", size, True))
            figure = f"{plain:.0f}, {more:.0f} (Go with -race: {go_peak})"
            row(f"SyncLeak, {size:,} rounds, peak MB plain and under datarace", "flat", figure)


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", help="an interpreter with datarace installed")
    parser.add_argument("--case", default="all", choices=("all", "ping", "spawn", "blocked", "fanout", "syncleak"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=2, metavar=("NAME", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(FUNCTIONS[options.child[0]](int(options.child[1])))
        return
    for python in options.python or [sys.executable]:
        report(str(Path(python)), options.case, options.rounds)


if __name__ == "__main__":
    main()
