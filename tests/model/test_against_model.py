"""Random programs: the runtime gives the same verdict on every access as the naive detector.

A program is a list of steps drawn by Hypothesis (so that a failure shrinks to a few lines), or a long one drawn by a seeded generator
where size is the point: thousands of tasks, clocks of more than 64 and more than 4096 slots. `fuzz.py` beside it draws programs for as
long as one likes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twins import NAMES, Twins

from datarace import runtime

numbers = st.integers(0, 63)
steps = st.lists(st.tuples(st.sampled_from(NAMES), numbers, numbers, numbers, numbers), min_size=1, max_size=120)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """A failed example leaves the runtime as it found it."""
    runtime.fini()
    yield
    runtime.fini()


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_any_short_program_has_the_verdicts_of_the_naive_model(program: list[tuple[str, int, int, int, int]]) -> None:
    runtime.fini()
    twins = Twins()
    for step in program:
        twins.step(*step)
    twins.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 8))
def test_any_long_program_has_the_verdicts_of_the_naive_model(seed: int, most_tasks: int, objects: int) -> None:
    runtime.fini()
    generator = random.Random(seed)
    twins = Twins(objects)
    for _ in range(1500):
        name = generator.choice(NAMES)
        if name in ("start", "start_foreign") and len(twins.live) > most_tasks:
            name = "end"
        twins.step(name, *(generator.randrange(1 << 16) for _ in range(4)))
    twins.close()


@pytest.mark.parametrize("tasks", [70, 300, 4200])
def test_clocks_of_many_live_tasks_have_the_verdicts_of_the_naive_model(tasks: int) -> None:
    generator = random.Random(tasks)
    twins = Twins(objects=12)
    for _ in range(tasks):
        twins.spawn(0 if generator.random() < 0.9 or tasks > 1000 else twins.pick(generator.randrange(1 << 16)))
    everyone = twins.live
    for i, task in enumerate(generator.sample(everyone, min(tasks, 500))):  # values with clocks from all over the tree
        twins.live = [task]
        twins.access(0, i, i, 1)
        twins.sync(0, i % 5, 0, 4)  # release_merge
        if i % 20 == 0:
            twins.sync(0, i % 7, 0, 0)
    twins.live = [0, *generator.sample(everyone[1:], 40)]
    names = [name for name in NAMES if name not in ("start_foreign", "finalize")]
    for _ in range(3000 if tasks < 1000 else 1000):
        twins.step(generator.choice(names), *(generator.randrange(1 << 16) for _ in range(4)))
    assert runtime.stats()["slots"] > tasks
    assert twins.verdicts > 0
    twins.close()


def test_thousands_of_short_tasks_have_the_verdicts_of_the_naive_model() -> None:
    generator = random.Random(7)
    twins = Twins(objects=4)
    for _ in range(3000):
        while len(twins.live) < 6:
            twins.start(generator.randrange(1 << 16), 0, 0, 0)
        for _ in range(4):
            twins.step(
                generator.choice(("access", "critical_section", "sync")), *(generator.randrange(1 << 16) for _ in range(4))
            )
        twins.end(1 + generator.randrange(len(twins.live) - 1), 0, 0, 0)
        twins.join(generator.randrange(1 << 16), len(twins.finished) - 1, 0, 1)
    assert runtime.stats()["slots"] < 60
    twins.close()
