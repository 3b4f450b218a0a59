"""What is wrong: the kind of a race, how loudly it is said, one sentence that explains it and one on what would mend it.

A kind follows from the two accesses alone. What they are part of is read from the code (`datarace.reports.compound`): an addition
is a read and a write that belong together although the runtime sees two accesses. What held elsewhere comes with the raw race:
the lock that all other accesses to the same name held. The first row of `KINDS` that fits is the kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from datarace.reports.compound import Compound
    from datarace.reports.model import Access, Location, Task

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two accesses, and what is known of it from the code and from the run."""

    access: Access
    #: The read-then-write pairs that it is part of.
    compounds: tuple[Compound, ...] = ()
    #: A constant that it stores, as text; empty when it is none.
    constant: str = ""
    #: A read which decides that its function calls what made the other access.
    leads: bool = False
    #: And that looks again, under a lock, before it writes.
    again: bool = False

    @property
    def reshapes(self) -> bool:
        """Whether items are added or removed: of the accesses to an item, only those come in one step."""
        return self.access.is_write and (self.access.is_atomic or self.access.is_removal)

    def is_part_of(self, how: str) -> bool:
        """Whether it belongs to an "update" or a "check"."""
        return any(compound.how == how for compound in self.compounds)


@dataclass(frozen=True, slots=True)
class Guard:
    """One lock that all accesses to a location held but for those of one program point."""

    #: Where that lock was made, as text: ``lock created at bank.py:12``.
    lock: str
    #: How many accesses held it, and of how many.
    held: int
    total: int
    #: Whether it is the later access that does without.
    current_lacks: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a race, how it counts, and the two sentences."""

    kind: str
    level: str
    wrong: str
    advice: str


@dataclass(frozen=True, slots=True)
class _Case:
    """All that the rows are asked about."""

    location: Location
    current: Side
    previous: Side
    guard: Guard | None
    split: bool = False
    same_value: bool = False

    @property
    def sides(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        """Both ways to look at it: who does something, and the other."""
        return (self.current, self.previous), (self.previous, self.current)

    def who(self, test: Callable[[Side, Side], bool]) -> tuple[Side, Side] | None:
        """The side that passes a test, and the other one."""
        return next(((one, other) for one, other in self.sides if test(one, other)), None)

    def loses_nothing(self) -> bool:
        """Whether both write, and the same value: they did in this run, or it is one constant in the source of both."""
        if not (self.current.access.is_write and self.previous.access.is_write):
            return False
        return self.same_value or (bool(self.current.constant) and self.current.constant == self.previous.constant)


def classify(
    location: Location,
    current: Side,
    previous: Side,
    guard: Guard | None = None,
    split: bool = False,
    strict: bool = False,
    same_value: bool = False,
) -> Verdict:
    """The kind of a race between two accesses.

    Args:
        location: what both touched.
        current: the later access.
        previous: the earlier one.
        guard: the lock that the other accesses held, if there is one.
        split: nothing is unordered, but the current access writes what comes from a read before the previous one.
        strict: every conflict is an error, however benign it looks.
        same_value: both are plain writes, and in this run the current one stored what the previous one had stored.
    """
    case = _Case(location, current, previous, guard, split, same_value)
    for kind, row in KINDS.items():
        found = row(case)
        if found is not None:
            level, wrong, advice = found
            if guard is not None:
                advice = _evidence(guard, case)
            return Verdict(kind, ERROR if strict else level, wrong, advice)
    raise AssertionError("the last row fits everything")


class _Found(NamedTuple):
    """What a row says of a case that fits it."""

    level: str
    wrong: str
    advice: str


def _error(*texts: str, advice: str = "") -> _Found:
    return _Found(ERROR, " ".join(texts), advice)


def _warning(*texts: str, advice: str = "") -> _Found:
    return _Found(WARNING, " ".join(texts), advice)


def _split_update(case: _Case) -> _Found | None:
    if not case.split:
        return None
    one, other = case.current, case.previous
    return _error(
        f"{_name(one, first=True)} reads {_what(case)} under a lock, gives the lock back, and then writes, under a lock",
        f"again, what it made of the old value. {_name(other, first=True)} wrote in between: that write is lost, although every",
        "access is under a lock.",
        advice="Hold the lock from the read to the write.",
    )


def _iteration(case: _Case) -> _Found | None:
    of_shape = case.location.kind == "shape"
    found = case.who(
        lambda one, other: (
            one.access.is_walk and not one.access.is_atomic and other.access.is_write and (of_shape or other.reshapes)
        )
    )
    if found is None:
        return None
    one, other = found
    return _error(
        f"{_name(one, first=True)} walks over the {_container(case)} while {_name(other)} adds or removes items: items are",
        "skipped or seen twice, or the walk ends with an error.",
        advice="Hold one lock over the whole walk and over every change, or walk over a copy that is made under that lock.",
    )


def _torn(case: _Case) -> _Found | None:
    found = case.who(
        lambda one, other: one.access.in_steps and one.access.is_write and not (one.access.is_update and other.access.is_write)
    )
    if found is None:
        return None
    one, other = found
    named = one.access.operation and not one.access.operation.startswith("__")  # else it is an operator
    how = f" by {one.access.operation}()" if named else ""
    return _error(
        f"{_name(one, first=True)} changes the {_container(case)}{how} in several steps, and {_name(other)} can",
        f"{'change' if other.access.is_write else 'see'} it between two of them.",
        advice="Hold one lock over the operation and wherever else the container is used.",
    )


def _lost_update(case: _Case) -> _Found | None:
    found = case.who(lambda one, other: other.access.is_write and (one.is_part_of("update") or one.access.is_update))
    if found is None:
        return None
    one, other = found
    return _error(
        f"{_name(one, first=True)} reads {_what(case)}, computes a new value from it and writes that back.",
        f"What {_name(other)} writes in between is overwritten: that update is lost.",
        advice="Hold one lock from the read to the write, in every thread that changes it.",
    )


def _check_then_act(case: _Case) -> _Found | None:
    found = case.who(lambda one, other: other.access.is_write and (one.is_part_of("check") or (one.leads and not one.again)))
    if found is None:
        return None
    if case.loses_nothing():
        return _same_value(case)
    one, other = found
    use = " use one operation that does both, such as dict.setdefault()" if case.location.kind == "key" else ""
    return _error(
        f"{_name(one, first=True)} looks at {_what(case)} and acts on what it saw. {_name(other, first=True)} can change it",
        "after the look and before the act, so that both act, or one acts on something that is no longer so.",
        advice=f"Hold one lock over the look and the act, in every thread{', or' + use if use else ''}.",
    )


def _unguarded(case: _Case) -> _Found | None:
    guard = case.guard
    if guard is None:
        return None
    lacking, other = (case.current, case.previous) if guard.current_lacks else (case.previous, case.current)
    if any(compound.how == "checked again" for compound in lacking.compounds) or lacking.again:
        return None
    if not lacking.access.is_write and other.constant in ("True", "False"):
        return None  # a flag that says stop, say: the lock is for what goes with it
    if case.loses_nothing():
        return _same_value(case)
    return _error(
        f"Everywhere else {_what(case)} is used under one lock. {_name(lacking, first=True)} uses it here without that lock, and",
        "so at the same time as others.",
    )


def _write_write(case: _Case) -> _Found | None:
    if not (case.current.access.is_write and case.previous.access.is_write):
        return None
    if case.loses_nothing():
        return _same_value(case)
    return _error(
        f"Both write {_what(case)}, and nothing says who is last: which of the two values stays is chance.",
        advice="Hold one lock over both writes, or let one thread alone write it.",
    )


def _same_value(case: _Case) -> _Found:
    return _warning(
        f"Both write the same value to {_what(case)}, so nothing is lost; but nothing says when other threads see it.",
    )


def _read_write(case: _Case) -> _Found:
    reader, writer = case.current, case.previous
    if reader.access.is_write:
        reader, writer = writer, reader
    return _warning(
        f"{_name(reader, first=True)} reads {_what(case)} while {_name(writer)} may be writing it: whether it sees the old or",
        "the new value is chance.",
        advice="A lock, an Event or a queue would say when it sees the new one.",
    )


#: The kinds, the most telling first.
KINDS: dict[str, Callable[[_Case], _Found | None]] = {
    "split-update": _split_update,
    "iteration": _iteration,
    "torn": _torn,
    "lost-update": _lost_update,
    "check-then-act": _check_then_act,
    "unguarded": _unguarded,
    "write-write": _write_write,
    "read-write": _read_write,
}


def _evidence(guard: Guard, case: _Case) -> str:
    lacking = case.current if guard.current_lacks else case.previous
    one = "the one in the first stack" if guard.current_lacks else "the one in the second stack"
    others = "none" if not lacking.access.locks else "another"
    return f"{guard.held} of {guard.total} accesses to it held the {guard.lock}; {one} held {others}. Take that lock here too."


def meeting(current: Task, previous: Task, how: int, lock: str) -> str:
    """How the two had synchronised before, from what the runtime knows of it (`RawRace.met`)."""
    earlier = _task(previous)
    if how == 0:
        return f"{_task(current, first=True)} has not synchronised with {earlier} since that was started."
    if lock:
        return f"They synchronised last when {earlier} gave back the {lock}; its access came after that."
    return f"{_task(current, first=True)} has synchronised with {earlier} before, but not since that access."


def _name(side: Side, first: bool = False) -> str:
    return _task(side.access.task, first)


def _task(task: Task, first: bool = False) -> str:
    """Who made an access; `first` in a sentence."""
    if task.is_main:
        return f"{'The' if first else 'the'} {task}"
    text = str(task)
    return text[0].upper() + text[1:]


def _what(case: _Case) -> str:
    location = case.location
    if location.kind in ("shape", "elements"):
        return f"the {_container(case)}"
    if location.kind == "position":
        return f"the position of the {_container(case)}"
    return f"{location.kind} {location.name or '(not known)'}"


def _container(case: _Case) -> str:
    """What kind of container, without its address: ``dict``."""
    return case.location.owner.partition(" at 0x")[0].lstrip("<").rstrip(">") or "container"
