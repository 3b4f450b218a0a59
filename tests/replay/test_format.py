"""What is an event and what is none, however the trace is cut into pieces."""

from __future__ import annotations

import pytest

from datarace import runtime
from datarace.runtime.replay import Counts, Replay, TraceError

RACE = "T1|w(x)|1\nT2|w(x)|2\n"


def counts(data: bytes, piece: int = 1 << 20) -> Counts:
    with Replay("all") as replay:
        for start in range(0, len(data), piece):
            replay.feed(data[start : start + piece])
        replay.finish()
        return replay.counts()


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 8, 9, 100])
def test_pieces_of_any_size_make_the_same_trace(piece: int) -> None:
    text = "first thread|w(x)|1\nfirst thread|rel(l)|2\nT2|acq(l)|3\nT2|w(x)|4\nT3|r(x)|a long place\n"
    assert counts(text.encode(), piece) == Counts(1, 1, 5, 3, 1, 1)


@pytest.mark.parametrize(
    ("text", "events", "racy"),
    [
        ("", 0, 0),
        ("\n\n", 0, 0),
        (RACE.rstrip("\n"), 2, 1),
        (RACE.replace("\n", "\r\n"), 2, 1),
        ("\n" + RACE.replace("\n", "\n\n"), 2, 1),
        ("\ufeff" + RACE.replace("T2", "T1"), 2, 0),
        ("T1|w(x)|\nT2|w(x)|\n", 2, 1),
        ("T1|w(x(1)(2))|1\nT2|w(x(1))|1\n", 2, 0),
        ("T1|begin|1\nT1|end|1\nT1|begin(x)|1\nT1|end(x)|1\nT1|req(x)|1\n", 5, 0),
        ("ä|w(ß)|€\nб|w(ß)|€\n", 2, 1),
    ],
)
def test_unusual_text_is_read(text: str, events: int, racy: int) -> None:
    found = counts(text.encode())
    assert (found.events, found.racy_accesses) == (events, racy)


@pytest.mark.parametrize("name", ["", "1234567", "12345678", "123456789", "1234567890123456", "12345678901234567"])
def test_names_that_differ_only_in_length_or_at_the_end_are_others(name: str) -> None:
    others = [name + "a", name + "b", name + "aa", name + "ab", "x" + name]
    text = "".join(f"T{number}|w({other})|1\n" for number, other in enumerate(others))
    found = counts(text.encode())
    assert (found.variables, found.racy_accesses) == (5, 0)
    assert counts((text + text.replace("T", "U")).encode()).racy_accesses == 5


def test_many_names_are_kept_apart() -> None:
    text = "".join(f"T1|w({number})|{number}\nT1|w(a rather long name {number})|{number}\n" for number in range(20_000))
    text += "".join(f"T2|r({number})|{number}\nT2|r(a rather long name {number})|{number}\n" for number in range(20_000))
    assert counts(text.encode(), 1 << 16) == Counts(40_000, 20_000, 80_000, 2, 0, 40_000)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T1", "is not an event"),
        ("T1|w(x)", "is not an event"),
        ("T1|w(x)|1|2", "is not an event"),
        ("T1|w(x|y)|1", "is not an event"),
        ("|w(x)|1", "is not an event"),
        ("T1|w()|1", "is not an event"),
        ("T1|w(x|1", "is not an event"),
        ("T1|wx)|1", "has no op that is known"),
        ("T1|w|1", "is not an event"),
        ("T1|w(x) |1", "is not an event"),
        ("T1|sync(x)|1", "has no op that is known"),
        ("T1|W(x)|1", "has no op that is known"),
        ("T1|beginning(x)|1", "has no op that is known"),
        ("T1|begin(x|1", "is not an event"),
        ("T1|begin()|1", "is not an event"),
        ("T1|begin(x)", "is not an event"),
        ("|begin|1", "is not an event"),
        ("T1||1", "has no op that is known"),
        (" ", "is not an event"),
        ("T\udcff|w(x)|1", "is not UTF-8 text"),
        ("T1|w(\udcff)|1", "is not UTF-8 text"),
        ("T1|w(x)|\udcc3", "is not UTF-8 text"),
        ("T1|begin(\udcff)|1", "is not UTF-8 text"),
    ],
)
@pytest.mark.parametrize("after", [0, 1, 100])
@pytest.mark.parametrize("piece", [1, 1 << 20])
def test_line_that_is_no_event_is_told_with_its_number(line: str, words: str, after: int, piece: int) -> None:
    data = (RACE + "\n" + line + "\n" + RACE * after).encode(errors="surrogateescape")
    with pytest.raises(TraceError) as caught:
        counts(data, piece)
    assert caught.value.line == 4
    assert words in caught.value.reason
    assert "\n" not in str(caught.value)
    with pytest.raises(TraceError):
        counts(data.replace(RACE.encode(), b"")[1:-1], piece)


def test_last_line_without_newline_is_checked_too() -> None:
    with pytest.raises(TraceError, match="line 3 is not an event"):
        counts((RACE + "T1|w(x)").encode())


def test_data_without_newlines_is_no_trace_and_not_read_to_its_end() -> None:
    with Replay() as replay, pytest.raises(TraceError, match="line 1 does not end"):
        for _ in range(40):
            replay.feed(bytes(1 << 16))


def test_nothing_can_be_fed_after_the_end_or_an_error() -> None:
    with Replay() as replay:
        replay.finish()
        with pytest.raises(ValueError, match="finished"):
            replay.feed(b"")
    with pytest.raises(ValueError, match="closed"):
        replay.feed(b"")
    with pytest.raises(ValueError, match="closed"):
        replay.counts()
    replay.close()
    with Replay() as replay:
        with pytest.raises(TraceError):
            replay.feed(b"no event\n" + RACE.encode())
        with pytest.raises(ValueError, match="finished"):
            replay.feed(b"")


def test_one_replay_at_a_time() -> None:
    with Replay(), pytest.raises(RuntimeError, match="in use"):
        Replay()
    with Replay(), pytest.raises(RuntimeError, match="runs already"):
        runtime.init()
    runtime.init()
    with pytest.raises(RuntimeError, match="in use"):
        Replay()
    runtime.fini()
    with pytest.raises(ValueError, match="there is no rule 'some'"):
        Replay("some")


def test_replay_that_is_dropped_gives_the_runtime_back() -> None:
    Replay()
    Replay("all").feed(RACE.encode())
    with Replay():
        pass


def test_thread_that_was_joined_long_ago_has_no_name_any_more() -> None:
    with Replay(telling=True) as replay:
        replay.feed(b"old|w(x)|1\nmain|join(old)|2\n")
        replay.feed(b"main|fork(next)|3\nnext|r(y)|4\nmain|join(next)|5\n" * (1 << 18))
        (access,) = replay.feed(b"other|r(x)|6\n") + replay.finish()
    assert (access.thread, access.earlier_thread, access.earlier_op, access.earlier_loc) == ("other", None, "w", "1")
