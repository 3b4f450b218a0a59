"""What a raw race says of the operation on each side: its name, whether it is in steps, a walk, a removal."""

from __future__ import annotations

import textwrap

import pytest

PROGRAM = """\
    import collections, threading
    from copy import deepcopy
    from heapq import heappop
    from datarace.probes import races
    kept = []
    races.watch(kept.append)
    items, table, first = [3, 1, 2], {"a": 1, "b": 2}, collections.deque([1, 2])
    class Thing: a = 1
    thing = Thing()
    thing.a = 2
    def one():
        try:
            ONE
        except (LookupError, RuntimeError, ValueError, AttributeError):
            pass
    def two():
        try:
            TWO
        except (LookupError, RuntimeError, ValueError, AttributeError):
            pass
    threads = [threading.Thread(target=one), threading.Thread(target=two)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    for race in kept:
        for side in (race.current, race.previous):
            name = side.frames[0][0].co_name
            words = [word for word in ("steps", "walk", "removal") if getattr(side, word)]
            print(name, "write" if side.is_write else "read", "atomic" if side.is_atomic else "plain", side.operation or "-", *words)
    """

CASES = [
    ("items.insert(0, 5)", "items[1]", "write atomic insert steps", "read plain -"),
    ("items.pop(0)", "items[1]", "write atomic pop steps removal", "read plain -"),
    ("items.append(1)", "for _ in items: pass", "write atomic append", "read plain - steps walk"),
    ("items.pop()", "sum(items)", "write atomic pop removal", "read plain sum steps walk"),
    ("items.sort()", "len(items)", "write plain sort steps", "read atomic len"),
    ("items[0:2] = [7]", "len(items)", "write plain - steps", "read atomic len"),
    ("items[0] = 7", "list(items)", "write plain -", "read atomic list walk"),
    ("items[0] = 7", "[0, *items]", "write plain -", "read atomic - walk"),
    ("items[0] = 7", "deepcopy(items)", "write plain -", "read plain copy.deepcopy steps walk"),
    ("heappop(items)", "items[0]", "write plain heapq.heappop steps removal", "read plain -"),
    ("del table['a']", "table['a']", "write plain - removal", "read plain -"),
    ("table.pop('a')", "table['b']; table['a']", "write atomic pop removal", "read plain -"),
    ("table['a'] = 3", "{**table}", "write plain -", "read atomic - walk"),
    ("table['a'] = 3", "table | {}", "write plain -", "read atomic __or__ walk"),
    ("del thing.a", "thing.a", "write plain - removal", "read plain -"),
    ("first.popleft()", "for _ in first: pass", "write atomic popleft removal", "read plain - steps walk"),
]


@pytest.mark.parametrize(("one", "two", "said", "answered"), CASES, ids=[f"{one} and {two}" for one, two, *_ in CASES])
def test_both_sides_say_what_they_are(one: str, two: str, said: str, answered: str, tmp_path, datarace_run) -> None:
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM).replace("ONE", one).replace("TWO", two))
    outcome = datarace_run(program)
    lines = {tuple(line.split(" ", 1)) for line in outcome.out.splitlines()}
    assert ("one", said) in lines, f"{outcome.out}\n{outcome.err}"
    assert ("two", answered) in lines, f"{outcome.out}\n{outcome.err}"
