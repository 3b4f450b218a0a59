"""Many threads inside the runtime at once, on the free-threaded build without a GIL between them.

What is under a real lock, or private, must never be reported; what is not must be; nothing crashes; everything comes back.
On builds with the GIL the same program runs one thread after the other.
"""

from __future__ import annotations

import gc
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


def test_nothing_is_lost_while_the_world_is_stopped_and_processors_come_and_go() -> None:
    """Checkpoints, another number of processors, statistics and small budgets, all under threads that do everything else."""
    runtime.fini()
    runtime.init(processors=2)
    tasks = [runtime.task_start(0) for _ in range(THREADS)]
    found: list[tuple[int, int]] = []
    named: list[int] = []
    failures: list[BaseException] = []
    stop = threading.Event()

    def work(task: int, seed: int) -> None:
        try:
            while not stop.is_set():
                try:
                    runtime.use_processor(named[seed % len(named)] if named and seed % 3 else None)
                except ValueError:
                    pass  # it was destroyed meanwhile
                found.append(_churn(task, seed, 500, BASE, OBJECTS))
                child = runtime.task_start(task)
                found.append(_churn(child, seed, 50, BASE, OBJECTS))
                runtime.task_end(child)
                if seed % 2:
                    runtime.task_join(task, child)
                runtime.free(BASE + (1 << 20) + child * 4096, 4096)
                runtime.task_release(child)
                seed += 1
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(task, 31 * task)) for task in tasks]
    for thread in threads:
        thread.start()
    for round in range(150):
        named.append(runtime.proc_create())
        runtime.set_processors(1 + round % 4)
        runtime.set_memory_limit((0, 1 << 20, 1 << 14)[round % 3])
        runtime.checkpoint()
        assert runtime.stats()["processors"] == len(named) + 1 + round % 4
        if len(named) == 3:
            runtime.proc_destroy(named.pop(0))
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(guarded for guarded, _ in found) == 0
    stats = runtime.stats()
    assert stats["checkpoints"] > 10
    assert stats["races"] == sum(free for _, free in found) == len(runtime.races())
    assert (stats["lost cells"], stats["lost tasks"], stats["lost traces"]) == (0, 0, 0)
    for task in tasks:
        runtime.task_end(task)
        runtime.task_join(0, task)
        runtime.task_release(task)
    runtime.acquire_all_finished(0)
    assert not runtime.stats()["armed"]
    runtime.free(BASE, 64 * OBJECTS)
    runtime.free(BASE + (1 << 20), 4096 * (THREADS + 2))
    stats = runtime.stats()
    empty = ("objects", "locations", "tables", "sets", "sync variables", "channel entries", "held lists")
    assert {name: stats[name] for name in empty} == dict.fromkeys(empty, 0)
    assert stats["tasks"] == 1
    assert stats["clock values"] <= 3


def test_a_code_is_let_go_once_for_each_stack_node_that_named_it() -> None:
    """However many threads made that node at the same moment."""
    runtime.fini()
    forgotten: list[int] = []
    runtime.init(processors=THREADS, code_forgotten=forgotten.append)
    barrier = threading.Barrier(THREADS)
    rounds, codes = 3, 100_000

    def work() -> None:
        for round in range(rounds):
            barrier.wait()
            for i in range(codes):
                runtime.stack_node(0, 1 + round * codes + i, 0)

    run([threading.Thread(target=work) for _ in range(THREADS)])
    runtime.checkpoint()
    assert sorted(forgotten) == list(range(1, 1 + rounds * codes))


def test_a_stack_callback_may_wait_for_all_other_threads() -> None:
    """A collection of garbage does, on the free-threaded build: none of them may wait for what the callback's thread has."""
    runtime.fini()

    def stack(task: int) -> int:
        gc.collect(0)
        return runtime.stack_node(0, task + 1, 0)[0]

    runtime.init(stack=stack, processors=1)
    tasks = [runtime.task_start(0) for _ in range(THREADS)]

    def work(task: int) -> None:
        for i in range(50):
            runtime.write(task, BASE + 16 * i)
            runtime.release(task, BASE)

    run([threading.Thread(target=work, args=(task,)) for task in tasks])
    races = runtime.races()
    assert len(races) >= 50
    for race in races:
        stack_now, _, _ = runtime.trace_parts(race.current.trace) or (0, 0, 0)
        assert runtime.stack_parts(stack_now) == (0, race.current.task + 1, 0)


def test_a_callback_for_forgotten_code_may_wait_for_all_other_threads() -> None:
    runtime.fini()
    forgotten: list[int] = []

    def code_forgotten(code: int) -> None:
        gc.collect(0)
        forgotten.append(code)

    runtime.init(code_forgotten=code_forgotten, processors=2)
    tasks = [runtime.task_start(0) for _ in range(THREADS)]
    stop = threading.Event()

    def work(task: int) -> None:
        while not stop.is_set():
            runtime.write(task, BASE)
            runtime.release(task, BASE)

    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for code in range(1, 30):
        runtime.stack_node(0, code, 0)
        runtime.checkpoint()
    stop.set()
    for thread in threads:
        thread.join()
    assert sorted(forgotten) == list(range(1, 30))
