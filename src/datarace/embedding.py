"""Another host than CPython's threads: a simulator, an interpreter, a scheduler of one's own, with whole reports.

`datarace.runtime` speaks numbers. A host says what they mean, in one small protocol, `Host`; with it `start` runs the runtime
and turns what that finds into the same `Race` that programs under ``datarace run`` get, so that it can be printed, compared
and kept in the same way. Whoever wants the numbers alone uses `datarace.runtime` directly.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from datarace import runtime
from datarace.reports.kinds import Side, classify
from datarace.reports.model import Access, Frame, Location, Lock, Race, Task

__all__ = ["Code", "Data", "Host", "race_of", "start", "stop"]


class Code(NamedTuple):
    """What a program point is."""

    function: str
    file: str
    #: 1-based; 0 when it is not known.
    line: int


class Data(NamedTuple):
    """What lives at an address."""

    #: What a report calls it: ``account 'alice'``.
    name: str
    #: Address of its first byte.
    start: int
    #: In bytes; 0 when it is not known.
    size: int = 0
    #: The stack node of its allocation; 0 when it is not known.
    created: int = 0


class Host(Protocol):
    """Who schedules, and knows what numbers mean. Its questions are those of the runtime that Go links (``racecallback``)."""

    def processor(self) -> int | None:
        """Which processor the calling thread is on, None for any of the runtime's own pool.

        Asked whenever the runtime allocates or frees, also where no task is current: in a collector, on a thread that nobody
        announced. Must not call the runtime. (A thread that `runtime.use_processor` put on one is not asked.)
        """

    def stack(self, task: int) -> int:
        """The stack node of what the task is doing, from `runtime.stack_node`; 0 when it is not known."""

    def symbolize_code(self, code: int, pc: int) -> Code | None:
        """What a program point of a stack node is. Asked only when a race is told."""

    def symbolize_data(self, address: int) -> Data | None:
        """The object that an address belongs to, None when nothing lives there. Asked only when a race is told."""

    def task_name(self, task: int) -> str:
        """What the host calls a task; may be empty."""

    def race(self, race: Race) -> object:
        """A race was found, by the calling thread. The runtime holds no lock; only what reads may be called."""


_host: Host | None = None


def start(host: Host, *, processors: int | None = None, memory_limit: int = 0) -> tuple[int, int]:
    """Start the runtime for a host.

    Args:
        host: who is asked.
        processors: size of the runtime's own pool of processors.
        memory_limit: budget in bytes for the runtime's memory; 0: none.

    Returns:
        The first task and the first processor.

    Raises:
        RuntimeError: the runtime runs already.
        MemoryError: it was refused its address space.
    """
    global _host
    first = runtime.init(
        on_race=_tell, stack=host.stack, processor=host.processor, processors=processors, memory_limit=memory_limit
    )
    _host = host
    return first


def stop() -> None:
    """Stop the runtime and forget everything."""
    global _host
    runtime.fini()
    _host = None


def _tell(found: runtime.FoundRace) -> None:
    if _host is not None:
        _host.race(race_of(found, _host))


def race_of(found: runtime.FoundRace, host: Host) -> Race:
    """What the runtime found, in words. Good until the next checkpoint of the runtime, best when it is found."""
    data = host.symbolize_data(found.address)
    first = found.key[0] + 1 if isinstance(found.key, tuple) else found.key  # of an extent the first byte
    location = Location(
        kind="memory" if found.key is not None else "elements",
        name="" if first is None else hex(found.address + first - 1),
        owner=data.name if data else "unknown memory",
        address=found.address,
        start=data.start if data else 0,
        size=data.size if data else 0,
        created=_frames(data.created, host) if data else (),
    )
    current, previous = _access(found.current, host), _access(found.previous, host)
    verdict = classify(location, Side(current), Side(previous), strict=True)  # what is atomic only CPython says
    return Race(location, current, previous, kind=verdict.kind, level=verdict.level, wrong=verdict.wrong, advice=verdict.advice)


def _access(access: runtime.RaceAccess, host: Host) -> Access:
    stack, _, locks = runtime.trace_parts(access.trace) or (0, 0, 0)
    _, creation, finished = runtime.task_of(access.epoch) or (0, 0, True)
    name = "" if access.task is None else host.task_name(access.task)
    return Access(
        is_write=bool(access.mode & runtime.MODE_WRITE),
        task=Task(-1 if access.task is None else access.task, name, finished, _frames(creation, host), kind="task"),
        stack=_frames(stack, host),
        locks=tuple(_lock(address, created, host) for address, created in runtime.lockset_parts(locks) if address),
        is_update=bool(access.mode & runtime.MODE_RMW),
        is_atomic=bool(access.mode & runtime.MODE_ATOMIC),
    )


def _lock(address: int, created: int, host: Host) -> Lock:
    data = host.symbolize_data(address)
    return Lock(address, _frames(created, host), data.name if data else "")


def _frames(node: int, host: Host) -> tuple[Frame, ...]:
    frames: list[Frame] = []
    while parts := runtime.stack_parts(node):
        node, code, pc = parts
        known = host.symbolize_code(code, pc)
        frames.append(Frame(*known) if known else Frame(f"code {code:#x}", "(unknown)", pc))
    return tuple(frames)
