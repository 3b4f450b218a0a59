"""Objects that a probe looks at may go while it is there: others run while a report is printed.

Each program is run with an allocator that fills what is freed, so that a look at it ends the process. What others would do is done by
the function that is handed the race, in the middle of the access.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

#: Threads use `thing`, unordered with what comes after; then `meanwhile` is what happens at each race.
PROGRAM = """\
import os, threading
from datarace.probes import races

told, tell = os.pipe()
ended, end = os.pipe()

def start(function, *arguments):
    def run():
        function(*arguments)
        del_arguments()
        os.write(tell, b"x")
        os.read(ended, 1)

    def del_arguments():
        nonlocal arguments
        arguments = ()

    thread = threading.Thread(target=run)
    thread.start()
    os.read(told, 1)

count = 0

def on_race(raw):
    global count
    count += 1
    meanwhile()

races.watch(on_race)
{}
print("races", count > 0)
os.write(end, b"xxxx")
"""

PROGRAMS = {
    "the container of an iterator": """
        class Numbers(list):
            pass

        def write(numbers):
            numbers[0] = 5

        def meanwhile():
            for _ in iterator:
                pass

        numbers = Numbers([1, 2, 3])
        start(write, numbers)
        iterator = iter(numbers)
        del numbers
        print(next(iterator, "nothing left"))
        """,
    "the owner of a view's memory, an element": """
        def read(view):
            view[0]

        def meanwhile():
            view.release()

        view = memoryview(bytearray(1000))
        start(read, view)
        start(read, view)
        try:
            view[0] = 1
        except ValueError as error:
            print(error)
        """,
    "the owner of a view's memory, all of it": """
        def write(view):
            view[0] = 5

        def meanwhile():
            view.release()

        view = memoryview(bytearray(1000))
        start(write, view)
        try:
            view.tobytes()
        except ValueError as error:
            print(error)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_used_while_a_report_is_made_stays(name: str, datarace_run: Run) -> None:
    outcome = datarace_run("-c", PROGRAM.format(textwrap.dedent(PROGRAMS[name])), PYTHONMALLOC="debug")
    last = "nothing left" if "iterator" in name else "operation forbidden on released memoryview object"
    assert (outcome.status, outcome.out) == (0, f"{last}\nraces True\n"), str(outcome)
    assert outcome.err.startswith("datarace: found ") and outcome.err.count("\n") == 1, str(outcome)


RELEASED = """\
import threading

go = threading.Event()
thread = threading.Thread(target=go.wait)
thread.start()
for make in (lambda: bytearray(1000), lambda: memoryview(bytearray(1000))[3:7]):
    view = memoryview(make())
    view.release()
    for use in (lambda: view[0], lambda: view.__setitem__(0, 1), lambda: view[0:2]):
        try:
            use()
        except ValueError as error:
            print(error)
go.set()
thread.join()
"""


def test_owner_of_a_released_view_is_not_looked_at(datarace_run: Run) -> None:
    outcome = datarace_run("-c", RELEASED, PYTHONMALLOC="debug")
    assert (outcome.status, outcome.err) == (0, ""), str(outcome)
    assert outcome.out == "operation forbidden on released memoryview object\n" * 6


REPLACED = """\
import sys, threading

class Thing:
    pass

class Meta(type):
    pass

class Shared(metaclass=Meta):
    value = Thing()

value = Thing()

def replace_on_class():
    Shared.value = Thing()

def replace_on_metaclass():
    Meta.value = Thing()

def replace_global():
    global value
    value = Thing()

def use():
    with own[threading.get_ident()]:  # what comes after is a new access
        shared.value
        Shared.value
        Shared.value = Thing()
        value

def often(function):
    ready.wait()
    while not done:
        function()

ready = threading.Barrier(6)
done = False
own = {}
shared = Shared()
replacing = (replace_on_class, replace_on_metaclass, replace_on_metaclass, replace_global)
threads = [threading.Thread(target=often, args=(function,)) for function in replacing]
for thread in threads:
    thread.start()

def use_often():
    own[threading.get_ident()] = threading.Lock()
    ready.wait()
    for _ in range(1500):
        use()

threads.append(threading.Thread(target=use_often))
threads[-1].start()
ready.wait()
threads[-1].join()
done = True
for thread in threads:
    thread.join()
"""


def test_what_others_replace_meanwhile_is_held(datarace_run: Run) -> None:
    """Of use on the free-threaded build, where it can happen at any moment."""
    outcome = datarace_run("-c", REPLACED, PYTHONMALLOC="debug")
    assert outcome.status == 66, str(outcome)
