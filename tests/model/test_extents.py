"""Byte ranges of one object against the naive model: all accesses in a list, each with the bytes that it touches.

The runtime keeps less than that (rule 1 of naive.py, block by block), so that verdicts can differ once a race was told. Up to then they
must not: the first access that races is the same, and what is told of it are bytes that both touched.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datarace import runtime
from datarace.runtime import MODE_ATOMIC, MODE_RANGE, MODE_READ, MODE_WRITE

OBJECT = 0x10000
TASKS = 4


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    runtime.fini()
    runtime.init()
    yield
    runtime.fini()


offsets = st.one_of(
    st.integers(0, 40), st.integers(0, 5000), st.integers(0, 1 << 40), st.sampled_from([0, 8, 16, 128, 1024, 1 << 20])
)
sizes = st.one_of(
    st.integers(1, 16), st.integers(1, 3000), st.integers(1, 1 << 34), st.sampled_from([1, 8, 16, 112, 128, 1 << 16])
)
accesses = st.tuples(st.just("access"), st.integers(0, TASKS - 1), offsets, sizes, st.booleans())
syncs = st.tuples(
    st.sampled_from(["acquire", "release"]), st.integers(0, TASKS - 1), st.integers(0, 1), st.just(0), st.just(False)
)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(accesses, accesses, accesses, syncs), min_size=2, max_size=60))
def test_the_first_race_of_any_program_is_the_one_of_the_naive_model(program: list[tuple[str, int, int, int, bool]]) -> None:
    runtime.fini()
    runtime.init()
    for _ in range(TASKS - 1):
        runtime.task_start(0)
    clocks = [{task: 0 for task in range(TASKS)} for task in range(TASKS)]
    for task in range(TASKS):
        clocks[task][task] = 1
    values: dict[int, dict[int, int]] = {}
    done: list[tuple[int, int, int, int, bool]] = []  # task, its counter, low, high, whether it writes
    for name, task, low, size, writes in program:
        if name == "release":
            runtime.release(task, 0x20000 + 64 * low)
            values[low] = dict(clocks[task])
            clocks[task][task] += 1
        elif name == "acquire":
            runtime.acquire(task, 0x20000 + 64 * low)
            for other, counter in values.get(low, {}).items():
                clocks[task][other] = max(clocks[task][other], counter)
        else:
            high = low + size
            racing = [
                (max(low, other[2]), min(high, other[3]))
                for other in done
                if other[2] < high
                and low < other[3]
                and (writes or other[4])
                and other[0] != task
                and clocks[task][other[0]] < other[1]
            ]
            count = runtime.access_extent(task, OBJECT, low, high, MODE_WRITE if writes else MODE_READ)
            assert bool(count) == bool(racing), (task, low, high, writes, racing)
            if racing:
                for race in runtime.races():
                    assert isinstance(race.key, tuple)
                    first, last = race.key
                    assert any(first < end and begin < last for begin, end in racing), (race.key, racing)
                return
            done.append((task, clocks[task][task], low, high, writes))


@pytest.mark.parametrize("atomic", [0, MODE_ATOMIC])
def test_an_operation_on_all_elements_races_with_every_extent(atomic: int) -> None:
    child = runtime.task_start(0)
    runtime.access_extent(child, OBJECT, 40, 48, MODE_WRITE)
    assert runtime.access(0, OBJECT, 1, MODE_RANGE | MODE_WRITE | atomic) == 1
    other = runtime.task_start(0)
    runtime.access(0, OBJECT, 1, MODE_RANGE | MODE_WRITE | atomic)
    assert runtime.access_extent(other, OBJECT, 1 << 30, (1 << 30) + 8, MODE_READ) >= 1


def test_a_dense_loop_in_one_task_is_seen_by_a_range_in_another() -> None:
    child = runtime.task_start(0)
    for i in range(0, 8000, 8):
        assert runtime.access_extent(child, OBJECT, i, i + 8, MODE_WRITE) == 0
    assert runtime.access_extent(0, OBJECT, 8000, 1 << 30, MODE_WRITE) == 0
    assert runtime.access_extent(0, OBJECT, 3999, 4001, MODE_READ) == 1
    assert runtime.races()[0].key == (3999, 4001)


@pytest.mark.parametrize("extent", [(5, 5), (6, 5), (-1, 5), (0, (1 << 46) + 1)])
def test_what_is_no_extent_is_refused(extent: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no extent"):
        runtime.access_extent(0, OBJECT, *extent, MODE_READ)
