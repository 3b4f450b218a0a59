"""Which races are printed and which are counted."""

from __future__ import annotations

import signal

import pytest
import raws
from raws import Access, Raw, at

from datarace import lastline
from datarace.reports import ledger as ledgers
from datarace.reports.ledger import Ledger
from datarace.reports.model import Process

bank = raws.load("bank")
deposit, peek = bank.Account.deposit.__code__, bank.Account.peek.__code__
WRITE, READ = at(deposit, "STORE_ATTR"), at(peek, "LOAD_ATTR")


class Paper:
    """A sink that keeps what is written."""

    def __init__(self):
        self.texts = []

    def write(self, text):
        self.texts.append(text)

    report = write


def make(**settings):
    paper = Paper()
    return paper, Ledger(paper, raws.name_of, **settings)


def race(current, previous, kind="attribute"):
    return Raw(kind, "balance", None, Access(True, [current]), Access(False, [previous], task=2))


def test_same_pair_of_points_is_printed_once_and_counted_in_either_order():
    paper, ledger = make()
    for _ in range(3):
        ledger.record(race(WRITE, READ))
    ledger.record(race(READ, WRITE))
    assert len(paper.texts) == 1
    assert [known.count for known in ledger.races()] == [4]
    assert ledger.summary({}) == "datarace: found 4 data races, 1 distinct, all of them warnings\n"


def test_other_points_or_another_kind_of_location_are_another_race():
    paper, ledger = make()
    ledger.record(race(WRITE, READ))
    ledger.record(race(WRITE, WRITE))
    ledger.record(race(WRITE, READ, "key"))
    assert len(paper.texts) == 3
    assert len(ledger.races()) == 3


def stores(same):
    spec = (0, 0, "attribute", 16 if same else 0)
    return Raw("attribute", "rate", None, Access(True, [WRITE]), Access(True, [WRITE], task=2), spec=spec, same=same)


def test_a_value_that_is_lost_is_told_after_the_same_one_was_stored_and_not_the_other_way_round():
    code = compile("def put(it, value):\n    it.rate = value\n", "gone.py", "exec").co_consts[0]
    levels = []
    for order in ((True, False, True), (False, True, False)):
        paper, ledger = make(found=levels.append)
        for same in order:
            raw = stores(same)
            raw.current.frames = raw.previous.frames = [at(code, "STORE_ATTR")]
            ledger.record(raw)
        assert [text.count("(warning)") for text in paper.texts] == ([1, 0] if order[0] else [0])
        assert [(known.level, known.count) for known in ledger.races()] == (
            [("warning", 2), ("error", 1)] if order[0] else [("error", 3)]
        )
    assert levels == ["warning", "error", "error"]


def test_nothing_found_and_nothing_lost_says_nothing():
    _, ledger = make()
    assert ledger.summary({"extension modules": ["a"]}) == ""
    assert ledger.summary({}, verbose=True) == "datarace: found 0 data races\n"
    assert ledger.summary({}, ["1 module failed"]) == "datarace: found 0 data races; 1 module failed\n"
    names = {"extension modules": list("abcdefg"), "excluded": ["x"], "none": []}
    assert ledger.summary(names, verbose=True) == (
        "datarace: found 0 data races; not instrumented: a b c d e and 2 more (extension modules), x (excluded)\n"
    )
    assert ledger.races() == []


def test_races_beyond_the_capacity_are_counted(monkeypatch):
    monkeypatch.setattr(ledgers, "CAPACITY", 1)
    paper, ledger = make()
    ledger.record(race(WRITE, READ))
    ledger.record(race(WRITE, WRITE))
    assert len(paper.texts) == 1
    assert "found 2 data races, 1 distinct, all of them warnings; 1 more than fit were not printed" in ledger.summary({})


def test_what_is_printed_and_kept_is_bounded_and_told(monkeypatch):
    monkeypatch.setattr(ledgers, "ROOM", 1 << 20)
    paper, ledger = make()
    frame = (deposit, WRITE[1])
    for kind in range(5000):
        raw = Raw("attribute", f"a{kind}", None, Access(True, [frame, (peek, READ[1])] * 20), Access(False, [READ], task=2))
        ledger.record(raw)
    printed = "".join(paper.texts)
    assert 1 << 20 <= len(printed) < 1.1 * (1 << 20)
    assert printed.count("datarace: 1 MB of reports have been printed; further races are counted\n") == 1
    count = printed.count("WARNING: DATA RACE")
    assert len(ledger.races()) == count < 5000
    assert ledger.summary({}) == (
        f"datarace: found 5000 data races, 5000 distinct, {count} of them warnings; {5000 - count} distinct ones were not printed, after 1 MB of reports\n"
    )
    ledger.after_fork()
    ledger.record(race(WRITE, READ))
    assert len(ledger.races()) == 1


def test_the_last_line_has_the_process_and_the_figures_where_they_are_asked_for():
    _, ledger = make()
    line = ledger.summary({"excluded": ["a"]}, ["something was lost"], True, 12, "3 threads")
    assert line == "datarace: process 12: found 0 data races; something was lost; not instrumented: a (excluded); 3 threads\n"


def test_how_to_repeat_a_run_is_told_with_a_race_only():
    _, ledger = make()
    again = lastline.seeds([7])
    assert ledger.summary({}, ["something was lost"], again=again) == "datarace: found 0 data races; something was lost\n"
    ledger.record(race(WRITE, READ))
    assert ledger.summary({}, again=again).endswith("; goroutines ran in the order of DATARACE_GODEBUG=seed=7\n")
    assert ledger.summary({}, again=lastline.seeds([7, 8])).endswith(
        "; goroutines ran in the order of the seeds 7, 8, that of the latest run last\n"
    )
    assert lastline.seeds([]) == []


def test_a_race_knows_its_process_and_its_report_names_a_child():
    for launched in (True, False):
        paper, ledger = make(process=lambda: (4711, "python worker.py --x", launched))
        ledger.record(race(WRITE, READ))
        assert ledger.races()[0].process == Process(4711, "python worker.py --x", launched)
        line = "\nWARNING: DATA RACE\nProcess 4711: python worker.py --x\nKind: read-write (warning)\nLocation: "
        assert (line in paper.texts[0]) is not launched


def test_a_report_that_fails_is_told_and_does_not_reach_the_program():
    paper, ledger = make(found=lambda level: None)
    raw = race(WRITE, READ)
    raw.current.locks = 3  # not iterable: a mistake of ours
    ledger.record(raw)
    assert "its report failed with TypeError" in paper.texts[0]
    ledger.record(race(WRITE, READ))
    assert "WARNING: DATA RACE" in paper.texts[1]
    assert "1 report failed" in ledger.summary({})


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, TimeoutError])
def test_an_exception_of_a_signal_handler_comes_after_the_report(error):
    paper, ledger = make()
    number = signal.SIGINT if error is KeyboardInterrupt else signal.SIGALRM
    before_report = [number]

    def handler(number, frame):
        raise error

    def name_of(access):
        if before_report:
            signal.raise_signal(before_report.pop())
        return ""

    ledger._name_of = name_of
    old = signal.signal(number, handler)
    try:
        with pytest.raises(error):
            ledger.record(race(WRITE, READ))
            for _ in range(1000):  # the signal is seen at the next instruction that looks
                pass
    finally:
        signal.signal(number, old)
    assert len(paper.texts) == 1
    assert "WARNING: DATA RACE" in paper.texts[0]


def test_counts_of_those_who_found_replace_ours():
    _, ledger = make()
    raw = race(WRITE, READ)
    raw.spec = ("a", "b", "attribute")
    ledger.record(raw)
    ledger.counts({raw.spec: 100, "beyond": 7})
    assert [known.count for known in ledger.races()] == [100]
    assert (
        ledger.summary({})
        == "datarace: found 107 data races, 1 distinct, all of them warnings; 7 more than fit were not printed\n"
    )


def test_a_forked_child_counts_its_own(monkeypatch):
    paper, ledger = make()
    ledger.record(race(WRITE, READ))
    ledger.after_fork()
    assert ledger.summary({}) == ""
    ledger.record(race(WRITE, READ))
    assert len(paper.texts) == 2


def test_after_each_printed_race_the_detector_is_told():
    calls = []
    _, ledger = make(found=calls.append)
    ledger.record(race(WRITE, READ))
    ledger.record(race(WRITE, READ))
    ledger.record(race(WRITE, WRITE))
    assert calls == ["warning", "error"]
