"""Woven functions are the same functions: identity, signature, lines, and the original code when it is over."""

from __future__ import annotations

import asyncio
import concurrent.futures
import dis
import importlib
import inspect
import queue
import sys
import threading
import types

import pytest
from recorder import Recorder

from datarace import instrument, interpose
from datarace.instrument.tree import walk
from datarace.interpose import installation, locks
from datarace.interpose.store import Store
from datarace.interpose.table import At, Function

TARGETS = sorted(
    {f"{row.module}:{row.name}" for family in installation.FAMILIES for row in family.functions(Recorder()) if row.required}
)


def function_of(target: str) -> types.FunctionType:
    function = installation.resolve(target)
    assert isinstance(function, types.FunctionType)
    return function


def lines(code: types.CodeType) -> list[int]:
    """The lines in the order of the instructions, runs collapsed."""
    found: list[int] = []
    for _, _, line in code.co_lines():
        if line is not None and (not found or found[-1] != line):
            found.append(line)
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_a_woven_function_shows_the_same_face(target: str) -> None:
    importlib.import_module(target.partition(":")[0])
    function = function_of(target)
    code = function.__code__
    signature = inspect.signature(function)
    source = inspect.getsource(function)
    recorder = Recorder()
    interpose.install(lambda code, _: code, recorder)
    try:
        assert function_of(target) is function
        woven = function.__code__
        assert woven is not code
        assert inspect.signature(function) == signature
        assert inspect.getsource(function) == source
        for name in ("co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags", "co_varnames", "co_freevars"):
            assert getattr(woven, name) == getattr(code, name)
        assert lines(woven) == lines(code)
        originals = [i.opname for i in dis.get_instructions(code)]
        rest = iter(i.opname for i in dis.get_instructions(woven))
        assert all(name in rest for name in originals), "an instruction of the original is gone"
    finally:
        recorder.listening = False
        interpose.uninstall()
    assert function.__code__ is code


def test_install_twice_and_uninstall_twice_are_harmless() -> None:
    code = threading.Event.set.__code__
    for _ in range(2):
        interpose.install(lambda code, _: code, Recorder())
        interpose.install(lambda code, _: code, Recorder())
        assert threading.Event.set.__code__ is not code
        interpose.uninstall()
        interpose.uninstall()
        assert threading.Event.set.__code__ is code


@pytest.mark.parametrize("module", ["queue", "concurrent.futures._base", "asyncio.events", "threading"])
def test_a_module_that_is_imported_later_is_woven_before_it_runs(module: str) -> None:
    loaded = importlib.import_module(module)
    source = inspect.getsource(loaded)
    body = compile(source, loaded.__file__ or "", "exec", dont_inherit=True)
    recorder = Recorder()
    work = installation.Installation(recorder, Store(None))
    woven = work.code_to_run(body, {"__name__": module})
    assert work.warnings == []
    assert woven is not body
    inner = {code.co_qualname: code for code in walk(woven)}
    for row in work.table[module]:
        if row.required:
            assert any(type(constant).__name__.endswith("Site") for constant in inner[row.name].co_consts), row.name
    assert work.code_to_run(body, {"__name__": "other"}) is body


def test_a_module_of_the_program_that_hides_a_standard_one_is_left_alone() -> None:
    body = compile("class Queue: pass", "/home/somebody/queue.py", "exec")
    work = installation.Installation(Recorder(), Store(None))
    assert work.code_to_run(body, {"__name__": "queue"}) is body
    assert work.warnings == []


def test_a_replaced_function_is_told_and_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(self: object) -> None:
        """Somebody's own."""

    monkeypatch.setattr(threading.Event, "set", other)
    code = other.__code__
    interpose.install(lambda code, _: code, Recorder())
    try:
        (warning,) = interpose.warnings()
        assert "threading.Event.set" in warning
        assert other.__code__ is code
    finally:
        interpose.uninstall()


def test_a_function_that_is_not_written_as_expected_is_told_and_left_alone() -> None:
    work = installation.Installation(Recorder(), Store(None))
    work.table = {"queue": [Function("queue", "Queue.qsize", At("store nothing_of_that_name", 1))]}
    code = queue.Queue.qsize.__code__
    work._weave_loaded("queue")
    assert queue.Queue.qsize.__code__ is code
    assert work.warnings == ["queue.Queue.qsize is not written as expected: its happens-before edges are not seen"]


def test_woven_code_comes_from_the_disk_the_second_time(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    instrument.configure(cache=str(tmp_path))
    interpose.install(lambda code, _: code, Recorder())
    interpose.uninstall()
    monkeypatch.setitem(sys.modules, "datarace.interpose.weaving", None)  # weaving again would fail
    recorder = Recorder()
    interpose.install(lambda code, _: code, recorder)
    try:
        event = threading.Event()
        event.set()
        assert recorder.of(event) == [("SYNC_RELEASE_MERGE", 1)]
    finally:
        interpose.uninstall()
        instrument.configure(cache="off")


def test_a_raising_function_has_the_traceback_of_the_original(said: Recorder) -> None:
    channel: queue.Queue[int] = queue.Queue()
    with pytest.raises(queue.Empty) as caught:
        channel.get_nowait()
    names = [entry.name for entry in caught.traceback]
    assert names[1:] == ["get_nowait", "get"]


def test_c_functions_that_exist_are_hooked_once(said: Recorder) -> None:
    targets = [id(target) for target, _ in said.hooked]
    assert len(targets) == len(set(targets))
    names = {(getattr(target, "__qualname__", ""), action) for target, action in said.hooked}
    assert {
        ("lock.acquire", "LOCK_ACQUIRE"),
        ("RLock._release_save", "RELEASE_SAVE"),
        ("SimpleQueue.get_nowait", "QUEUE_GET"),
        ("start_new_thread", "START_THREAD"),
        ("exec", "RUN_CODE"),
        ("eval", "RUN_CODE"),
        ("allocate_lock", "LOCK_NEW"),
        ("dumps", "HAND_OUT"),
    } <= names
    assert threading.RLock().__class__ in said.new_hooked
    assert (type(threading.Lock()) in said.new_hooked) == (sys.version_info >= (3, 13))


def test_every_role_names_a_function_that_some_version_has() -> None:
    importlib.import_module("multiprocessing.pool")
    importlib.import_module("multiprocessing.queues")
    importlib.import_module("multiprocessing.synchronize")
    for name in ("logging", "sched", "functools"):
        importlib.import_module(name)
    gone = {
        "Thread._stop",
        "_shutdown",
        "Thread._set_tstate_lock",
        "Thread._wait_for_tstate_lock",
        "Thread._reset_internal_locks",
    }
    gone |= {"_acquireLock", "_releaseLock", "cached_property.__init__"}
    missing = set()
    for end, names in locks.ROLES.items():
        module = end.strip("/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        module = module.removeprefix("<frozen ").removesuffix(">")
        for name in names:
            if name != "*" and not isinstance(installation.resolve(f"{module}:{name}"), types.FunctionType):
                missing.add(name)
    assert missing <= gone


def test_the_interpreter_s_own_suites_are_not_disturbed(said: Recorder) -> None:
    """A taste; the suites of threading, queue and futures run with all hooks in the nightly checks."""
    with concurrent.futures.ThreadPoolExecutor(4) as executor:
        assert sum(executor.map(lambda n: n * n, range(200))) == sum(n * n for n in range(200))
    assert asyncio.run(asyncio.wait_for(asyncio.to_thread(threading.Event().wait, 0.001), 5)) is False
