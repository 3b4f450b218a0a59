"""What a report says, as frozen dataclasses: texts and numbers only, so that no object of the program is kept alive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """One entry of a call stack."""

    #: Qualified name of the function: ``Account.deposit``, or ``<module>``.
    function: str
    file: str
    #: 1-based; 0 where the code has no line.
    line: int
    #: The part of `source` that was running, as 0-based character offsets into it; equal when not known.
    start: int = 0
    end: int = 0
    #: The source line without its indentation; empty when there is none to be had.
    source: str = ""
    #: 1-based column of the part that was running; 0 when not known.
    column: int = 0
    #: Dotted name by which the file is imported: ``shop.bank``. It is the same on every machine; empty when it is not known.
    module: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that was held."""

    address: int
    #: Where it was made, youngest frame first; empty when it is older than the detector.
    created: tuple[Frame, ...] = ()
    #: What it belongs to, where the host knows.
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Finalization:
    """Code that runs because an object is no longer referenced."""

    #: ``__del__``, ``weakref callback`` or ``close``.
    how: str
    #: Its type; of a generator or coroutine, its function.
    name: str
    #: 0 when it is not known: the object is gone.
    address: int = 0

    def __str__(self) -> str:
        at = f" at {self.address:#014x}" if self.address else ""
        if self.how == "close":
            return f"while closing <{self.name}(){at}>"
        if self.how == "weakref callback":
            return f"in the callback of a weak reference to <{self.name}{at}>"
        return f"while finalizing <{self.name}{at}>"


@dataclass(frozen=True, slots=True)
class Task:
    """Who made an access."""

    #: 0 is the main thread, 1 the main goroutine; the others are numbered in the order in which they were started.
    number: int
    #: The name of the thread, when it has one and it is known.
    name: str = ""
    finished: bool = False
    #: Where it was started, youngest frame first.
    created: tuple[Frame, ...] = ()
    #: What its host calls one: thread, task, goroutine.
    kind: str = "thread"

    @property
    def is_main(self) -> bool:
        """Whether it is the main thread, task or goroutine."""
        return self.number == (1 if self.kind == "goroutine" else 0)

    def __str__(self) -> str:
        if self.is_main:
            return f"main {self.kind}"
        number = f"T{self.number}" if self.kind == "thread" else str(self.number)
        return f"{self.kind} {number} {self.name!r}" if self.name else f"{self.kind} {number}"


@dataclass(frozen=True, slots=True)
class Access:
    """One side of a race."""

    is_write: bool
    task: Task
    #: Complete, youngest frame first.
    stack: tuple[Frame, ...]
    #: The locks that the task held, in the order in which it took them.
    locks: tuple[Lock, ...] = ()
    #: The value written was computed from a value read at the same location, as in ``x += 1``.
    is_update: bool = False
    #: A single operation of a built-in container.
    is_atomic: bool = False
    #: The container operation: ``append``; empty for the rest.
    operation: str = ""
    #: One operation that CPython does in several steps: others can see its middle.
    in_steps: bool = False
    #: All elements are read, one after the other: a loop, unpacking, ``sum(c)``.
    is_walk: bool = False
    #: Something is gone afterwards: ``del``, ``pop``, ``clear``.
    is_removal: bool = False
    #: The objects whose end it is part of, outermost first. All uses of an object are ordered before that.
    finalizing: tuple[Finalization, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """What both sides touched."""

    #: attribute, class attribute, global, key, index, items (of a buffer), shape, elements, variable, position (of an iterator);
    #: memory, of hosts that know addresses alone.
    kind: str
    #: The attribute, variable, key or index as text; empty where the kind has none or it is not known.
    name: str
    #: What it belongs to: ``<Account at 0x7f5c2a41d0>``, ``module bank``, ``dict at 0x...``, ``run()``.
    owner: str
    address: int
    #: Address of the object's first byte, and its size in bytes; 0 when they are not known.
    start: int = 0
    size: int = 0
    #: Where the object was made, youngest frame first; empty when it is not known.
    created: tuple[Frame, ...] = ()

    def __str__(self) -> str:
        if self.kind == "shape":
            return f"shape of {self.owner}"
        if self.kind == "elements":
            return f"elements of {self.owner}"
        if self.kind == "position":
            return f"position of {self.owner}"
        name = self.name or "(not known)"
        return f"{self.kind} {name} of {self.owner}"


@dataclass(frozen=True, slots=True)
class Process:
    """A process that was watched."""

    number: int
    #: Its command line as one text, cut where it is long.
    command: str
    #: Whether it is the one that was launched; if not, it is a child, forked or started anew, of any depth.
    is_launched: bool = True

    def __str__(self) -> str:
        return f"process {self.number}: {self.command}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The last synchronisation that ordered something of the earlier task before something of the later one."""

    #: start: nothing since the earlier task, or the later one, was started; lock: the earlier gave back a lock that the later
    #: took; other.
    how: str
    #: Where that lock was made, youngest frame first.
    lock: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Race:
    """Two accesses to one location by different tasks, at least one of them a write, with nothing that orders them."""

    location: Location
    #: The access at which the race was found.
    current: Access
    #: The earlier one.
    previous: Access
    #: What is wrong: lost-update, check-then-act, split-update, iteration, torn, unguarded, write-write, read-write.
    kind: str = "write-write"
    #: How loudly it is said: error or warning.
    level: str = "error"
    #: Why it is a race, one sentence.
    wrong: str = ""
    #: How the two tasks had synchronised before, one sentence.
    met: str = ""
    #: What would mend it, as far as the run tells; else empty.
    advice: str = ""
    #: How many times this pair of program points raced.
    count: int = 1
    #: Where it was found; None when that is not known.
    process: Process | None = None
    #: Whether the baseline of the run has it already.
    known: bool = False
    #: What `met` says, for readers that are no people; None where it does not say anything.
    meeting: Meeting | None = None
    #: Whether both write, and the later one stored what was there: the same object, or an equal value of a plain type.
    same_value: bool = False

    def __str__(self) -> str:
        from datarace.reports.text import report

        return report(self)
