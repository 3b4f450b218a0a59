"""What a thread is about to store is known while the race of that store is being told: the store itself comes after it."""

from __future__ import annotations

import os
import threading

import pytest

import datarace

LARGE = 10**20


class Box:
    value: object = None


box = Box()
items: list[object] = [None]
table: dict[str, object] = {"key": None}
variable: object = None


def attribute(write: bool, value: object) -> None:
    if not write:
        box.value
    else:
        box.value = value


def index(write: bool, value: object) -> None:
    if not write:
        items[0]
    else:
        items[0] = value


def key(write: bool, value: object) -> None:
    if not write:
        table["key"]
    else:
        table["key"] = value


def module_global(write: bool, value: object) -> None:
    global variable
    if not write:
        variable
    else:
        variable = value


@pytest.fixture(scope="module")
def watch():
    """Hand the raw races of a test to a function of its own."""
    datarace.start(cache="off")
    from datarace.probes import races

    yield races.watch
    datarace.stop()


@pytest.mark.parametrize("access", [attribute, index, key, module_global])
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (LARGE, LARGE + 0, True),
        (LARGE, LARGE + 1, False),
        (box, box, True),
        (Box(), Box(), False),
        ([], [], False),
        (("a", LARGE), ("a", LARGE + 0), True),
        (("a", box), ("a", box), False),  # not kept: what is in it might go last in the wrong thread
        (0.0, -0.0, False),
    ],
)
def test_a_store_whose_race_is_being_told_counts_as_made(watch, access, first, second, same) -> None:
    looked, telling, stored = os.pipe(), os.pipe(), os.pipe()
    found = []

    def tell(raw) -> None:
        if raw.current.is_write and not raw.previous.is_write:
            os.write(telling[1], b".")
            os.read(stored[0], 1)
        else:
            found.append(raw.same)

    def one() -> None:
        os.read(looked[0], 1)
        access(True, first)

    def two() -> None:
        access(False, None)
        os.write(looked[1], b".")
        os.read(telling[0], 1)
        access(True, second)
        os.write(stored[1], b".")

    watch(tell)
    threads = [threading.Thread(target=target) for target in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [same]
