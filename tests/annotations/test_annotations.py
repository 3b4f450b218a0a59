"""`datarace.ignore`, `benign` and `atomic`: what they silence, what they do not, and that they are harmless without the detector."""

from __future__ import annotations

import array
import asyncio
import inspect
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import datarace

if TYPE_CHECKING:
    from conftest import Outcome, Run

#: Two threads run `work()`; what it touches is said by the test. `{setup}` comes before they start.
TWO_THREADS = """
import asyncio, sys, threading
import datarace

class Account:
    limit = 0
    def __init__(self):
        self.balance = 0
        self.other = 0

account, another = Account(), Account()
table, rows, total, count = {"a": 0, "b": 0}, [0, 0], 0, 0
here = sys.modules[__name__]
lock = threading.Lock()
SETUP

def work():
    global total, count
WORK

threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.fixture
def two_threads(datarace_run: Run, tmp_path: Path) -> Callable[..., Outcome]:
    def call(work: str, setup: str = "", *options: str) -> Outcome:
        program = tmp_path / "program.py"
        body = "".join(f"    {line}\n" for line in work.splitlines())
        program.write_text(TWO_THREADS.replace("SETUP", setup).replace("WORK", body))
        return datarace_run(*options, program)

    return call


def is_clean(outcome: Outcome) -> bool:
    return outcome.status == 0 and not outcome.err


# --- ignore --------------------------------------------------------------------------------------------------------------


def test_ignored_accesses_are_not_reported(two_threads: Callable[..., Outcome]) -> None:
    assert is_clean(two_threads("with datarace.ignore():\n    account.balance += 1\n    table['a'] += 1\n    total += 1"))


def test_accesses_after_an_inner_block_are_still_ignored(two_threads: Callable[..., Outcome]) -> None:
    work = "with datarace.ignore():\n    with datarace.ignore():\n        pass\n    account.balance += 1"
    assert is_clean(two_threads(work))


def test_accesses_after_the_block_are_reported(two_threads: Callable[..., Outcome]) -> None:
    outcome = two_threads("with datarace.ignore():\n    account.balance += 1\naccount.other += 1")
    assert [location.partition(" of")[0] for location in outcome.locations] == ["attribute 'other'"], str(outcome)


def test_an_exception_ends_the_block(two_threads: Callable[..., Outcome]) -> None:
    work = "try:\n    with datarace.ignore():\n        1 / 0\nexcept ZeroDivisionError:\n    account.balance += 1"
    assert "attribute 'balance'" in str(two_threads(work).locations)


def test_only_ignored_against_watched_is_not_reported_either(two_threads: Callable[..., Outcome]) -> None:
    work = "if threading.current_thread() is threads[0]:\n    with datarace.ignore():\n        account.balance = 1\nelse:\n    account.balance = 2"
    assert is_clean(two_threads(work))


def test_threads_started_in_the_block_ignore_nothing(two_threads: Callable[..., Outcome]) -> None:
    setup = "def inner():\n    account.balance += 1"
    work = "with datarace.ignore():\n    thread = threading.Thread(target=inner)\n    thread.start()\n    thread.join()"
    assert "attribute 'balance'" in str(two_threads(work, setup).locations)


def test_locks_in_the_block_order_what_is_outside(two_threads: Callable[..., Outcome]) -> None:
    work = "with datarace.ignore():\n    lock.acquire()\naccount.balance += 1\nwith datarace.ignore():\n    lock.release()"
    assert is_clean(two_threads(work))


HAND_OVER = """
import threading
from collections import deque
import datarace

class Node:
    pass

channel = deque()

def produce():
    node = Node()
    node.items = []
    node.items.append(1)
    node.items[0] = 2
    with datarace.ignore():
        channel.append(node)

def consume():
    while True:
        try:
            with datarace.ignore():
                node = channel.popleft()
            break
        except IndexError:
            pass
    node.items[0] = 3

threads = [threading.Thread(target=f) for f in (produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_a_hand_over_in_the_block_counts(datarace_run: Run, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(HAND_OVER)
    assert is_clean(datarace_run(program))


def test_steps_of_a_decorated_generator_are_ignored_and_its_callers_are_not(two_threads: Callable[..., Outcome]) -> None:
    setup = "@datarace.ignore()\ndef steps():\n    for _ in range(2):\n        account.balance += 1\n        yield"
    assert is_clean(two_threads("for _ in steps():\n    pass", setup))
    outcome = two_threads("for _ in steps():\n    account.other += 1", setup)
    assert [location.partition(" of")[0] for location in outcome.locations] == ["attribute 'other'"], str(outcome)


def test_steps_of_a_decorated_coroutine_are_ignored_and_other_tasks_are_not(two_threads: Callable[..., Outcome]) -> None:
    setup = (
        "@datarace.ignore()\nasync def ignored(open_door):\n    account.balance += 1\n    await open_door.wait()\n    account.balance += 1\n"
        "async def watched(open_door):\n    account.other += 1\n    open_door.set()\n"
        "async def both():\n    open_door = asyncio.Event()\n    await asyncio.gather(ignored(open_door), watched(open_door))"
    )
    outcome = two_threads("asyncio.run(both())", setup)
    assert [location.partition(" of")[0] for location in outcome.locations] == ["attribute 'other'"], str(outcome)


def test_a_block_that_was_entered_before_the_start_ends_without_harm(datarace_run: Run, plain_run: Run, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import threading, datarace\n"
        "class Account: pass\n"
        "account = Account()\n"
        "account.balance = 0\n"
        "def work():\n    account.balance += 1\n"
        "def both():\n"
        "    threads = [threading.Thread(target=work) for _ in range(2)]\n"
        "    for thread in threads: thread.start()\n"
        "    for thread in threads: thread.join()\n"
        "with datarace.ignore():\n"
        "    datarace.start()\n"
        "both()\n"
        "with datarace.ignore():\n"
        "    print(len(datarace.stop()) > 0)\n"
        "    datarace.start()\n"
        "    both()\n"
        "print(len(datarace.stop()) > 0)\n"
    )
    assert plain_run(program).out == "True\nTrue\n"


# --- benign --------------------------------------------------------------------------------------------------------------

LOCATIONS = [
    ("account, 'balance'", "account.balance += 1"),
    ("account, 'balance'", "setattr(account, 'balance', account.balance + 1)"),
    ("account, 'balance'", "vars(account)['balance'] += 1"),
    ("Account, 'limit'", "Account.limit += 1"),
    ("here, 'total'", "total += 1"),
    ("here, 'total'", "globals()['total'] += 1"),
    ("table, 'a'", "table['a'] += 1"),
    ("rows, 1", "rows[1] += 1"),
    ("rows, 1", "rows[-1] += 1"),
]


@pytest.mark.parametrize(("location", "work"), LOCATIONS)
def test_races_at_a_benign_location_are_only_counted(location: str, work: str, two_threads: Callable[..., Outcome]) -> None:
    assert two_threads(work).reports
    outcome = two_threads(work, f"datarace.benign({location})")
    assert not outcome.reports, str(outcome)
    assert outcome.status == 0
    assert "suppressed at locations that the program calls benign" in outcome.err


@pytest.mark.parametrize("work", ["another.balance += 1", "account.other += 1", "table['b'] += 1", "rows[0] += 1", "count += 1"])
def test_other_locations_are_reported_as_ever(work: str, two_threads: Callable[..., Outcome]) -> None:
    setup = "\n".join(f"datarace.benign({location})" for location in dict(LOCATIONS))
    outcome = two_threads(f"account.balance += 1\n{work}", setup)
    assert len(outcome.locations) == 1, str(outcome)
    assert outcome.status == 66


def test_an_object_at_the_address_of_a_benign_one_is_not_benign(two_threads: Callable[..., Outcome]) -> None:
    setup = (
        "addresses = set()\n"
        "for _ in range(100):\n    thing = Account()\n    datarace.benign(thing, 'balance')\n    addresses.add(id(thing))\n    del thing\n"
        "kept = []\n"
        "while not kept or id(kept[-1]) not in addresses:\n    kept.append(Account())\n"
        "thing = kept[-1]"
    )
    assert "attribute 'balance'" in str(two_threads("thing.balance += 1", setup).locations)


def test_a_race_at_the_same_line_is_reported_for_the_object_that_is_not_benign(two_threads: Callable[..., Outcome]) -> None:
    outcome = two_threads("for it in (account, another):\n    it.balance += 1", "datarace.benign(account, 'balance')")
    assert len(outcome.reports) == 1, str(outcome)


# --- atomic --------------------------------------------------------------------------------------------------------------

PUBLICATION = """
import sys, threading
import datarace

class Box:
    ready_for_all = False
    def __init__(self):
        self.data = [0]
        self.ready = False

box, state, rows, handler = Box(), {"ready": False}, [False], None
here = sys.modules[__name__]
SETUP

def answer():
    return 42

def publish():
    global handler
    box.data[0] = 42
    WRITE

def use():
    while not READ:
        pass
    box.data[0] += 1

threads = [threading.Thread(target=f) for f in (publish, use)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.parametrize(
    ("location", "write", "read"),
    [
        ("box, 'ready'", "box.ready = True", "box.ready"),
        ("box, 'ready'", "setattr(box, 'ready', True)", "vars(box)['ready']"),
        ("Box, 'ready_for_all'", "Box.ready_for_all = True", "Box.ready_for_all"),
        ("Box, 'ready_for_all'", "Box.ready_for_all = True", "box.ready_for_all"),
        ("here, 'handler'", "handler = answer", "handler"),
        ("state, 'ready'", "state['ready'] = True", "state['ready']"),
        ("state, 'ready'", "state['ready'] = True", "state.get('ready')"),
        ("rows, 0", "rows[0] = True", "rows[0]"),
    ],
)
def test_what_is_written_before_an_atomic_location_is_ordered(
    location: str, write: str, read: str, datarace_run: Run, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PUBLICATION.replace("WRITE", write).replace("READ", read).replace("SETUP", ""))
    assert datarace_run(program).reports
    program.write_text(PUBLICATION.replace("WRITE", write).replace("READ", read).replace("SETUP", f"datarace.atomic({location})"))
    outcome = datarace_run(program)
    assert is_clean(outcome), str(outcome)


def test_what_is_written_after_an_atomic_location_is_not_ordered(datarace_run: Run, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    text = PUBLICATION.replace("SETUP", "datarace.atomic(box, 'ready')").replace("READ", "box.ready")
    program.write_text(text.replace("WRITE", "box.ready = True\n    box.data[0] = 43"))
    assert "index 0 of list" in str(datarace_run(program).locations)


def test_a_location_that_was_used_before_becomes_atomic(two_threads: Callable[..., Outcome]) -> None:
    setup = "def before():\n    account.balance = 1\nthread = threading.Thread(target=before)\nthread.start()\ndatarace.atomic(account, 'balance')"
    assert is_clean(two_threads("account.balance = 2", setup + "\nthread.join()"))


def test_strict_does_not_report_atomic_locations(two_threads: Callable[..., Outcome]) -> None:
    assert is_clean(
        two_threads(
            "account.balance += 1\ntable['a'] = 1", "datarace.atomic(account, 'balance')\ndatarace.atomic(table, 'a')", "--strict"
        )
    )


# --- without the detector ------------------------------------------------------------------------------------------------


class Plain:
    limit = 1

    def __init__(self) -> None:
        self.balance = 0

    @property
    def double(self) -> int:
        return 2 * self.balance


class Slotted:
    __slots__ = ("balance",)


@pytest.mark.parametrize("annotate", [datarace.benign, datarace.atomic])
def test_every_location_can_be_named(annotate: Callable[[object, object], None]) -> None:
    for thing, name in [
        (Plain(), "balance"), (Plain(), "not_there_yet"), (Slotted(), "balance"), (Plain, "limit"), (sys.modules[__name__], "PAGE"),
        ({}, "key"), ({}, (1, 2)), ([1], 0), (bytearray(2), 1), (array.array("i", [1]), 0), (memoryview(b"ab"), 1),
    ]:  # fmt: skip
        annotate(thing, name)


@pytest.mark.parametrize("annotate", [datarace.benign, datarace.atomic])
@pytest.mark.parametrize(
    ("thing", "name", "error", "says"),
    [
        (Plain(), 1, TypeError, "an attribute is named by a string, not by an int"),
        (Plain, 1, TypeError, "an attribute is named by a string"),
        (sys, None, TypeError, "an attribute is named by a string, not by a NoneType"),
        ({}, [], TypeError, "cannot be hashed"),
        ([1], "x", TypeError, "items of a list are named by an index, not by a str"),
        ([1], 1, ValueError, "a list of 1 items has none of index 1"),
        ([1], -1, ValueError, "none of index -1"),
        (Plain(), "double", ValueError, "'double' of Plain is a property"),
        (Slotted(), "other", ValueError, "a Slotted cannot have an attribute 'other' of its own"),
        (5, "real", ValueError, "'real' of int is a getset_descriptor"),
        (5, "x", ValueError, "an int cannot have an attribute 'x' of its own"),
        ({1}, "x", ValueError, "a set cannot have an attribute 'x' of its own"),
    ],
)
def test_what_names_no_location_is_an_error(
    annotate: Callable[[object, object], None], thing: object, name: object, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says.replace("(", r"\(")):
        annotate(thing, name)


def test_decorated_functions_are_what_they_were() -> None:
    @datarace.ignore()
    def plain(a: int, *, b: int = 2) -> int:
        """Adds."""
        return a + b

    @datarace.ignore()
    def generator() -> Iterator[int]:
        got = yield 1
        try:
            yield got
        except KeyError:
            yield 3
        return

    @datarace.ignore()
    async def coroutine() -> int:
        await asyncio.sleep(0)
        return 5

    @datarace.ignore()
    async def asynchronous() -> AsyncIterator[Any]:
        try:
            yield (yield 1)
        except KeyError:
            yield 3

    assert plain(1, b=3) == 4
    assert plain.__doc__ == "Adds."
    assert inspect.signature(plain).parameters.keys() == {"a", "b"}
    assert inspect.isgeneratorfunction(generator)
    assert inspect.iscoroutinefunction(coroutine)
    assert inspect.isasyncgenfunction(asynchronous)
    steps: Any = generator()
    assert (next(steps), steps.send(7), steps.throw(KeyError), list(steps)) == (1, 7, 3, [])

    async def all_of_it() -> list[Any]:
        found: Any = asynchronous()
        return [
            await coroutine(),
            await anext(found),
            await found.asend(7),
            await found.athrow(KeyError),
            [x async for x in found],
        ]

    assert asyncio.run(all_of_it()) == [5, 1, 7, 3, []]


def test_closing_a_decorated_generator_closes_it() -> None:
    closed = []

    @datarace.ignore()
    def generator() -> Iterator[int]:
        try:
            yield 1
        finally:
            closed.append(True)

    steps: Any = generator()
    next(steps)
    steps.close()
    assert closed == [True]


def test_what_cannot_be_called_cannot_be_decorated() -> None:
    with pytest.raises(TypeError, match="decorates functions, not an int"):
        datarace.ignore()(5)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="not a property: put it below the other decorator"):
        datarace.ignore()(property(len))  # type: ignore[type-var]


def test_a_block_left_in_another_thread_is_an_error() -> None:
    def waits() -> Iterator[None]:
        with datarace.ignore():
            yield

    steps = waits()
    next(steps)
    errors: list[BaseException] = []

    def resume() -> None:
        try:
            next(steps, None)
        except datarace.StateError as error:
            errors.append(error)

    thread = threading.Thread(target=resume)
    thread.start()
    thread.join()
    assert len(errors) == 1


def test_nothing_of_the_detector_is_imported_for_annotations(plain_run: Run, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, datarace\n"
        "class A: pass\n"
        "with datarace.ignore():\n    datarace.benign(A(), 'x'); datarace.atomic(A(), 'x'); datarace.acquire(A); datarace.release(A)\n"
        "print([name for name in ('datarace.detector', 'datarace.probes', 'datarace.runtime', 'functools') if name in sys.modules])\n"
    )
    assert plain_run(program).out == "[]\n"


POLLED = """\
import os, threading, datarace

class Box:
    ready = False
    def __init__(self): self.data = [0]

box = Box()
datarace.atomic(Box, "ready")
looked, look = os.pipe()

def publish():
    os.read(looked, 1)
    box.data[0] = 42
    Box.ready = True

def use():
    times = 0
    while not box.ready:
        times += 1
        if times == 3: os.write(look, b".")
    box.data[0] += 1

threads = [threading.Thread(target=f) for f in (use, publish)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_an_atomic_class_attribute_synchronises_each_time_that_it_is_read_through_an_instance(
    datarace_run: Run, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(POLLED)
    outcome = datarace_run(program)
    assert is_clean(outcome), str(outcome)
