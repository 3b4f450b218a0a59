"""The scheduler itself: beginning, end, errors, processors, blocking calls."""

from __future__ import annotations

import contextvars
import gc
import sys
import threading
import time
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from datarace import goroutines
from datarace.goroutines import (
    Chan,
    Runtime,
    WaitGroup,
    blocking,
    ending,
    go,
    goexit,
    goid,
    gomaxprocs,
    gosched,
    idling,
    numgoroutine,
    run,
    sleep,
    stacks,
)
from datarace.goroutines.current import current, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator

    from conftest import Run

    from datarace.goroutines.machine import M
    from datarace.goroutines.processor import P
    from datarace.goroutines.scheduler import Scheduler

PROGRAMS = Path(__file__).parent / "programs"


def test_run_returns_what_main_returns(goroutines_run: Run) -> None:
    async def main(a: int, b: int) -> int:
        await gosched()
        return a + b

    assert goroutines_run(main, 2, 3) == 5
    assert goroutines_run(main(2, 3)) == 5
    assert goroutines_run(lambda: 7) == 7


def test_bad_input_is_told() -> None:
    async def nested() -> None:
        run(gosched)

    with pytest.raises(ValueError, match="not a number of processors: 0"):
        run(gosched, processors=0)
    with pytest.raises(TypeError, match="not a number of processors: '2'"):
        run(gosched, processors="2")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="a goroutine is a function or a coroutine, not 3"):
        run(3)  # type: ignore[call-overload]
    with pytest.raises(RuntimeError, match="within a goroutine"):
        run(nested)
    for function in (lambda: go(gosched), numgoroutine, goid, gomaxprocs, stacks):
        with pytest.raises(RuntimeError, match="this is for goroutines"):
            function()


def test_wrong_arguments_are_told_at_the_go_statement() -> None:
    async def nothing() -> None:
        pass

    async def main() -> None:
        with pytest.raises(TypeError, match="positional argument"):
            go(nothing, 1)  # type: ignore[call-arg]

    run(main)


def test_what_is_no_work_is_told() -> None:
    async def generator() -> AsyncIterator[int]:
        yield 1

    async def start() -> None:
        with pytest.raises(TypeError, match="a goroutine is a function or a coroutine, not 3"):
            go(3)  # type: ignore[arg-type]
        go(generator)
        await sleep(10)

    async def group() -> None:
        group = WaitGroup()
        group.go(generator)
        await group.wait()

    for main in (generator, start, group):
        with pytest.raises(TypeError, match="a goroutine cannot be an async generator: <async_generator object"):
            run(main)


def test_anything_that_can_be_called_is_a_goroutine(goroutines_run: Run) -> None:
    class Work:
        async def method(self, channel: Chan[str]) -> None:
            await channel.send("method")

        async def __call__(self, channel: Chan[str]) -> None:
            await channel.send("object")

    class Awaitable:
        def __init__(self, channel: Chan[str]) -> None:
            self.channel = channel

        def __await__(self) -> Generator[Any, Any, None]:
            return self.channel.send("awaitable").__await__()

    async def function(channel: Chan[str]) -> None:
        await channel.send("function")

    async def main() -> set[str]:
        channel = Chan[str](1)
        go(function, channel)
        go(function(channel))
        go(Work().method, channel)
        go(Work(), channel)
        go(channel.send, "await")
        go(lambda: Awaitable(channel))
        plain = Chan[str](1)
        go(lambda: plain.try_send("plain"))
        return {await channel.recv() for _ in range(6)} | {await plain.recv()}

    assert goroutines_run(main) == {"function", "method", "object", "await", "awaitable", "plain"}


def test_an_exception_ends_the_run_and_says_where_the_goroutine_was_started(goroutines_run: Run) -> None:
    async def fail() -> None:
        raise KeyError("lost")

    async def main() -> None:
        go(fail)
        await Chan[None]().recv()

    with pytest.raises(KeyError, match="lost") as caught:
        goroutines_run(main)
    assert "created by" in caught.value.__notes__[0]
    assert "main in goroutine 1" in caught.value.__notes__[0]
    assert f"{__file__}:" in caught.value.__notes__[0]


def test_an_exception_of_main_is_its_own() -> None:
    async def main() -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine") as caught:
        run(main)
    assert not hasattr(caught.value, "__notes__")


def test_goexit_ends_one_goroutine_with_what_it_has_in_finally(goroutines_run: Run) -> None:
    async def main() -> list[str]:
        seen, over = [], Chan[None]()

        async def work() -> None:
            try:
                goexit()
            finally:
                seen.append("finally")
                over.close()

        go(work)
        await over.recv_ok()
        return seen

    assert goroutines_run(main) == ["finally"]


def test_goroutines_that_are_left_are_closed(goroutines_run: Run) -> None:
    seen: list[str] = []

    async def work() -> None:
        try:
            await Chan[None]().recv()
        finally:
            seen.append("closed")

    async def main() -> None:
        for _ in range(5):
            go(work)
        while numgoroutine() < 6 or "[runnable]" in stacks():
            await gosched()

    goroutines_run(main)
    assert seen == ["closed"] * 5


def test_those_that_never_ran_are_not_called_forgotten() -> None:
    async def work() -> None:
        pass

    async def main() -> None:
        go(work)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(main, processors=1)
        gc.collect()


def test_numbers_and_stacks(goroutines_run: Run) -> None:
    async def wait(channel: Chan[None]) -> None:
        await channel.recv_ok()

    async def main() -> None:
        channel = Chan[None]()
        assert goid() == 1
        go(wait, channel)
        while not channel._receivers:
            await gosched()
        assert numgoroutine() == 2
        text = stacks()
        assert "goroutine 1 [running]:" in text
        assert "[chan receive]:" in text
        assert "created by test_numbers_and_stacks.<locals>.main in goroutine 1" in text

    goroutines_run(main)


def test_other_numbers_of_processors_lose_nobody() -> None:
    async def main() -> int:
        done = goroutines.AtomicInt()
        group = WaitGroup()

        async def work() -> None:
            for _ in range(5):
                await gosched()
            await sleep(0.0001)
            done.add(1)

        for count in (1, 4, 2, 8, 1, 3):
            before = gomaxprocs()
            assert gomaxprocs(count) == before
            assert gomaxprocs() == count
            for _ in range(20):
                group.go(work)
            await gosched()
        await group.wait()
        return done.load()

    assert run(main, processors=2) == 120
    with pytest.raises(ValueError, match="-3"):
        run(lambda: gomaxprocs(-3))


def test_who_has_a_processor_is_not_among_those_who_get_one() -> None:
    """One of the two would be lost, with all that is in its queues: others look for an M that sleeps at any moment."""

    async def main() -> list[bool]:
        scheduler = running().scheduler
        use = scheduler.use
        awake = []

        def use_and_look(p: P) -> None:
            with scheduler.lock:
                awake.append(current.m is not scheduler.lookout and current.m not in scheduler.sleeping)
            use(p)

        scheduler.use = use_and_look  # type: ignore[method-assign]
        for _ in range(5):
            await sleep(0.001)  # when it is over the lookout takes a processor
        return awake

    awake = run(main, processors=2)
    assert len(awake) >= 5
    assert all(awake)


def test_what_is_left_of_a_processor_that_goes_while_others_steal_from_it() -> None:
    class Stolen(list[Any]):
        """Whoever sees what is in it and takes it comes too late."""

        def pop(self, *_: Any) -> Any:
            goroutine = super().pop()
            if not stolen:
                stolen.append(goroutine)
                raise IndexError
            return goroutine

    stolen: list[Any] = []

    async def main() -> int:
        scheduler = running().scheduler
        done = goroutines.AtomicInt()
        gomaxprocs(2)
        last = scheduler.processors[-1]
        waiting = [scheduler.new(None, 1, (done.add, (1,), {}), None, sys._getframe()) for _ in range(4)]
        with scheduler.lock:  # nobody else has it
            assert last in scheduler.idle
            last.next = Stolen(waiting[:1])
            last.queue.extend(waiting[1:])
        gomaxprocs(1)
        scheduler.queue.extend(stolen)
        while done.load() < len(waiting):
            await gosched()
        return len(stolen)

    assert run(main, processors=1) == 1


def test_a_blocking_call_blocks_its_goroutine_alone() -> None:
    async def main() -> str:
        event = threading.Event()

        async def release() -> None:
            event.set()

        go(release)
        await blocking(event.wait)  # nobody would ever set it if this kept the one processor
        with pytest.raises(ZeroDivisionError):
            await blocking(lambda: 1 // 0)
        return await blocking("{}".format, 3)

    assert run(main, processors=1) == "3"


def test_more_calls_block_than_there_are_processors() -> None:
    async def main() -> None:
        barrier, group = threading.Barrier(10), WaitGroup()
        for _ in range(10):
            group.go(blocking, barrier.wait)
        await group.wait()

    run(main, processors=1)


def test_a_computing_goroutine_does_not_keep_what_it_woke_from_others() -> None:
    """It waits in `next` of a P whose M is busy: another M takes it from there."""

    async def main() -> None:
        event = threading.Event()

        async def other() -> None:
            event.set()

        go(other)
        event.wait()  # not awaited: this goroutine keeps its thread

    run(main, processors=2)


@pytest.mark.parametrize("before", ["nothing", "a blocking call"])
def test_what_a_goroutine_woke_does_not_wait_for_it_after_all_were_asleep(before: str) -> None:
    """Whoever was asleep as the lookout has to begin to look at what runs."""

    def wait_until_nobody_looks(scheduler: Scheduler) -> None:
        while scheduler.lookout is None or scheduler.watching:
            time.sleep(0.001)

    async def computing() -> None:
        if before == "a blocking call":
            await blocking(wait_until_nobody_looks, running().scheduler)
        seen: list[int] = []
        go(seen.append, 1)  # in `next`, where nobody but the lookout finds it
        while not seen:
            pass

    async def two_at_once() -> None:
        present: list[int] = []

        def meet() -> None:
            present.append(1)
            while len(present) < 2:
                pass

        group = WaitGroup()
        group.go(meet)
        group.go(meet)
        await group.wait()

    with Runtime(processors=2) as runtime:
        runtime.submit(two_at_once).result()
        scheduler = runtime._scheduler
        assert scheduler is not None
        wait_until_nobody_looks(scheduler)
        runtime.submit(computing).result()


def test_a_timer_fires_though_its_processor_is_busy() -> None:
    async def main() -> None:
        event = threading.Event()
        goroutines.after_func(0.001, event.set)
        event.wait()

    run(main, processors=2)


def test_contextvars_go_with_the_goroutine(goroutines_run: Run) -> None:
    variable = contextvars.ContextVar[int]("variable")

    async def work(number: int) -> None:
        assert variable.get() == -1
        variable.set(number)
        for _ in range(10):
            await gosched()
            assert variable.get() == number

    async def main() -> None:
        group = WaitGroup()
        variable.set(-1)
        for number in range(6):
            group.go(work, number)
        await group.wait()
        assert variable.get() == -1

    goroutines_run(main)


def test_nobody_starves_beside_two_that_wake_each_other() -> None:
    async def main() -> None:
        there, back = Chan[int](), Chan[int]()

        async def one() -> None:
            while True:
                await there.send(1)
                await back.recv()

        async def other() -> None:
            while True:
                await there.recv()
                await back.send(1)

        go(one)
        go(other)
        for _ in range(20):
            await gosched()

    run(main, processors=1)


def test_what_is_not_of_goroutines_cannot_be_awaited() -> None:
    class Foreign:
        def __await__(self) -> Any:
            yield self

    async def main() -> None:
        await Foreign()

    with pytest.raises(RuntimeError, match="a goroutine awaited Foreign object"):
        run(main)


def test_time_leaps_when_it_is_faked(goroutines_run: Run) -> None:
    async def main() -> list[int]:
        seen, group = [], WaitGroup()

        async def work(hours: int) -> None:
            await sleep(3600 * hours)
            seen.append(hours)

        for hours in (3, 1, 2):
            group.go(work, hours)
        await group.wait()
        return seen

    assert goroutines_run(main, fake_time=True) == [1, 2, 3]


@pytest.mark.parametrize("processors", ["1", "3"])
def test_a_deadlock_is_told_with_the_stack_of_each(plain_run: Run, processors: str) -> None:
    outcome = plain_run(PROGRAMS / "deadlock.py", "asleep", DATARACE_GODEBUG=f"maxprocs={processors}")
    assert outcome.status == 1, outcome
    assert "all goroutines are asleep - deadlock!" in outcome.err
    assert "goroutine 1 [sync.WaitGroup.wait]:" in outcome.err
    assert "[chan receive]:\nworker()" in outcome.err
    assert "created by main in goroutine 1" in outcome.err


def test_who_comes_back_from_a_blocking_call_and_finds_no_processor_is_not_asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it has stopped it is in no queue, and its thread in no blocking call any more: all others may fall asleep just then."""
    release, back, looked = threading.Event(), threading.Event(), threading.Event()
    time_to_sleep = idling.time_to_sleep

    def look(scheduler: Scheduler, busy: bool, watch: float) -> float | None:
        found = time_to_sleep(scheduler, busy, watch)
        if back.is_set() and not busy:
            looked.set()
        return found

    async def main() -> int:
        scheduler = running().scheduler
        exit_blocking = scheduler.exit_blocking
        channel = Chan[int]()

        def exit_while_others_fall_asleep(m: M) -> bool:
            has_processor = exit_blocking(m)
            assert not has_processor
            back.set()
            assert looked.wait(30)
            return has_processor

        async def work() -> None:
            await blocking(release.wait)
            await channel.send(5)

        monkeypatch.setattr(scheduler, "exit_blocking", exit_while_others_fall_asleep)
        go(work)
        while not scheduler.blocked:
            await gosched()
        release.set()
        assert back.wait(30)  # this keeps the one processor
        return await channel.recv()

    monkeypatch.setattr(idling, "time_to_sleep", look)
    monkeypatch.setattr(idling, "others_live", lambda _: False)  # whatever threads the tests have
    assert run(main, processors=1) == 5


def test_a_deadlock_after_the_exit_of_main(plain_run: Run) -> None:
    outcome = plain_run(PROGRAMS / "deadlock.py", "exited")
    assert outcome.out == "the other one\n", outcome
    assert "no goroutines (main called goexit) - deadlock!" in outcome.err


def test_a_thread_that_could_send_is_no_deadlock(plain_run: Run) -> None:
    outcome = plain_run(PROGRAMS / "deadlock.py", "thread")
    assert (outcome.status, outcome.out) == (0, "5\n"), outcome


@pytest.mark.parametrize("where", ["asleep", "computing"])
def test_an_interrupt_ends_the_run(plain_run: Run, where: str) -> None:
    outcome = plain_run(PROGRAMS / "interrupt.py", where)
    assert (outcome.status, outcome.out) == (0, "interrupted\n"), outcome


def test_a_trace_of_the_scheduler(plain_run: Run) -> None:
    outcome = plain_run(PROGRAMS / "deadlock.py", "busy", DATARACE_GODEBUG="schedtrace=20,maxprocs=2,nonsense=1")
    assert outcome.status == 0, outcome
    assert "SCHED " in outcome.err
    assert "gomaxprocs=2 " in outcome.err
    assert "'nonsense=1' is none of" in outcome.err


def test_a_seed_makes_random_choices_the_same_again() -> None:
    async def main() -> list[int]:
        channels = [Chan[int](1) for _ in range(4)]
        for channel in channels:
            channel.close()
        cases = [goroutines.recv(channel) for channel in channels]
        return [(await goroutines.select(*cases)).case for _ in range(50)]

    assert run(main, processors=1, seed=3) == run(main, processors=1, seed=3)
    assert run(main, processors=1, seed=3) != run(main, processors=1, seed=4)


def test_timers_of_processors_that_go_are_not_forgotten() -> None:
    """All are asleep but for timers on a processor that is one too many, or that a blocking call gave away."""

    async def work(number: int) -> None:
        for turn in range(150):
            gomaxprocs(1 + (number + turn) % 4)
            await sleep(0.0001)
            await blocking(str, 1)

    async def main() -> None:
        for count in (1, 3):
            group = WaitGroup()
            for number in range(count):
                group.go(work, number)
            await group.wait()

    run(main, processors=4)


def test_a_thread_that_begins_is_no_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Thread.start` may return before the thread is among the active ones."""
    machines = [SimpleNamespace(thread=ident) for ident in threading._active]  # type: ignore[attr-defined]
    scheduler: Any = SimpleNamespace(machines=machines)
    assert not ending.others_live(scheduler)
    beginning = threading.Thread()
    monkeypatch.setattr(threading, "_limbo", {beginning: beginning})
    assert ending.others_live(scheduler)
