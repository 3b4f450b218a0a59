"""Many threads inside the runtime at once, on the free-threaded build without a GIL between them.

What is under a real lock, or private, must never be reported; what is not must be; nothing crashes; everything comes back.
On builds with the GIL the same program runs one thread after the other.
"""

from __future__ import annotations

import threading

from datarace import runtime
from datarace.runtime.embedding import _churn

BASE = 0x7F12_3450_0000
OBJECTS = 64
THREADS = 4


def run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_in_the_runtime_at_once_find_the_races_and_only_those() -> None:
    runtime.fini()
    runtime.init(processors=3)
    results: list[tuple[int, int]] = []
    tasks = [runtime.task_start(0) for _ in range(THREADS)]

    def work(task: int, seed: int) -> None:
        results.append(_churn(task, seed, 100_000, BASE, OBJECTS))

    run([threading.Thread(target=work, args=(task, 17 + task)) for task in tasks])
    assert len(results) == THREADS
    assert sum(guarded for guarded, _ in results) == 0
    if runtime.stats()["parallel"]:
        assert sum(free for _, free in results) > 0
    for task in tasks:
        runtime.task_end(task)
        runtime.task_join(0, task)
        runtime.task_release(task)
    assert not runtime.stats()["armed"]
    runtime.free(BASE, 64 * OBJECTS)
    runtime.free(BASE + (1 << 20), 4096 * (THREADS + 2))
    stats = runtime.stats()
    assert [stats[name] for name in ("objects", "tables", "sets", "sync variables", "channel entries")] == [0, 0, 0, 0, 0]
    assert stats["tasks"] == 1
    assert stats["clock values"] <= 3
    assert stats["lost cells"] == 0


def test_tasks_that_are_born_and_die_on_all_threads_at_once() -> None:
    runtime.fini()
    runtime.init(processors=2)
    guarded: list[int] = []
    roots = [runtime.task_start(0) for _ in range(THREADS)]

    def work(root: int) -> None:
        for round in range(60):
            children = [runtime.task_start(root) for _ in range(5)]
            for child in children:
                guarded.append(_churn(child, round + child, 200, BASE, OBJECTS)[0])
            for child in children:
                runtime.task_end(child)
                if round % 3:
                    runtime.task_join(root, child)
                runtime.task_release(child)
            if round % 10 == 0:
                foreign = runtime.task_start(None)
                runtime.acquire_task(root, foreign)
                guarded.append(_churn(foreign, round, 200, BASE, OBJECTS)[0])
                runtime.task_end(foreign)
                runtime.task_release(foreign)
        runtime.acquire_all_finished(root)

    run([threading.Thread(target=work, args=(root,)) for root in roots])
    assert sum(guarded) == 0
    for root in roots:
        runtime.task_end(root)
        runtime.task_join(0, root)
        runtime.task_release(root)
    runtime.acquire_all_finished(0)
    assert not runtime.stats()["armed"]
    assert runtime.stats()["tasks"] == 1
    assert runtime.stats()["slots"] < 800


def test_threads_that_intern_the_same_places_get_the_same_numbers() -> None:
    runtime.fini()
    runtime.init(processors=2)
    found: list[list[int]] = []
    barrier = threading.Barrier(THREADS)

    def work() -> None:
        barrier.wait()
        numbers = [runtime.stack_node(i % 7, i * 16, 3)[0] for i in range(5000)]
        numbers += [runtime.trace(i % 50, i, 0) for i in range(5000)]
        found.append(numbers)

    run([threading.Thread(target=work) for _ in range(THREADS)])
    assert all(numbers == found[0] for numbers in found)
    assert len(set(found[0][:5000])) == 5000
