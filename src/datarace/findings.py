"""What is found, for somebody who tells of it in another way than we do: a test runner.

Nothing is printed, and no exit status is changed by the process that took over. Work is told apart by *scopes*: the caller
numbers what it does (a test, a fixture), says when a thread enters one, and gets each race with the scopes of its two accesses.
Threads inherit the scope of the one that starts them; what an executor runs belongs to the scope in which it was submitted.
"""

from __future__ import annotations

import os

from datarace import lastline, probes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from datarace.family import Family
    from datarace.options import Options
    from datarace.reports.ledger import Ledger
    from datarace.reports.model import Race

    class _Run(Protocol):
        options: Options
        ledger: Ledger
        family: Family


#: Scopes from this number on are strict.
STRICT = probes.kinds.STRICT_SCOPE


class Findings:
    """One run of the detector that was taken over.

    Args:
        run: the detector's own record of it.
    """

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._children_told: set[int] = set()

    @property
    def options(self) -> Options:
        """With which the detector was started."""
        return self._run.options

    def enter(self, scope: int) -> int:
        """The calling thread works in this scope from here on.

        Args:
            scope: its number, from 1 on; 0: none. In those from `STRICT` on single operations of containers are accesses like
            any other.

        Returns:
            The scope in which it was.
        """
        return probes.set_scope(scope)

    def take(self) -> list[tuple[Race, tuple[int, int]]]:
        """The races since the last time that are not suppressed, with the scopes of the current and the previous access."""
        self._run.ledger.counts(probes.race_counts())
        return self._run.ledger.take()

    def forget(self, scope: int) -> None:
        """A scope is over: what was found there need not be remembered. If it is found again it is given out again, once."""
        self._run.ledger.forget_scope(scope, probes.forget_scope(scope))

    def close(self) -> None:
        """Stop the detector, unless it is stopped already."""
        from datarace import detector

        detector.end(self._run)

    def children(self) -> dict[int, int]:
        """Child processes that found a race since the last time: the scope in which each was forked; 0 when that is not known."""
        told = self._run.family.told("race")
        new = {
            number: int(text) if text.isdecimal() else 0
            for number, text in told.items()
            if number != os.getpid() and number not in self._children_told
        }
        self._children_told |= new.keys()
        return new

    def suppressed(self) -> dict[str, int]:
        """How many races each rule and each comment suppressed."""
        self._run.ledger.counts(probes.race_counts())
        return self._run.ledger.suppressed()

    def notes(self) -> list[str]:
        """What was lost and what went wrong, a phrase each."""
        from datarace import instrument, interpose

        failed = instrument.not_instrumented().get("failed", [])
        notes = [f"could not be instrumented: {what}" for what in failed] + interpose.warnings() + self._run.ledger.mistakes()
        return notes + lastline.losses(probes.stats(), {})
