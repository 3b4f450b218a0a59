"""The protocol between the runtime and a host: what is asked, when, and what comes of the answers."""

from __future__ import annotations

import threading

import pytest

from datarace import embedding, runtime
from datarace.reports.model import Race

ACCOUNT = 0x7F12_3450_0000
CODE = {1: embedding.Code("deposit", "bank.src", 12), 2: embedding.Code("audit", "bank.src", 30)}


class Bank:
    """A host with two tasks on two processors."""

    def __init__(self) -> None:
        self.races: list[Race] = []
        self.on: int | None = None
        self.asked = 0

    def processor(self) -> int | None:
        self.asked += 1
        return self.on

    def stack(self, task: int) -> int:
        return runtime.stack_node(0, 1 + task, 12)[0]

    def symbolize_code(self, code: int, pc: int) -> embedding.Code | None:
        return CODE.get(code)

    def symbolize_data(self, address: int) -> embedding.Data | None:
        if address & ~63 == ACCOUNT:
            return embedding.Data("account 'alice'", ACCOUNT, 64, runtime.stack_node(0, 1, 3)[0])
        return None

    def task_name(self, task: int) -> str:
        return ("main", "auditor", "unknown code")[task]

    def race(self, race: Race) -> None:
        self.races.append(race)


@pytest.fixture
def bank() -> Bank:
    runtime.fini()
    bank = Bank()
    task, processor = embedding.start(bank)
    assert task == 0
    return bank


def test_a_race_is_told_in_the_words_of_the_host(bank: Bank) -> None:
    child = runtime.task_start(0, runtime.stack_node(0, 1, 5)[0])
    runtime.lock_created(ACCOUNT + 16, runtime.stack_node(0, 1, 1)[0])
    runtime.lock_acquired(0, ACCOUNT + 16)
    runtime.write(0, ACCOUNT + 8)
    runtime.read(child, ACCOUNT + 8)
    (race,) = bank.races
    assert str(race).splitlines()[1:] == [
        "WARNING: DATA RACE",
        "Kind: read-write (error)",
        "Location: memory 0x7f1234500008 of account 'alice'",
        "",
        "Read at 0x7f1234500000 by task 1 'auditor':",
        "  audit()",
        "      bank.src:30",
        "  holding no lock",
        "",
        "Previous write at 0x7f1234500000 by main task:",
        "  deposit()",
        "      bank.src:12",
        "  holding lock 0x7f1234500010 of account 'alice', created at bank.src:12",
        "",
        "account 'alice', 64 bytes at 0x7f1234500000 allocated at:",
        "  deposit()",
        "      bank.src:12",
        "",
        "Task 1 'auditor' (running) created at:",
        "  deposit()",
        "      bank.src:12",
        "",
        "Task 1 'auditor' reads memory 0x7f1234500008 while the main task may be writing it: whether it sees",
        "the old or the new value is chance.",
        "",
        "A lock, an Event or a queue would say when it sees the new one.",
        "==================",
    ]


def test_unknown_code_and_memory_are_told_as_numbers(bank: Bank) -> None:
    first, second = runtime.task_start(0), runtime.task_start(0)
    runtime.write(first, ACCOUNT + 4096)
    runtime.write(second, ACCOUNT + 4096)
    (race,) = bank.races
    assert race.location.owner == "unknown memory"
    assert race.current.stack[0].function == "code 0x3"


def test_the_host_is_asked_for_the_processor_where_no_task_is_current(bank: Bank) -> None:
    bank.on = runtime.proc_create()
    for i in range(200):
        runtime.write(0, ACCOUNT + 64 * i)
        runtime.release(0, ACCOUNT + 64 * i)
    asked = bank.asked
    bank.on = None
    collector = threading.Thread(target=runtime.free, args=(ACCOUNT, 64 * 200))
    collector.start()
    collector.join()
    assert bank.asked > asked
    assert runtime.stats()["objects"] == 0


def test_a_thread_that_was_put_on_a_processor_is_not_asked(bank: Bank) -> None:
    one = runtime.proc_create()
    runtime.use_processor(one)
    asked = bank.asked
    runtime.release(0, ACCOUNT)
    assert bank.asked == asked
    runtime.proc_destroy(one)
    runtime.release(0, ACCOUNT)
    assert bank.asked > asked, "that processor is gone"
    runtime.use_processor(None)


def test_processors_that_go_take_nothing_with_them() -> None:
    before = runtime.stats()["bytes"]
    for round in range(200):
        number = runtime.proc_create()
        runtime.use_processor(number)
        child = runtime.task_start(0)
        for i in range(100):
            runtime.write(child, ACCOUNT + 64 * i, i)
            runtime.release(child, ACCOUNT + 64 * i)
        runtime.task_end(child)
        runtime.task_join(0, child)
        runtime.task_release(child)
        runtime.free(ACCOUNT, 6400)
        runtime.proc_destroy(number)
        if round == 2:
            before = runtime.stats()["bytes"]
    runtime.use_processor(None)
    after = runtime.stats()
    assert after["bytes"] == before
    assert after["processors"] == 1
    assert (after["objects"], after["locations"], after["sync variables"], after["traces"]) == (0, 0, 0, 100)


def test_what_fails_in_the_host_does_not_harm_the_runtime(bank: Bank) -> None:
    bank.processor = lambda: 1 // 0  # type: ignore[method-assign]
    bank.stack = lambda task: 1 // 0  # type: ignore[method-assign]
    runtime.fini()
    embedding.start(bank)
    child = runtime.task_start(0)
    runtime.write(0, ACCOUNT)
    assert runtime.write(child, ACCOUNT) == 1
