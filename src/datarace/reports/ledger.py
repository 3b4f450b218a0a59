"""Which races have been told: every distinct one is printed once, when it is found; the rest is counted.

Distinct means: another kind (`datarace.reports.kinds`), another pair of program points, in whatever order, or another name. The
table is bounded, and so is what is printed and kept of it; what does not fit is counted and told at the end.
"""

from __future__ import annotations

from _thread import RLock, interrupt_main

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from datarace.reports.model import Race
    from datarace.reports.raw import RawAccess, RawRace
    from datarace.reports.recording import Recording
    from datarace.reports.sink import Sink
    from datarace.reports.suppressions import Suppressions

#: Distinct races that are kept. A program with more has one cause that shows everywhere.
CAPACITY = 10_000

#: Characters of reports that are printed, and so kept as models, by one process.
ROOM = 16 << 20

#: Kinds of locations that have a name, which tells two of them on one line apart. Keys and indices do not: one line of a loop
#: touches thousands.
_NAMED = ("attribute", "class attribute", "global", "variable")

#: How often what is suppressed is looked at again, because the next time other stacks or threads may meet at the same points.
LOOKS = 100

#: How many modules the last line names for each reason that they were left out.
_SHOWN = 5

_Point = tuple[str, str, int]
_Points = tuple[str, _Point, _Point]
_Key = tuple[object, ...]


class _Entry:
    """A distinct race: its model once it is made, and how often it was seen."""

    __slots__ = ("count", "known", "level", "looks", "number", "race", "scopes", "size", "specs", "suppressed", "taken")

    def __init__(self, spec: object, scopes: tuple[int, int] = (0, 0)) -> None:
        #: What those who found it know it by: they tell instructions apart.
        self.specs = [spec]
        #: Where the current and the previous access were made, for those who say where they are.
        self.scopes = scopes
        #: Characters of its report.
        self.size = 0
        #: By what it is suppressed; empty when it is not.
        self.suppressed = ""
        #: How many times it was compared with the suppressions.
        self.looks = 0
        #: Whether `Ledger.take` has given it away.
        self.taken = False
        self.race: Race | None = None
        #: Error or warning; empty when the code says that it is none, or that it is known.
        self.level = "error"
        self.count = 1
        #: Whether the baseline has it: it is counted, and not printed.
        self.known = False
        #: What the recording calls it; -1 when it has none.
        self.number = -1


class Ledger:
    """Takes raw races from the threads that find them.

    Args:
        sink: where reports are written.
        name_of: the name of the thread that made an access.
        strip: prefix left out of the names of files.
        strict: every conflict is an error.
        suppressions: which races are not told.
        found: called after each race that was printed with its level, by the thread that found it.
        process: the calling process: its number, its command, whether it is the one that was launched.
        recording: what is kept of races for reports in other forms, and the baseline.
    """

    def __init__(
        self,
        sink: Sink,
        name_of: Callable[[RawAccess], str],
        strip: str = "",
        found: Callable[[str], None] | None = None,
        process: Callable[[], tuple[int, str, bool]] | None = None,
        strict: bool = False,
        suppressions: Suppressions | None = None,
        recording: Recording | None = None,
    ) -> None:
        self._sink = sink
        self._name_of = name_of
        self._strip = strip
        self._found = found
        self._process = process
        self._strict = strict
        self._suppressions = suppressions
        self._recording = recording
        # Reentrant, because a signal handler of the program may call datarace.stop() while this thread is in here.
        self._lock = RLock()
        #: By what raw races are told apart by, and by kind: each of the latter is printed. Several of the former may be one.
        self._known: dict[_Key, _Entry] = {}
        self._entries: dict[tuple[object, ...], _Entry] = {}
        self._dropped = 0
        self._failures = 0
        self._room = ROOM
        self._unprinted = 0
        #: How often races were suppressed that are forgotten, by what.
        self._suppressed_before: dict[str, int] = {}

    def record(self, raw: RawRace) -> bool:
        """Count a race, and print it if it is the first of its kind.

        When a signal handler of the program interrupts with an exception, the report is finished first, and the signal is
        sent again: an exception out of here would reach nobody.

        Returns:
            Whether the next one at the same points is wanted too: this one was suppressed for its stacks or threads, which may be
            others then.
        """
        a, b = _point(raw.current), _point(raw.previous)
        name = raw.key if raw.key_kind in _NAMED and type(raw.key) is str else ""
        points: _Points = (name, a, b) if a <= b else (name, b, a)
        spec = raw.spec
        # Of one pair of points some races may lose something and others not: who held locks can make the difference.
        key = (raw.key_kind, *points, *spec[3:])
        scopes = (raw.current.scope, raw.previous.scope)
        with self._lock:
            entry = self._known.get(key)
            if entry is not None and not self._look_again(entry):
                entry.count += 1
                if spec not in entry.specs:
                    entry.specs.append(spec)
                return False
            if entry is None and len(self._known) >= CAPACITY:
                self._dropped += 1
                return False
            looks = 0 if entry is None else entry.looks
            entry = self._known[key] = _Entry(spec, scopes)
            entry.looks = looks
        interruption: BaseException | None = None
        for _ in range(2):
            try:
                self._print(key, points, entry, raw)
                break
            except Exception as error:
                if not _raised_by_program(error):
                    self._give_up(key, points, error)
                    break
                interruption = error
            except BaseException as error:
                interruption = error
        if self._found is not None and entry.level and not entry.known and self._known.get(key, entry) is entry:
            self._found(entry.level)
        if interruption is not None:
            _interrupt_again(interruption)
        return bool(entry.suppressed) and entry.looks < LOOKS

    def _look_again(self, entry: _Entry) -> bool:
        """Whether a race at known points is to be compared with the suppressions; what they suppressed so far is counted."""
        if not entry.suppressed or entry.looks >= LOOKS:
            return False
        self._count_suppressed(entry.suppressed, entry.count)
        for points, known in list(self._entries.items()):
            if known is entry:
                del self._entries[points]
        return True

    def _count_suppressed(self, by: str, count: int) -> None:
        self._suppressed_before[by] = self._suppressed_before.get(by, 0) + count

    def _print(self, key: _Key, points: _Points, entry: _Entry, raw: RawRace) -> None:
        # Imported with the first race: dataclasses and what they bring cost more than Python's own start.
        from datarace.reports.model import Process
        from datarace.reports.symbolize import symbolize
        from datarace.reports.text import headline, report

        if entry.race is not None:
            return
        with self._lock:
            full = self._room <= 0
            if full:
                self._unprinted += 1
                self._entries[(*key, *entry.scopes)] = entry
        if full:
            return
        process = Process(*self._process()) if self._process is not None else None
        race = symbolize(raw, self._name_of, process, self._strict, self._strip)
        if race is None:
            entry.level = ""
            return
        suppressions = self._all_suppressions()
        suppressed = suppressions.match(race)
        entry.looks = entry.looks + 1 if suppressed and suppressions.depends_on_stacks(suppressed) else LOOKS
        if not suppressed and self._recording is not None and self._recording.knows(race):
            from dataclasses import replace

            race = replace(race, known=True)
        # What is known is neither printed nor kept: only its number is for whoever counts.
        text = "" if suppressed or race.known else headline(race, self._strip) + report(race, self._strip)
        with self._lock:
            # One cause shows at several parts of an object: in the elements and in the shape of what is walked over.
            # Where both store the same value it is a warning: part of an earlier error, and not in the place of a later one.
            same = self._entries.get((race.kind, "error", *points, *entry.scopes, suppressed))
            same = same or self._entries.setdefault((race.kind, race.level, *points, *entry.scopes, suppressed), entry)
            if same is not entry:
                same.count += entry.count
                same.specs += entry.specs
                self._known[key] = same
                return
            entry.level, entry.suppressed, entry.size = "" if suppressed else race.level, suppressed, len(text)
            entry.known = race.known
            before, self._room = self._room, self._room - len(text)
            if suppressed:
                return
        if self._recording is not None:
            if entry.number < 0:
                entry.number = self._recording.new_number()
            self._recording.race(entry.number, race)
        if race.known:
            return
        if before > 0 >= self._room:
            text += f"datarace: {_size(ROOM)} of reports have been printed; further races are counted\n"
        if self._recording is None or self._recording.prints_text:
            self._sink.report(text)
        entry.race = race

    def _all_suppressions(self) -> Suppressions:
        suppressions = self._suppressions
        if suppressions is None:
            from datarace.reports.suppressions import Suppressions

            suppressions = self._suppressions = Suppressions()
        return suppressions

    def _give_up(self, key: _Key, points: _Points, error: Exception) -> None:
        """Say that a report could not be made: no memory or stack left, or a mistake of ours. Later ones are tried."""
        with self._lock:
            self._known.pop(key, None)
            self._failures += 1
            first = self._failures == 1
        if first:
            kind, (_, (file, name, _), (other, second, _)) = str(key[0]), points
            self._sink.write(
                f"datarace: a race ({kind}) between {name}() in {file} and {second}() in {other} was found, "
                f"but its report failed with {type(error).__name__}: {error}\n"
            )

    def counts(self, again: Mapping[Any, int]) -> None:
        """Take over how often each race was seen by those who found it, who hand over only the first of each.

        Args:
            again: the count by the ``spec`` of the raw race; what has no raw race was beyond what they could keep.
        """
        with self._lock:
            rest = dict(again)
            for entry in self._known.values():
                if not entry.level and not entry.suppressed:  # looked at, and no race
                    for spec in entry.specs:
                        rest.pop(spec, None)
            for entry in self._entries.values():
                known = [rest.pop(spec) for spec in entry.specs if spec in rest]
                entry.count = sum(known) or entry.count
            self._dropped = sum(rest.values())

    def distinct(self) -> int:
        """How many distinct races there are, without those that are suppressed."""
        with self._lock:
            return sum(not entry.suppressed for entry in self._entries.values())

    def races(self) -> list[Race]:
        """The distinct races in the order in which they were found, each with its final count."""
        with self._lock:
            known = [(entry.race, entry.count) for entry in self._entries.values() if entry.race is not None]
        if not known:
            return []
        from dataclasses import replace

        return [replace(race, count=count) for race, count in known]

    def numbers(self) -> dict[int, int]:
        """How often each race was seen, by the number that the recording gave it."""
        with self._lock:
            return {entry.number: entry.count for entry in self._entries.values() if entry.number >= 0}

    def figures(self) -> dict[str, int]:
        """What was found, as the fields of `datarace.reports.record.Found`."""
        with self._lock:
            entries = [entry for entry in self._entries.values() if not entry.suppressed]
            return {
                "races": sum(entry.count for entry in entries) + self._dropped + self._failures,
                "distinct": len(entries),
                "warnings": sum(entry.level == "warning" for entry in entries),
                "known": sum(entry.known for entry in entries),
                "not_kept": self._dropped,
                "not_printed": self._unprinted,
                "failed": self._failures,
            }

    def take(self) -> list[tuple[Race, tuple[int, int]]]:
        """The races that were found since the last time, each with the scopes of its current and its previous access."""
        found = []
        with self._lock:
            for entry in self._entries.values():
                if entry.race is not None and not entry.taken:
                    entry.taken = True
                    found.append((entry.race, entry.count, entry.scopes))
        if not found:
            return []
        from dataclasses import replace

        return [(replace(race, count=count), scopes) for race, count, scopes in found]

    def forget_scope(self, number: int, again: Mapping[Any, int]) -> None:
        """Give up what is known of races of a scope that is over; one that is found again is a new one.

        Args:
            number: of the scope.
            again: how often its races were seen by those who found them, as for `counts`.
        """
        with self._lock:
            for key, entry in list(self._known.items()):
                if number in entry.scopes:
                    del self._known[key]
            for points, entry in list(self._entries.items()):
                if number in entry.scopes:
                    del self._entries[points]
                    self._room += entry.size
                    if entry.suppressed:
                        count = sum(again.get(spec, 0) for spec in entry.specs) or entry.count
                        self._count_suppressed(entry.suppressed, count)

    def suppressed(self) -> dict[str, int]:
        """How many races were suppressed, by what: every rule, also those by which none was, and the comments that were used."""
        with self._lock:
            counts = dict.fromkeys(self._suppressions.names() if self._suppressions is not None else (), 0)
            for name, count in self._suppressed_before.items():
                counts[name] = counts.get(name, 0) + count
            for entry in self._entries.values():
                if entry.suppressed:
                    counts[entry.suppressed] = counts.get(entry.suppressed, 0) + entry.count
        return counts

    def mistakes(self) -> list[str]:
        """What is wrong with comments that should suppress races, a sentence each."""
        return list(self._suppressions.mistakes) if self._suppressions is not None else []

    def summary(
        self,
        left_out: Mapping[str, Sequence[str]],
        lost: Sequence[str] = (),
        verbose: bool = False,
        process: int = 0,
        figures: str = "",
        again: Sequence[str] = (),
    ) -> str:
        """The line for the end of the run; empty when there is nothing to tell.

        Args:
            left_out: what was not instrumented, names by reason. To be expected, so told only with a race or when asked.
            lost: what went wrong and what children found, a phrase each. Always told.
            verbose: tell also that nothing was found.
            process: the number of the process, where that has to be said.
            figures: what the detector held at the end.
            again: what makes the run the same again, a phrase each. Only told with a race.
        """
        counts = self.figures()
        found, distinct, warnings, known = (counts[name] for name in ("races", "distinct", "warnings", "known"))
        parts = [f"found {_plural(found, 'data race')}" + (f", {distinct} distinct" if found else "")]
        if warnings == distinct > 0:
            parts[0] += ", all of them warnings"
        elif warnings:
            parts[0] += f", {warnings} of them {'a warning' if warnings == 1 else 'warnings'}"
        if known:
            parts.append(f"{'all' if known == distinct else known} of the distinct ones in the baseline")
        if counts["not_kept"]:
            parts.append(f"{counts['not_kept']} more than fit were not printed")
        if counts["not_printed"]:
            parts.append(f"{counts['not_printed']} distinct ones were not printed, after {_size(ROOM)} of reports")
        if counts["failed"]:
            parts.append(f"{_plural(counts['failed'], 'report')} failed")
        if not found and not lost and not verbose:
            return ""
        parts += lost
        reasons = [f"{_listing(names)} ({reason})" for reason, names in left_out.items() if names]
        if reasons:
            parts.append("not instrumented: " + ", ".join(reasons))
        if found:
            parts += again
        if figures:
            parts.append(figures)
        who = f"process {process}: " if process else ""
        return f"datarace: {who}{'; '.join(parts)}\n"

    def after_fork(self) -> None:
        """In a forked child: what the parent found is the parent's to tell."""
        self._lock = RLock()
        self._known.clear()
        self._entries.clear()
        self._suppressed_before.clear()
        self._dropped = self._failures = self._unprinted = 0
        self._room = ROOM


def _point(access: RawAccess) -> _Point:
    if not access.frames:
        return ("", "", 0)
    code, offset = access.frames[0]
    for start, end, line in code.co_lines():
        if start <= offset < end and line is not None:
            return (code.co_filename, code.co_qualname, line)
    return (code.co_filename, code.co_qualname, code.co_firstlineno)


def _interrupt_again(error: BaseException) -> None:
    """Run the signal handler that raised ``error`` once more, now that its exception finds its way to the program."""
    if isinstance(error, KeyboardInterrupt):
        interrupt_main()
        return
    import signal

    trace = error.__traceback__
    while trace is not None:
        code, names = trace.tb_frame.f_code, trace.tb_frame.f_locals
        number = names.get(code.co_varnames[0]) if code.co_argcount >= 2 else None
        # Handlers are called with the number of the signal and the interrupted frame, which is ours.
        if isinstance(number, int) and not _is_ours(trace.tb_frame.f_globals):
            signal.raise_signal(number)
            return
        trace = trace.tb_next


def _is_ours(namespace: Mapping[str, object]) -> bool:
    home = namespace.get("__name__")
    return isinstance(home, str) and home.startswith("datarace.")


def _raised_by_program(error: BaseException) -> bool:
    """Whether ``error`` comes from a signal handler that ran while we did, and not from our own code."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and not _is_ours(trace.tb_frame.f_globals)


def _listing(names: Sequence[str]) -> str:
    shown = " ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _size(characters: int) -> str:
    return f"{characters / (1 << 20):.3g} MB"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
