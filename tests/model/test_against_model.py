"""Random programs: the runtime gives the same verdict on every access as the naive detector.

A program is a list of steps drawn by Hypothesis (so that a failure shrinks to a few lines), or a long one drawn by a seeded generator
where size is the point: thousands of tasks, clocks of more than 64 and more than 4096 slots.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive import ATOMIC, POINT, RANGE, RMW, WRITE, Detector

from datarace import runtime

BASE = 0x7F00_0000_0000
#: One key has one way of access: an element (POINT) or an attribute (plain).
ELEMENTS = (101, 102, 103, 104)
ATTRIBUTES = (1, 2, 3)


def address_of(index: int) -> int:
    return BASE + 64 * index


class Twins:
    """Runs the same steps on both and compares."""

    def __init__(self, objects: int = 6) -> None:
        self.model = Detector()
        self.objects = objects
        self.live = [0]
        self.finished: list[int] = []
        self.verdicts = 0
        self.steps = 0
        runtime.init()

    def close(self) -> None:
        runtime.fini()

    def pick(self, number: int) -> int:
        return self.live[number % len(self.live)]

    def step(self, what: str, a: int, b: int, c: int, d: int) -> None:
        """One step; the numbers choose who and what, modulo what there is."""
        self.steps += 1
        getattr(self, what)(a, b, c, d)

    def access(self, a: int, b: int, c: int, d: int) -> None:
        task, address = self.pick(a), address_of(b % self.objects)
        mode = (WRITE if d & 1 else 0) | (ATOMIC if d & 6 == 6 else 0) | (RMW if d & 9 == 9 else 0)
        choice = c % (len(ELEMENTS) + len(ATTRIBUTES) + 1)
        if choice < len(ELEMENTS):
            key, mode = ELEMENTS[choice], mode | POINT
        elif choice < len(ELEMENTS) + len(ATTRIBUTES):
            key = ATTRIBUTES[choice - len(ELEMENTS)]
        else:
            key, mode = 1, mode | RANGE
        self.check(task, address, key, mode)

    def check(self, task: int, address: int, key: int, mode: int) -> None:
        expected = self.model.access(task, address, key, mode)
        count = runtime.access(task, address, key, mode, self.steps)
        assert bool(count) == bool(expected), (task, hex(address), key, mode, expected)
        told = runtime.races()
        assert len(told) == count
        racing = {(access.epoch[0], access.mode & (WRITE | ATOMIC)) for access in expected}
        for race in told:
            assert race.current.task == task
            assert (race.previous.task, race.previous.mode & (WRITE | ATOMIC)) in racing
        self.verdicts += bool(expected)

    def start(self, a: int, b: int, c: int, d: int) -> None:
        self.spawn(self.pick(a))

    def spawn(self, parent: int | None) -> None:
        expected = self.model.task_start(parent)
        assert runtime.task_start(parent, 0) == expected
        self.live.append(expected)

    def start_foreign(self, a: int, b: int, c: int, d: int) -> None:
        self.spawn(None)

    def end(self, a: int, b: int, c: int, d: int) -> None:
        if len(self.live) > 1:
            task = self.live.pop(a % len(self.live))
            self.model.task_end(task)
            runtime.task_end(task)
            self.finished.append(task)

    def join(self, a: int, b: int, c: int, d: int) -> None:
        if self.finished:
            child = self.finished[b % len(self.finished)]
            task = self.pick(a)
            self.model.task_join(task, child)
            runtime.task_join(task, child)
            if d & 1:  # some are joined twice, or never; then the handle goes
                self.finished.remove(child)
                runtime.task_release(child)

    def forget(self, a: int, b: int, c: int, d: int) -> None:
        if self.finished:
            runtime.task_release(self.finished.pop(b % len(self.finished)))

    def acquire_all_finished(self, a: int, b: int, c: int, d: int) -> None:
        self.model.acquire_all_finished(self.pick(a))
        runtime.acquire_all_finished(self.pick(a))

    def acquire_task(self, a: int, b: int, c: int, d: int) -> None:
        everyone = self.live + self.finished
        self.model.acquire_task(self.pick(a), everyone[b % len(everyone)])
        runtime.acquire_task(self.pick(a), everyone[b % len(everyone)])

    def sync(self, a: int, b: int, c: int, d: int) -> None:
        name = ("acquire", "release", "acquire", "release", "release_merge", "release_acquire")[d % 6]
        getattr(self.model, name)(self.pick(a), address_of(b % self.objects), c % 2)
        getattr(runtime, name)(self.pick(a), address_of(b % self.objects), c % 2)

    def lock(self, a: int, b: int, c: int, d: int) -> None:
        self.model.lock_acquired(self.pick(a), address_of(b % self.objects), bool(c & 1))
        runtime.lock_acquired(self.pick(a), address_of(b % self.objects), bool(c & 1))

    def unlock(self, a: int, b: int, c: int, d: int) -> None:
        task, address = self.pick(a), address_of(b % self.objects)
        held = self.model.tasks[task].held
        if held and d % 8:  # mostly one that it holds
            address = held[c % len(held)].address
        self.model.lock_released(task, address)
        runtime.lock_released(task, address)

    def new_lock(self, a: int, b: int, c: int, d: int) -> None:
        name = ("lock_created", "lock_reset")[d & 1]
        getattr(self.model, name)(address_of(b % self.objects))
        getattr(runtime, name)(address_of(b % self.objects))

    def critical_section(self, a: int, b: int, c: int, d: int) -> None:
        task, address = self.pick(a), address_of(self.objects + b % 3)
        scoped = bool(d & 16)
        self.model.lock_acquired(task, address, scoped)
        runtime.lock_acquired(task, address, scoped)
        self.check(task, address_of(b % self.objects), ATTRIBUTES[c % 3], WRITE if d & 1 else 0)
        self.model.lock_released(task, address)
        runtime.lock_released(task, address)

    def put(self, a: int, b: int, c: int, d: int) -> None:
        self.model.channel_put(self.pick(a), address_of(b % self.objects), d % 3, c % 2)
        runtime.channel_put(self.pick(a), address_of(b % self.objects), d % 3, c % 2)

    def get(self, a: int, b: int, c: int, d: int) -> None:
        self.model.channel_get(self.pick(a), address_of(b % self.objects), d % 4, c % 2)
        runtime.channel_get(self.pick(a), address_of(b % self.objects), d % 4, c % 2)

    def channel(self, a: int, b: int, c: int, d: int) -> None:
        address = address_of(b % self.objects)
        if d & 1:
            self.model.channel_fill(address, a % 3, c % 2)
            runtime.channel_fill(address, a % 3, c % 2)
        else:
            self.model.channel_clear(address, c % 2)
            runtime.channel_clear(address, c % 2)

    def finalize(self, a: int, b: int, c: int, d: int) -> None:
        """A finalizer that uses the object alone. Everybody is in a new epoch before and after, since which users were moved
        to one depends on which entries of sets are still there (rule 2)."""
        task, address = self.pick(a), address_of(b % self.objects)
        keys = list(ATTRIBUTES)
        self.model.finalize(task, address, keys, WRITE)
        runtime.finalizer_begin(task, address)
        for key in keys:
            assert runtime.access(task, address, key, WRITE) == 0
        runtime.finalizer_end(task)
        for other in self.live:
            self.model.release(other, BASE - 64, 0)
            runtime.release(other, BASE - 64, 0)

    def checkpoint(self, a: int, b: int, c: int, d: int) -> None:
        if d % 4 == 0:
            self.model.checkpoint()
            runtime.checkpoint()

    def free(self, a: int, b: int, c: int, d: int) -> None:
        self.model.free_object(address_of(b % self.objects))
        runtime.free_object(address_of(b % self.objects))


WEIGHTS = {
    "access": 30, "sync": 10, "critical_section": 8, "lock": 6, "unlock": 6, "start": 5, "end": 4, "join": 5, "put": 3, "get": 3, "free": 2,
    "forget": 1, "acquire_all_finished": 1, "acquire_task": 1, "new_lock": 1, "channel": 1, "finalize": 1, "start_foreign": 1,
    "checkpoint": 1,
}  # fmt: skip
NAMES = [name for name, weight in WEIGHTS.items() for _ in range(weight)]

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
