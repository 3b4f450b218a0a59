"""What a whole test run found, over all its processes: races by test, races that are no test's, what was suppressed.

What a worker of pytest-xdist found travels as plain data: with the reports of its tests, and at its end for the rest. The same
race in several tests or workers is one entry of the summary. Used by the thread that runs the tests alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from datarace import lastline
from datarace.reports.places import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from datarace.reports.model import Race

#: How many tests the summary names for one race.
_SHOWN = 5


class Found(NamedTuple):
    """A race, and what it means to the run."""

    #: None: a child process found it, which tells of it itself.
    race: Race | None
    #: The node ID of the test that it belongs to; empty when it is no test's, or that test had ended.
    test: str
    #: Whether it is a failure.
    fails: bool
    #: Where it comes from, when it is no test's: one sentence. Of a child process, all that is known.
    account: str = ""

    def to_data(self) -> dict[str, Any]:
        """As texts and numbers, which any plugin that sends or stores reports can handle."""
        import base64
        import pickle

        packed = base64.b85encode(pickle.dumps(self.race)).decode("ascii")
        return {"race": packed, "test": self.test, "fails": self.fails, "account": self.account}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Found:
        """What `to_data` gave, in a process of this run."""
        import base64
        import pickle

        race = pickle.loads(base64.b85decode(data["race"]))
        return cls(race, data["test"], data["fails"], data["account"])

    def line(self, strip: str) -> str:
        """It in one line: kind, level, what, where."""
        race = self.race
        if race is None:
            return self.account
        # In the order of the source: who came first differs from run to run.
        frames = [access.stack[0] for access in (race.current, race.previous) if access.stack]
        places = dict.fromkeys(place(frame, strip) for frame in sorted(frames, key=lambda frame: (frame.file, frame.line)))
        return f"{race.kind} ({race.level}): {_without_address(str(race.location))}, {' and '.join(places)}"

    def text(self, strip: str) -> str:
        """The whole report, and where it comes from if it is no test's."""
        if self.race is None:
            return f"{self.account}\n"
        from datarace.reports.text import report  # and the model of reports with it: most runs have no race

        return report(self.race, strip) + (f"{self.account}\n" if self.account else "")

    def key(self) -> tuple[object, ...]:
        """What makes it the same one in another test or process."""
        race = self.race
        if race is None:
            return (self.account,)
        tops = [access.stack[0] for access in (race.current, race.previous) if access.stack]
        named = race.location.kind in ("attribute", "class attribute", "global", "variable")
        name = race.location.name if named else ""
        return (race.kind, race.location.kind, name, *sorted((top.file, top.function, top.line) for top in tops))


def _without_address(location: str) -> str:
    """Addresses differ from run to run."""
    before, at, after = location.partition(" at 0x")
    return before + after.lstrip("0123456789abcdef") if at else before


class _Entry:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.tests: dict[str, None] = {}
        self.fails = False


class Docket:
    """Everything found, merged.

    Args:
        strip: prefix left out of the names of files.
    """

    def __init__(self, strip: str) -> None:
        self.strip = strip
        self._of_tests: dict[tuple[object, ...], _Entry] = {}
        self._outside: dict[tuple[object, ...], _Entry] = {}
        self._suppressed: dict[str, int] = {}
        self._notes: dict[str, None] = {}

    def add(self, found: Found) -> None:
        """One more race, of a test or of none."""
        table = self._of_tests if found.test else self._outside
        entry = table.setdefault(found.key(), _Entry(found))
        entry.fails = entry.fails or found.fails
        if found.test:
            entry.tests[found.test] = None

    def note(self, notes: Iterable[str]) -> None:
        """Things that went wrong, a phrase each; what several processes say is said once."""
        self._notes.update(dict.fromkeys(notes))

    def suppress(self, counts: Mapping[str, int]) -> None:
        """How many races each rule and each comment suppressed; 0 for those that suppressed none here."""
        for name, count in counts.items():
            self._suppressed[name] = self._suppressed.get(name, 0) + count

    def outside_fails(self) -> bool:
        """Whether a race that is no test's is a failure of the run."""
        return any(entry.fails for entry in self._outside.values())

    def outside(self) -> list[Found]:
        """The races that are no test's."""
        return [entry.found for entry in self._outside.values()]

    def to_data(self) -> dict[str, Any]:
        """What of it does not travel with the reports of tests."""
        return {
            "outside": [entry.found.to_data() for entry in self._outside.values()],
            "suppressed": self._suppressed,
            "notes": list(self._notes),
        }

    def merge(self, data: Mapping[str, Any]) -> None:
        """Add what another process's `to_data` gave."""
        for found in data["outside"]:
            self.add(Found.from_data(found))
        self.suppress(data["suppressed"])
        self.note(data["notes"])

    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self._of_tests or self._outside or self._suppressed or self._notes)

    def lines(self) -> Iterator[str]:
        """The summary: a line or two for each race of tests, the whole report of each other one, and the figures."""
        for entry in self._of_tests.values():
            yield entry.found.line(self.strip)
            tests = list(entry.tests)
            shown = ", ".join(tests[:_SHOWN]) + (f" and {len(tests) - _SHOWN} more" if len(tests) > _SHOWN else "")
            yield f"    in {shown}"
        for entry in self._outside.values():
            found = entry.found
            if entry.fails:
                yield "outside of tests:"
                yield from found.text(self.strip).rstrip("\n").split("\n")
            else:
                yield f"outside of tests: {found.line(self.strip)}"
                yield f"    {found.account}"
        yield self._figures()
        if self._suppressed:
            yield from lastline.suppressed(self._suppressed)
        yield from self._notes

    def _figures(self) -> str:
        parts = []
        of_tests = len(self._of_tests)
        if of_tests:
            tests = len({test for entry in self._of_tests.values() for test in entry.tests})
            parts.append(f"{_plural(of_tests, 'data race')} in {_plural(tests, 'test')}")
        if self._outside:
            parts.append(f"{_plural(len(self._outside), 'data race')} outside of tests")
        return ", ".join(parts) or "no data race"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
