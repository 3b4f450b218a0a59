"""What a rule and a comment match, how often, and what is wrong with them."""

from __future__ import annotations

import pytest
import raws
from raws import Access, Raw, at

from datarace.errors import UsageError
from datarace.reports.kinds import KINDS
from datarace.reports.ledger import LOOKS, Ledger
from datarace.reports.model import Access as Side
from datarace.reports.model import Frame, Location, Race, Task
from datarace.reports.suppressions import KINDS as KNOWN
from datarace.reports.suppressions import Rule, Suppressions, comment, comments_in, matches

bank = raws.load("bank")
deposit, peek = bank.Account.deposit.__code__, bank.Account.peek.__code__
WRITE, READ = at(deposit, "STORE_ATTR"), at(peek, "LOAD_ATTR")


def stack(*places: str, source: str = "") -> tuple[Frame, ...]:
    frames = []
    for place in places:
        function, file, line = place.split("@")
        frames.append(Frame(function, file, int(line), source=source))
    return tuple(frames)


RACE = Race(
    Location("attribute", "'balance'", "<Account at 0x7f5c2a41d0>", 0x7F5C2A41D0),
    Side(
        True,
        Task(1, "teller-1", created=stack("open@shop/desk.py@40")),
        stack("Account.deposit@bank.py@9", "serve@shop/desk.py@20"),
    ),
    Side(False, Task(0), stack("Account.peek@bank.py@12", "show@shop/window.py@30")),
    kind="lost-update",
)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("deposit", "Account.deposit", True),
        ("^deposit", "Account.deposit", False),
        ("^Account", "Account.deposit", True),
        ("deposit$", "Account.deposit", True),
        ("posit$", "positions", False),
        ("^a*c$", "abc", True),
        ("^a*c$", "abcd", False),
        ("a*b*c", "xaybzc", True),
        ("a*b*c", "acb", False),
        ("^abc$", "abc", True),
        ("^abc$", "abcabc", False),
        ("ab*bc$", "abc", False),
        ("*", "", True),
        ("x*", "ax", True),
        ("^*x$", "x", True),
    ],
)
def test_patterns_are_those_of_thread_sanitizer(pattern, text, expected):
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("race:Account.deposit", True),
        ("race:window.py", True),
        ("race:window.py:30$", True),
        ("race:^Account.balance$", True),
        ("race:Account.owner", False),
        ("race_top:Account.peek", True),
        ("race_top:serve", False),
        ("race_top:Account.balance", False),
        ("thread:teller-*", True),
        ("thread:desk.py", True),
        ("thread:main", True),
        ("thread:deposit", False),
        ("kind:lost-update", True),
        ("kind:torn", False),
    ],
)
def test_what_a_rule_looks_at(rule, fits):
    found = Suppressions.of(rules=[rule]).match(RACE)
    assert found == (f"{rule} (option ignore)" if fits else "")


@pytest.mark.parametrize(
    ("location", "name"),
    [
        (Location("global", "'total'", "module bank", 1), "^bank.total$"),
        (Location("class attribute", "'n'", "class Account", 1), "^Account.n$"),
        (Location("variable", "'n'", "run()", 1), "^run.n$"),
        (Location("shape", "", "dict at 0x7f00", 1), "^dict$"),
    ],
)
def test_names_of_locations(location, name):
    from dataclasses import replace

    assert Suppressions.of(rules=[f"race:{name}"]).match(replace(RACE, location=location))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("deposit", "'deposit' is no rule: write race:PATTERN"),
        ("rase:deposit", "there is no rule 'rase'; did you mean 'race'?"),
        ("race:", "the rule 'race:' has no pattern"),
        ("race:^$", "has no pattern"),
        ("kind:lost-updat", "there is no kind 'lost-updat'; did you mean 'lost-update'?"),
    ],
)
def test_what_is_no_rule_is_said_with_its_place(tmp_path, text, message):
    file = tmp_path / "known.txt"
    file.write_text(f"# a comment\n\n{text}\n")
    with pytest.raises(UsageError) as caught:
        Suppressions.of([str(file)])
    assert str(caught.value).startswith(f"{file}:3: ")
    assert message in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "binary").write_bytes(b"race:\xff")
    for name, why in (("none", "no such file or directory"), (".", "is a directory"), ("binary", "no text in UTF-8")):
        with pytest.raises(UsageError, match=why):
            Suppressions.of([str(tmp_path / name)])


def test_rules_of_thread_sanitizer_about_something_else_are_passed_over():
    assert [Rule.parse(f"{what}:x", "") for what in ("mutex", "deadlock", "signal", "called_from_lib")] == [None] * 4


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("n += 1  # datarace: ignore[lost-update] only shown", ("lost-update",)),
        ("n += 1  # datarace:ignore[lost-update,torn]", ("lost-update", "torn")),
        ("n += 1  # noqa: X  # datarace: ignore[torn] why", ("torn",)),
        ("n += 1  # datarace: ignore", ()),
        ("n += 1  # datarace: ignore because [of this]", ()),
        ("n += 1  # see datarace: ignore", None),
        ("n += 1  # datarace: ignored", None),
        ("n += 1", None),
    ],
)
def test_comments(source, kinds):
    assert comment(source) == kinds


def test_a_comment_counts_on_either_line_and_for_its_kinds():
    from dataclasses import replace

    def commented(current: str, previous: str) -> Race:
        return replace(
            RACE,
            current=replace(RACE.current, stack=stack("f@bank.py@9", source=current)),
            previous=replace(RACE.previous, stack=stack("g@bank.py@12", source=previous)),
        )

    known = Suppressions()
    assert known.match(commented("x # datarace: ignore[lost-update]", "y")) == "comment at bank.py:9"
    assert known.match(commented("x", "y # datarace: ignore[lost-update]")) == "comment at bank.py:12"
    assert known.match(commented("x # datarace: ignore[torn]", "y")) == ""
    assert known.match(commented("x # datarace: ignore", "y")) == "comment at bank.py:9"
    assert known.match(commented("x # datarace: ignore[rase]", "y")) == ""
    assert list(known.mistakes) == [
        f"comment at bank.py:9 names no kind: 'rase'; known are {', '.join(KNOWN)}",
    ]


def test_comments_of_a_file_are_found():
    text = "a = 1\nb = 2  # datarace: ignore[torn]\nc = 3  # datarace: other\n"
    assert list(comments_in("x.py", text)) == ["comment at x.py:2"]


def test_the_kinds_are_those_of_races():
    assert set(KNOWN) == set(KINDS)


# --- in the ledger ----------------------------------------------------------------------------------------------------


class Paper:
    def __init__(self):
        self.texts = []

    def write(self, text):
        self.texts.append(text)

    report = write


def race(task: int = 1, scope: int = 0) -> Raw:
    return Raw("attribute", "balance", None, Access(True, [WRITE], task=task, scope=scope), Access(False, [READ], task=3))


def test_a_suppressed_race_is_not_printed_and_changes_no_status():
    paper, levels = Paper(), []
    ledger = Ledger(
        paper, raws.name_of, found=levels.append, suppressions=Suppressions.of(rules=["kind:read-write", "race:never"])
    )
    for _ in range(3):
        ledger.record(race())
    assert (paper.texts, levels, ledger.races(), ledger.distinct()) == ([], [], [], 0)
    assert ledger.summary({}) == ""
    assert ledger.suppressed() == {"kind:read-write (option ignore)": 3, "race:never (option ignore)": 0}


def test_what_was_suppressed_for_one_thread_is_told_for_another():
    paper = Paper()
    ledger = Ledger(paper, raws.name_of, suppressions=Suppressions.of(rules=["thread:teller-1"]))
    assert [ledger.record(race(task=1)) for _ in range(2)] == [True, True]
    assert ledger.record(race(task=2)) is False
    assert ledger.record(race(task=2)) is False
    assert len(paper.texts) == 1
    assert "'teller-2'" in paper.texts[0]
    assert ledger.suppressed() == {"thread:teller-1 (option ignore)": 2}
    assert [known.count for known in ledger.races()] == [2]


def test_how_often_is_looked_is_bounded():
    ledger = Ledger(Paper(), raws.name_of, suppressions=Suppressions.of(rules=["thread:teller-1"]))
    assert [ledger.record(race()) for _ in range(LOOKS + 2)] == [True] * (LOOKS - 1) + [False] * 3
    assert ledger.suppressed() == {"thread:teller-1 (option ignore)": LOOKS + 2}


def test_a_scope_that_is_over_is_forgotten_and_its_suppressions_are_counted():
    ledger = Ledger(Paper(), raws.name_of, suppressions=Suppressions.of(rules=["kind:read-write"]))
    other = Ledger(Paper(), raws.name_of)
    for each in (ledger, other):
        each.record(race(scope=5))
    assert [scopes for _, scopes in other.take()] == [(5, 0)]
    assert other.take() == []
    other.record(race(scope=5))
    assert other.take() == []
    for each in (ledger, other):
        each.forget_scope(5, {})
        each.record(race(scope=5))
    assert len(other.take()) == 1
    assert ledger.suppressed() == {"kind:read-write (option ignore)": 2}
