"""Probes stay in the program's code when the detector stops: of another host of the runtime they know nothing."""

from __future__ import annotations

import threading

import datarace
from datarace import runtime


class Box:
    n = 0


def write(box: Box) -> None:
    box.n = 1


def test_probes_are_silent_while_another_host_has_the_runtime() -> None:
    datarace.start(cache="off")
    box = Box()
    threads = [threading.Thread(target=write, args=(box,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [race.kind for race in datarace.stop()] == ["write-write"]
    runtime.fini()
    runtime.init()
    try:
        runtime.task_start(0)
        assert runtime.stats()["armed"]
        for _ in range(3):
            write(Box())
        assert runtime.stats()["objects"] == 0
    finally:
        runtime.fini()
