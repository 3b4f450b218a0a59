"""Random traces: the replay says of every access what the naive rules say."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rules import Rules

from datarace.runtime.replay import Replay

Event = tuple[str, str, str, str]


def check(events: Sequence[Event], piece: int) -> int:
    """Compare verdicts of both rules; how many accesses were racy."""
    data = "".join(f"{thread}|{op}({operand})|{loc}\n" for thread, op, operand, loc in events).encode()
    verdicts = Rules().run(events)
    unordered = {verdict.line: verdict.unordered for verdict in verdicts}
    racy = 0
    for rule in ("all", "fasttrack"):
        told = []
        with Replay(rule, telling=True) as replay:
            for start in range(0, len(data), piece):
                told += replay.feed(data[start : start + piece])
            told += replay.finish()
            counts = replay.counts()
        expected = [verdict for verdict in verdicts if getattr(verdict, rule)]
        assert [access.line for access in told] == [verdict.line for verdict in expected]
        assert counts.racy_accesses == len(expected)
        assert counts.racy_locs == len({verdict.loc for verdict in expected})
        assert counts.events == len(events)
        for access in told:
            thread, op, operand, loc = events[access.line - 1]
            assert (access.thread, access.op, access.variable, access.loc) == (thread, op, operand, loc)
            # The other side really happened, and really is unordered.
            assert (access.earlier_thread, access.earlier_op, access.earlier_loc) in unordered[access.line]
        racy += len(expected)
    return racy


names = st.sampled_from(["T1", "T2", "T3", "T4", "a thread with a long name", "a thread with a long name too"])
locs = st.sampled_from(["1", "2", "3", "File.java:10", "File.java:100"])
events = st.one_of(
    st.tuples(names, st.sampled_from("rw"), st.sampled_from(["x", "y"]), locs),
    st.tuples(names, st.sampled_from("rw"), st.sampled_from(["x", "y", "a variable (long)"]), locs),
    st.tuples(names, st.sampled_from(["acq", "rel"]), st.sampled_from(["x", "l", "m"]), locs),
    st.tuples(names, st.sampled_from(["fork", "join"]), names, locs),
    st.tuples(names, st.sampled_from(["begin", "end", "req"]), st.sampled_from(["x", "l"]), locs),
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(events, max_size=60), st.integers(1, 200))
def test_random_trace_is_judged_as_by_the_naive_rules(trace: list[Event], piece: int) -> None:
    check(trace, piece)


def test_short_traces_of_one_variable_are_judged_as_by_the_naive_rules() -> None:
    """Many: what becomes of a set of readers shows only after some steps that fit together."""
    source = random.Random(5)
    for _ in range(6000):
        trace: list[Event] = []
        for _ in range(source.randint(4, 24)):
            thread = f"T{source.randrange(4)}"
            op = source.choice(["r", "r", "w", "acq", "acq", "rel"])
            trace.append((thread, op, "x" if op in "rw" else f"l{source.randrange(2)}", str(source.randrange(9))))
        check(trace, 1 << 20)


@pytest.mark.parametrize("seed", range(3))
def test_long_trace_with_many_threads_is_judged_as_by_the_naive_rules(seed: int) -> None:
    """More threads than a leaf of a clock's tree has slots; tasks that come and go; sets of readers and writers that grow."""
    source = random.Random(seed)
    threads = [f"T{number}" for number in range(200)]
    trace: list[Event] = []
    for _ in range(6000):
        thread, loc = source.choice(threads), str(source.randrange(40))
        pick = source.random()
        if pick < 0.5:
            # Few variables that everybody uses, many that are used seldom.
            number = source.randrange(3) if source.random() < 0.4 else source.randrange(300)
            trace.append((thread, "w" if source.random() < (0.05 if number < 3 else 0.4) else "r", f"V{number}", loc))
        elif pick < 0.9:
            lock = f"L{source.randrange(12)}"
            trace.append((thread, "acq", lock, loc))
            trace += [(thread, source.choice("rw"), f"{lock}.{source.randrange(3)}", loc) for _ in range(source.randrange(3))]
            trace.append((thread, "rel", lock, loc))
        else:
            trace.append((thread, source.choice(["fork", "join"]), source.choice(threads), loc))
    assert check(trace, 10_000) > 100


def test_tasks_that_are_forked_and_joined_in_turn_are_judged_as_by_the_naive_rules() -> None:
    """Slots of joined tasks are used again, by tasks that cover them and by no others."""
    source = random.Random(4)
    trace: list[Event] = [("main", "w", "x", "1")]
    live: list[tuple[str, str]] = []
    for number in range(1500):
        task, parent = f"task {number}", source.choice(["main", *(name for name, _ in live)])
        if source.random() < 0.9:
            trace.append((parent, "fork", task, "2"))
        live.append((task, parent))
        for name, _ in source.sample(live, min(3, len(live))):
            trace.append((name, source.choice("rrrw"), f"v{source.randrange(8)}", str(source.randrange(9))))
            if source.random() < 0.3:
                trace.append((name, source.choice(["acq", "rel"]), f"l{source.randrange(4)}", "3"))
        if len(live) > 12:
            task, parent = live.pop(source.randrange(len(live)))
            trace.append((source.choice([parent, "main"]), "join", task, "4"))
    assert check(trace, 4096) > 100
