"""Which test a race belongs to.

Everything that happens in a test run happens in a *scope*: a test (its setup, call and teardown, with fixtures of its own), a
fixture that serves several tests, the collection, or between tests. A thread works in the scope in which it was started, and
what an executor runs in the scope that submitted it, however long ago that was; the main thread in the one that is open. Each
access of a race was recorded with its scope, so the rule needs no guess:

- Exactly one test among the two scopes: the race is that test's. The other access may be the test's too, or that of a fixture's
thread.
- No test: it is nobody's (fixtures among themselves, the collection).
- Two tests: it is nobody's. Only a thread that one of them left running can race with the other, and which of them is to blame
is not for
  us to say.

A race that is a test's fails that test while its report is still to be made. After that, it is told apart with nobody's.
"""

from __future__ import annotations

from typing import NamedTuple


class Scope(NamedTuple):
    """A part of a test run."""

    #: Higher for what began later.
    number: int
    #: ``test tests/test_bank.py::test_deposit``, ``module fixture 'server'``.
    label: str
    #: The node ID, of a test.
    test: str = ""


#: What no scope was entered for: a thread that C code started.
UNKNOWN = Scope(0, "a thread that nobody is known to have started")


class Scopes:
    """All scopes of a run, by number. Only the thread that runs the tests adds to them; finished ones stay, for late races."""

    def __init__(self, strict_from: int) -> None:
        self._strict_from = strict_from
        self._known: dict[int, Scope] = {0: UNKNOWN}
        self._last = 0

    def new(self, label: str, test: str = "", strict: bool = False) -> Scope:
        """A scope that begins now."""
        self._last += 1
        number = self._last + (self._strict_from if strict else 0)
        scope = self._known[number] = Scope(number, label, test)
        return scope

    def of(self, number: int) -> Scope:
        """The scope of that number."""
        return self._known.get(number, UNKNOWN)


def owner(current: Scope, previous: Scope) -> Scope | None:
    """The test that a race belongs to, or None.

    Args:
        current: scope of the later access.
        previous: scope of the earlier one.
    """
    # By number, not by name: what is run again after it failed is another run of the same test.
    tests = {scope.number: scope for scope in (current, previous) if scope.test}
    return tests.popitem()[1] if len(tests) == 1 else None


def account(current: Scope, previous: Scope, running: Scope) -> str:
    """Where a race comes from that was put to no test, as one sentence for its report.

    Args:
        current: scope of the later access.
        previous: scope of the earlier one.
        running: the scope that was open when it was found.
    """
    if current is previous:
        text = f"Both accesses belong to {current.label}"
    else:
        text = f"The first access above belongs to {current.label}, the second to {previous.label}"
    over = {scope.label: None for scope in (current, previous) if scope.test and scope is not running}
    if over:
        text += f"; {' and '.join(over)} had ended"
    return f"{text}. It was found during {running.label}."
