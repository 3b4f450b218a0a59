"""The interned places: the same place is the same number."""

from __future__ import annotations

import random

from datarace import runtime


def test_tables_are_dictionaries_from_parts_to_numbers() -> None:
    generator = random.Random(3)
    stacks: dict[tuple[int, int, int], int] = {}
    for _ in range(20_000):
        parts = (
            generator.choice((0, *stacks.values())) if len(stacks) < 50 else generator.randrange(50),
            generator.randrange(40) * 64,
            generator.randrange(9),
        )
        node, fresh = runtime.stack_node(*parts)
        assert fresh == (parts not in stacks)
        assert stacks.setdefault(parts, node) == node
    assert sorted(stacks.values()) == list(range(1, len(stacks) + 1))
    assert all(runtime.stack_parts(node) == parts for parts, node in stacks.items())
    traces: dict[tuple[int, int, int], int] = {}
    for _ in range(20_000):
        parts = (generator.randrange(30), generator.randrange(30), generator.randrange(5))
        number = runtime.trace(*parts)
        assert traces.setdefault(parts, number) == number
    assert all(runtime.trace_parts(number) == parts for parts, number in traces.items())
    assert len(set(traces.values())) == len(traces) == runtime.stats()["traces"]


def test_unknown_numbers_stand_for_nothing() -> None:
    assert runtime.stack_parts(0) is None
    assert runtime.stack_parts(1) is None
    assert runtime.trace_parts(5) is None
    assert runtime.lockset_parts(7) == []


def test_a_stack_callback_that_fails_gives_an_unknown_stack() -> None:
    runtime.fini()
    runtime.init(stack=lambda task: 1 // 0)
    child = runtime.task_start(0)
    runtime.write(0, 0x1000)
    assert runtime.write(child, 0x1000) == 1
    (race,) = runtime.races()
    assert (runtime.trace_parts(race.current.trace) or (None,))[0] == 0


def test_races_go_to_the_callback_when_there_is_one() -> None:
    runtime.fini()
    told: list[runtime.FoundRace] = []
    runtime.init(on_race=told.append)
    child = runtime.task_start(0)
    runtime.write(0, 0x1000)
    runtime.write(child, 0x1000)
    assert [race.address for race in told] == [0x1000]
    assert runtime.races() == []


def test_lock_sets_of_locks_that_are_gone_do_not_pile_up_for_ever() -> None:
    """Half of the table keeps addresses; then only where the lock was made."""
    child = runtime.task_start(0)
    for i in range(1000):
        address = 0x100000 + 64 * i
        runtime.lock_created(address, creation=3)
        runtime.lock_acquired(child, address)
        runtime.write(child, 0x1000)
        runtime.lock_released(child, address)
        runtime.free_object(address)
    assert runtime.stats()["lock sets"] <= 1000
    assert runtime.stats()["lost traces"] == 0
