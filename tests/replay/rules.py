"""The two counting rules, written to be obviously right: clocks are dictionaries, `all` remembers every access.

`datarace.runtime.replay` must say the same of every access.

A thread's counter goes up whenever somebody else may have seen it: at a release, at a fork that it does, at a join of it. An access that
was made at a counter is ordered before whatever is done by a thread whose clock has that counter or a higher one for its thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Clock = dict[str, int]


def join(into: Clock, other: Clock) -> None:
    """Make a clock the larger of both for each thread."""
    for thread, counter in other.items():
        if into.get(thread, 0) < counter:
            into[thread] = counter


@dataclass(frozen=True)
class Access:
    thread: str
    counter: int
    op: str
    loc: str

    def before(self, clock: Clock) -> bool:
        return self.counter <= clock.get(self.thread, 0)


@dataclass
class Variable:
    accesses: list[Access] = field(default_factory=list)
    # FastTrack's
    write: tuple[str, int] | None = None
    readers: Clock = field(default_factory=dict)
    vector: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one access."""

    line: int
    loc: str
    all: bool
    fasttrack: bool
    unordered: frozenset[tuple[str, str, str]]  # the conflicting accesses that are not ordered before: thread, op, loc


class Rules:
    """Both at once."""

    def __init__(self) -> None:
        self.clocks: dict[str, Clock] = {}
        self.locks: dict[str, Clock] = {}
        self.variables: dict[str, Variable] = {}

    def clock(self, thread: str) -> Clock:
        return self.clocks.setdefault(thread, {thread: 1})

    def run(self, events: Iterable[tuple[str, str, str, str]]) -> list[Verdict]:
        """The verdict on each access of a trace: events are thread, op, operand, loc."""
        verdicts = []
        for line, (thread, op, operand, loc) in enumerate(events, 1):
            if op in ("begin", "end", "req"):
                continue
            clock = self.clock(thread)
            if op in ("r", "w"):
                variable = self.variables.setdefault(operand, Variable())
                unordered = self.every(variable, thread, op, loc)
                verdicts.append(Verdict(line, loc, bool(unordered), self.epochs(variable, thread, op), frozenset(unordered)))
            elif op == "acq":
                join(clock, self.locks.get(operand, {}))
            elif op == "rel":
                self.locks[operand] = dict(clock)
                clock[thread] += 1
            elif op == "fork" and operand != thread:
                join(self.clock(operand), clock)
                clock[thread] += 1
            elif op == "join" and operand != thread and operand in self.clocks:
                join(clock, self.clocks[operand])
                self.clocks[operand][operand] += 1
        return verdicts

    def every(self, variable: Variable, thread: str, op: str, loc: str) -> set[tuple[str, str, str]]:
        """Rule `all`: an access is racy when some earlier access conflicts with it and is not ordered before."""
        clock = self.clocks[thread]
        unordered = {
            (other.thread, other.op, other.loc)
            for other in variable.accesses
            if "w" in (op, other.op) and not other.before(clock)
        }
        variable.accesses.append(Access(thread, clock[thread], op, loc))
        return unordered

    def epochs(self, variable: Variable, thread: str, op: str) -> bool:
        """Rule `fasttrack`."""
        clock = self.clocks[thread]
        own = (thread, clock[thread])
        racy = variable.write is not None and variable.write[1] > clock.get(variable.write[0], 0)
        readers_ordered = all(counter <= clock.get(reader, 0) for reader, counter in variable.readers.items())
        if op == "r":
            if not racy:
                if not variable.vector and readers_ordered:
                    variable.readers = {}
                elif not variable.vector:
                    variable.vector = True
                variable.readers[thread] = own[1]
            return racy
        if variable.write != own:
            variable.write = own
            if variable.vector:
                variable.readers = {}
                variable.vector = False
        return racy or not readers_ordered


def parse(text: str) -> list[tuple[str, str, str, str]]:
    """The events of a trace, by the simplest means."""
    events = []
    for line in text.splitlines():
        if line:
            thread, op, loc = line.split("|")
            name, _, operand = op.partition("(")
            events.append((thread, name, operand.removesuffix(")"), loc))
    return events


def counts(text: str) -> tuple[int, int, int, int]:
    """Racy accesses and distinct locs by `all`, then by `fasttrack`."""
    verdicts = Rules().run(parse(text))
    every = [verdict.loc for verdict in verdicts if verdict.all]
    fast = [verdict.loc for verdict in verdicts if verdict.fasttrack]
    return len(every), len(set(every)), len(fast), len(set(fast))
