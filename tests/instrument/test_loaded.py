"""Functions that exist already get probes in place."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from recording import HALF, RMW, FakeSite, Recorder

from datarace.instrument.cache import DiskCache
from datarace.instrument.filter import Filter
from datarace.instrument.hook import Instrumenter
from datarace.instrument.loaded import instrument_loaded_modules

SOURCE = """
import functools
counter = 0
fixed = len
def bump():
    global counter
    counter += 1
def read():
    return counter, fixed
class C:
    def __init__(self): self.n = 1
    @staticmethod
    def s(x): return x.n
    @classmethod
    def c(cls): return cls.shared
    @property
    def p(self): return self.n
    @functools.lru_cache
    def cached(self): return self.n
    shared = 1
def make():
    settled = 1
    changing = 1
    def inner(x):
        nonlocal changing
        changing += settled
        return x.n
    return inner
closure = make()
def generate(x):
    while True:
        yield x.n
table = {"f": lambda x: x.n}
"""


@pytest.fixture
def module() -> Iterator[ModuleType]:
    module = ModuleType("already_there")
    sys.modules["already_there"] = module
    exec(compile(SOURCE, "/x/already_there.py", "exec"), vars(module))
    yield module
    del sys.modules["already_there"]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def instrumenter(recorder: Recorder) -> Instrumenter:
    return Instrumenter(Filter(include=["already_there"]), make_site=recorder)


def test_functions_keep_their_identity_and_tell_their_accesses(
    module: Any, recorder: Recorder, instrumenter: Instrumenter
) -> None:
    functions = [module.bump, module.C.__init__, module.closure, module.table["f"]]
    changed = instrument_loaded_modules(instrumenter)
    assert changed >= 10
    assert [module.bump, module.C.__init__, module.closure, module.table["f"]] == functions
    thing = module.C()
    for call in (lambda: module.C.s(thing), lambda: module.C.c(), lambda: thing.p, thing.cached, lambda: module.closure(thing)):
        recorder.log.clear()
        call()
        assert any(row[0] == "ATTR_READ" for row in recorder.said())
    recorder.log.clear()
    module.bump()
    assert recorder.said() == [("GLOBAL_WRITE", "counter", RMW | HALF, None)]
    assert module.counter == 1


def test_the_rest_of_the_module_decides_what_is_a_variable(module: Any, recorder: Recorder, instrumenter: Instrumenter) -> None:
    instrument_loaded_modules(instrumenter)
    module.read()
    assert recorder.said() == [("GLOBAL_READ", "counter", None)]


def test_closures_made_before_and_after_are_the_same(module: Any, recorder: Recorder, instrumenter: Instrumenter) -> None:
    instrument_loaded_modules(instrumenter)
    assert module.make().__code__ is module.closure.__code__
    recorder.log.clear()
    module.closure(module.C())
    assert [row[1] for row in recorder.said("CELL_READ", "CELL_WRITE")] == ["changing"]


def test_a_generator_that_runs_goes_on(module: Any, instrumenter: Instrumenter) -> None:
    running = module.generate(module.C())
    assert next(running) == 1
    instrument_loaded_modules(instrumenter)
    assert next(running) == 1
    assert next(module.generate(module.C())) == 1


def test_a_second_time_changes_nothing(module: Any, instrumenter: Instrumenter) -> None:
    assert instrument_loaded_modules(instrumenter) > 0
    assert instrument_loaded_modules(instrumenter) == 0


def test_nothing_else_is_touched(module: Any, instrumenter: Instrumenter) -> None:
    before = {name: value.__code__ for name, value in vars(pytest).items() if hasattr(value, "__code__")}
    instrument_loaded_modules(instrumenter)
    assert {name: value.__code__ for name, value in vars(pytest).items() if hasattr(value, "__code__")} == before


def test_what_a_running_body_defines_later_has_probes_if_its_constants_can_be_replaced(recorder: Recorder) -> None:
    instrumenter = Instrumenter(Filter(include=["running"]), make_site=recorder)
    replaced: list[tuple[str, CodeType]] = []

    def replace(constants: tuple[object, ...], index: int, new: object) -> None:
        old = constants[index]
        assert isinstance(old, CodeType)
        assert isinstance(new, CodeType)
        replaced.append((old.co_name, new))

    namespace = {"__name__": "running", "start": lambda: instrument_loaded_modules(instrumenter, replace)}
    exec(compile("start()\ndef later(x):\n    return x.a, n\nn = 1\n", "/x/running.py", "exec"), namespace)
    assert [name for name, _ in replaced] == ["later"]
    assert any(isinstance(constant, FakeSite) for constant in replaced[0][1].co_consts)


def test_the_functions_of_a_module_are_one_entry_on_disk(module: Any, tmp_path: Path) -> None:
    """Which another process with the same module finds, and makes the same of it."""

    def run() -> tuple[dict[str, int], list[str]]:
        recorder = Recorder()
        instrumenter = Instrumenter(Filter(include=["already_there"]), DiskCache(str(tmp_path)), make_site=recorder)
        exec(compile(SOURCE, "/x/already_there.py", "exec"), vars(module))
        gc.collect()  # the functions that were there before are gone
        instrument_loaded_modules(instrumenter)
        for call in (module.bump, module.read, module.C, lambda: module.closure(module.C()), lambda: module.make()(module.C())):
            call()
        said = [row[0] for row in recorder.said()]
        recorder.log.clear()  # which keeps the functions alive
        return instrumenter.left_out, said

    def entries() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    left_out, said = run()
    written = entries()
    key = max(written, key=lambda path: path.stat().st_size)  # what holds all is larger than each
    for path in written.keys() - {key}:
        path.unlink()
    assert run() == (left_out, said)
    assert entries() == {key: written[key]}
    key.unlink()
    assert run() == (left_out, said)
    assert entries() == written


def test_a_damaged_entry_is_made_anew(module: Any, recorder: Recorder, tmp_path: Path) -> None:
    for damage in (lambda data: data, lambda data: data[:-3], lambda data: b""):
        exec(compile(SOURCE, "/x/already_there.py", "exec"), vars(module))
        instrumenter = Instrumenter(Filter(include=["already_there"]), DiskCache(str(tmp_path)), make_site=recorder)
        assert instrument_loaded_modules(instrumenter) >= 10
        recorder.log.clear()
        module.read()
        assert recorder.said() == [("GLOBAL_READ", "counter", None)]
        for path in tmp_path.rglob("*"):
            if path.is_file():
                path.write_bytes(damage(path.read_bytes()))
