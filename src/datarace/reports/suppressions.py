"""Which races are known and are not told: rules, and comments in the source.

A rule is one line, ``what:pattern``, as users of ThreadSanitizer and Go know them:

    race:PATTERN       a function, file or ``file:line`` anywhere in the stack of either access, or the name of what both touch
    race_top:PATTERN   the same, but only where the access itself is
    thread:PATTERN     the name of either thread, or the stack that started it
    kind:KIND          every race of this kind

A pattern is a part of the text; ``*`` stands for anything, ``^`` and ``$`` for its beginning and its end. In files there is one
rule a line, and ``#`` begins a comment. Rules of ThreadSanitizer for what is no data race (``mutex:``, ``deadlock:``) are
passed over, so that a file can be shared.

A comment, at the end of the line of either access, names the kinds that are meant: ``# datarace: ignore[lost-update] why``.

Nothing here knows who found a race or when: a report that is made again from a file is matched in the same way. What is matched
is counted by whoever asks, under the name that `Suppressions.match` gives. Rules are read in the program under test: no imports
but for errors.
"""

from __future__ import annotations

from datarace.errors import UsageError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from datarace.reports.model import Access, Frame, Location, Race

#: What a rule can be about.
RULES = ("race", "race_top", "thread", "kind")

#: Rules of ThreadSanitizer that are about something else.
_OTHERS = ("called_from_lib", "deadlock", "mutex", "signal")

#: The kinds of races, which a rule or a comment can name. `datarace.reports.kinds` has the same: a test holds that.
KINDS = (
    "split-update",
    "iteration",
    "torn",
    "lost-update",
    "check-then-act",
    "unguarded",
    "write-write",
    "read-write",
)


class Rule:
    """One rule.

    Args:
        what: one of `RULES`.
        pattern: what to look for.
        origin: where it was written, as ``file:line`` or the name of the option.
    """

    __slots__ = ("origin", "pattern", "what")

    def __init__(self, what: str, pattern: str, origin: str) -> None:
        self.what = what
        self.pattern = pattern
        self.origin = origin

    @classmethod
    def parse(cls, text: str, origin: str) -> Self | None:
        """The rule of a line; None for an empty one, a comment and what ThreadSanitizer has beyond data races.

        Raises:
            UsageError: it is none of these.
        """
        line = text.strip()
        if not line or line.startswith("#"):
            return None
        what, colon, pattern = line.partition(":")
        if colon and what in _OTHERS:
            return None
        if not colon:
            raise UsageError(f"{origin}: {line!r} is no rule: write race:PATTERN, race_top:PATTERN, thread:PATTERN or kind:KIND")
        if what not in RULES:
            raise UsageError(f"{origin}: there is no rule {what!r}{nearest(what, list(RULES))}")
        if not pattern.strip("^$"):
            raise UsageError(f"{origin}: the rule {line!r} has no pattern; race:* matches everything")
        if what == "kind" and pattern not in KINDS:
            raise UsageError(f"{origin}: there is no kind {pattern!r}{nearest(pattern, list(KINDS))}")
        return cls(what, pattern, origin)

    def __str__(self) -> str:
        return f"{self.what}:{self.pattern} ({self.origin})"

    def fits(self, race: Race) -> bool:
        """Whether it is about this race."""
        if self.what == "kind":
            return race.kind == self.pattern
        return any(matches(self.pattern, text) for text in _texts(self.what, race))


class Suppressions:
    """Rules and what comments say.

    Args:
        rules: the first that fits counts.
    """

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self.rules = tuple(rules)
        #: Comments that name no kind there is, a sentence each. A dict for its order; one item is put in at a time.
        self.mistakes: dict[str, None] = {}

    @classmethod
    def of(cls, files: Iterable[str] = (), rules: Iterable[str] = (), origin: str = "option ignore") -> Self:
        """From files and single rules.

        Raises:
            UsageError: a file cannot be read, or a rule is none.
        """
        found = [rule for path in files for rule in read(path)]
        found += [rule for text in rules if (rule := Rule.parse(text, origin)) is not None]
        return cls(found)

    def match(self, race: Race) -> str:
        """By what it is suppressed: a rule with its origin, or a comment with its place; empty when it is not."""
        for rule in self.rules:
            if rule.fits(race):
                return str(rule)
        for access in (race.current, race.previous):
            if access.stack and self._comment(access.stack[0], race.kind):
                return comment_name(access.stack[0].file, access.stack[0].line)
        return ""

    def depends_on_stacks(self, name: str) -> bool:
        """Whether what `match` gave looks at more than the two places, so that the next race there may be another."""
        return name.startswith(("race:", "thread:"))

    def names(self) -> list[str]:
        """What `match` may give for rules, in order."""
        return list(dict.fromkeys(map(str, self.rules)))

    def _comment(self, frame: Frame, kind: str) -> bool:
        kinds = comment(frame.source)
        if kinds is None:
            return False
        for name in kinds:
            if name not in KINDS:
                self.mistakes[f"{comment_name(frame.file, frame.line)} names no kind: {name!r}{nearest(name, list(KINDS))}"] = (
                    None
                )
        return not kinds or kind in kinds


def comment_name(file: str, line: int) -> str:
    """What a comment is called where it is counted."""
    return f"comment at {file}:{line}"


def read(path: str) -> list[Rule]:
    """The rules in a file.

    Raises:
        UsageError: it cannot be read, or has a line that is none.
    """
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError as error:
        raise UsageError(f"the suppressions in {path!r} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise UsageError(f"the suppressions in {path!r} cannot be read: this is no text in UTF-8") from None
    found = (Rule.parse(line, f"{path}:{number}") for number, line in enumerate(lines, 1))
    return [rule for rule in found if rule is not None]


def comment(source: str) -> tuple[str, ...] | None:
    """The kinds that the comment of a line names, none for all; None when there is no such comment.

    >>> comment("n += 1  # datarace: ignore[lost-update, torn] only a statistic")
    ('lost-update', 'torn')
    >>> comment("n += 1  # datarace: ignore")
    ()
    """
    for piece in source.split("#")[1:]:
        text = piece.strip()
        if not text.startswith("datarace:"):
            continue
        said, bracket, rest = text[len("datarace:") :].partition("[")
        words = said.split()
        if words[:1] != ["ignore"]:
            continue
        if not bracket or len(words) > 1:  # a bracket later on is part of the reason
            return ()
        kinds, closed, _ = rest.partition("]")
        return tuple(name.strip() for name in kinds.split(",") if name.strip()) if closed else ()
    return None


def comments_in(file: str, text: str) -> Iterator[str]:
    """The names of all comments in a source, to find those that nothing was suppressed by."""
    if "datarace:" in text:
        for number, line in enumerate(text.split("\n"), 1):
            if "datarace:" in line and comment(line) is not None:
                yield comment_name(file, number)


def matches(pattern: str, text: str) -> bool:
    """Whether a text has a part that fits a pattern.

    >>> matches("bank.*deposit", "bank.Account.deposit"), matches("^deposit", "bank.deposit"), matches("deposit$", "deposited")
    (True, False, False)
    """
    first, last = pattern.startswith("^"), pattern.endswith("$")
    pieces = pattern[first : len(pattern) - last].split("*")
    place = 0
    if first:
        if not text.startswith(pieces[0]):
            return False
        place = len(pieces.pop(0))
        if not pieces:
            return not last or place == len(text)
    end = pieces.pop() if last else ""
    for piece in pieces:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return not last or (text.endswith(end) and len(text) - len(end) >= place)


def _texts(what: str, race: Race) -> Iterator[str]:
    """What a pattern is compared with."""
    accesses = (race.current, race.previous)
    if what == "thread":
        for access in accesses:
            yield access.task.name or str(access.task)
            yield from _of_stack(access.task.created)
        return
    if what == "race":
        yield _of_location(race.location)
    for access in accesses:
        yield from _of_stack(_places(access, what))


def _places(access: Access, what: str) -> tuple[Frame, ...]:
    return access.stack[:1] if what == "race_top" else access.stack


def _of_stack(stack: tuple[Frame, ...]) -> Iterator[str]:
    for frame in stack:
        yield frame.function
        yield frame.file
        yield f"{frame.file}:{frame.line}"


def _of_location(location: Location) -> str:
    """``Account.balance`` for an attribute of an instance or class, ``bank.total`` for a global, ``run.n`` for a variable."""
    owner = location.owner.partition(" at 0x")[0].lstrip("<").rstrip(">")
    owner = owner.removeprefix("class ").removeprefix("module ").removesuffix("()")
    name = location.name.strip("'\"")
    return f"{owner}.{name}" if name else owner
