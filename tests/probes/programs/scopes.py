"""Scopes: every access says in which it was made, however long ago, and threads take theirs from who starts them."""

from __future__ import annotations

import threading

import pytest

import datarace


class Box:
    n = 0
    table: dict[str, int] = {}


@pytest.fixture
def raws():
    """The raw races of a run, as they come."""
    datarace.start(cache="off")
    from datarace.probes import races

    found: list = []
    races.watch(found.append)
    yield found
    datarace.stop()


def write(box: Box) -> None:
    box.n = 1


def run(*functions) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_thread_is_in_the_scope_of_who_started_it(raws):
    from datarace import probes

    box = Box()
    assert probes.set_scope(7) == 0
    run(lambda: run(lambda: write(box)), lambda: write(box))
    assert probes.set_scope(9) == 7
    assert probes.scope() == 9
    assert {(raw.current.scope, raw.previous.scope) for raw in raws} == {(7, 7)}
    # The root of a stack is no frame.
    assert all(code.co_filename.endswith(".py") for raw in raws for code, _ in raw.current.frames)


def test_a_race_is_told_once_for_each_scope_until_that_is_forgotten(raws):
    from datarace import probes

    for scope in (7, 8, 7):
        probes.set_scope(scope)
        box = Box()
        run(lambda: write(box), lambda: write(box))  # noqa: B023
    assert [raw.current.scope for raw in raws] == [7, 8]
    assert [count for spec, count in probes.forget_scope(7).items() if spec[4:] == (7, 7)] == [2]
    probes.set_scope(7)
    box = Box()
    run(lambda: write(box), lambda: write(box))
    assert [raw.current.scope for raw in raws] == [7, 8, 7]


def test_a_new_scope_is_a_new_epoch(raws):
    """Without one the second write counted as recorded already, in the first scope."""
    from datarace import probes

    box = Box()
    gone = []

    def later():
        while not gone:  # no edge: a list that only grows, read in a loop
            pass
        box.n = 2

    thread = threading.Thread(target=later)
    thread.start()
    for scope in (7, 8):
        probes.set_scope(scope)
        write(box)
    gone.append(1)
    thread.join()
    assert {raw.previous.scope for raw in raws if raw.key == "n"} == {8}


def test_operations_of_a_strict_scope_are_no_atoms(raws):
    from datarace import probes

    for scope, races in ((7, 0), (probes.kinds.STRICT_SCOPE + 8, 1), (9, 1)):
        probes.set_scope(scope)
        table: dict[str, int] = {}
        run(lambda: table.update(a=1), lambda: table.update(a=2))  # noqa: B023
        assert len({raw.current.scope for raw in raws}) == races
