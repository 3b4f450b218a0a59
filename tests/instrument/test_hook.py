"""What happens to code on its way into execution."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from recording import FakeSite, Recorder, compiled

from datarace.instrument.cache import DiskCache
from datarace.instrument.filter import Filter
from datarace.instrument.hook import Instrumenter

SOURCE = "n = 0\nn *= int(n)\ndef f(x):\n    return x.a\n"


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def instrumenter(recorder: Recorder) -> Instrumenter:
    return Instrumenter(make_site=recorder)


def has_probes(code: CodeType) -> bool:
    return any(
        isinstance(constant, FakeSite) or (isinstance(constant, CodeType) and has_probes(constant)) for constant in code.co_consts
    )


def kinds(code: CodeType) -> set[str]:
    return {constant.kind for constant in code.co_consts if isinstance(constant, FakeSite)}


def test_a_module_s_own_names_have_no_probes_while_it_is_imported(instrumenter: Instrumenter) -> None:
    module = ModuleType("fresh")
    module.__spec__ = ModuleSpec("fresh", None)
    module.__spec__._initializing = True  # type: ignore[attr-defined]
    module.__file__ = "/x/fresh.py"
    code = compile(SOURCE, "/x/fresh.py", "exec")
    assert kinds(instrumenter.code_to_run(code, vars(module))) == {"MODULE_END"}
    module.__spec__._initializing = False  # type: ignore[attr-defined]
    assert kinds(instrumenter.code_to_run(code, vars(module))) == {"GLOBAL_READ", "GLOBAL_WRITE"}


def test_text_with_locals_of_its_own_has_no_globals(instrumenter: Instrumenter) -> None:
    code = compile(SOURCE, "<string>", "exec")
    namespace = {"__name__": "somewhere"}
    assert kinds(instrumenter.code_to_run(code, namespace, True)) == set()
    assert kinds(instrumenter.code_to_run(code, namespace)) == set()
    assert kinds(instrumenter.code_to_run(code, namespace, False)) == {"GLOBAL_READ", "GLOBAL_WRITE"}
    assert has_probes(instrumenter.code_to_run(code, namespace, True))


def test_the_same_text_is_rewritten_once(instrumenter: Instrumenter, monkeypatch: pytest.MonkeyPatch) -> None:
    first = instrumenter.code_to_run(compile(SOURCE, "<string>", "exec"), {"__name__": "a"})
    monkeypatch.setattr("datarace.instrument.rewriting.rewrite_frozen", None)  # calling it would fail
    second = instrumenter.code_to_run(compile(SOURCE, "<string>", "exec"), {"__name__": "a"})
    assert has_probes(second)
    assert first == second


def test_equal_code_of_another_file_is_another_code(instrumenter: Instrumenter) -> None:
    first, second = (instrumenter.code_to_run(compile(SOURCE, file, "exec"), {"__name__": "a"}) for file in ("/a.py", "/b.py"))
    assert (first.co_filename, second.co_filename) == ("/a.py", "/b.py")


def test_code_with_probes_is_not_given_more(instrumenter: Instrumenter) -> None:
    once = instrumenter.code_to_run(compiled(SOURCE), {"__name__": "a"})
    assert instrumenter.code_to_run(once, {"__name__": "a"}) is once
    inner = next(constant for constant in once.co_consts if isinstance(constant, CodeType))
    assert instrumenter.code_to_run(inner, {"__name__": "a"}) is inner


def test_what_is_not_watched_runs_as_it_is_and_is_told(recorder: Recorder) -> None:
    instrumenter = Instrumenter(Filter(exclude=["secret"]), make_site=recorder)
    for module, file in (("secret.a", "/x/a.py"), ("json", __import__("json").__file__), ("seen", "/x/seen.py")):
        code = compile(SOURCE, file, "exec")
        assert (instrumenter.code_to_run(code, {"__name__": module}) is code) == (module != "seen")
    assert instrumenter.not_instrumented().get("excluded") == ["secret.a"]
    assert "standard library" not in instrumenter.not_instrumented()


def test_a_failure_of_ours_leaves_the_program_running_and_is_told(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr("datarace.instrument.rewriting.rewrite_frozen", fail)
    instrumenter = Instrumenter(make_site=recorder)
    code = compile(SOURCE, "/x/a.py", "exec")
    assert instrumenter.code_to_run(code, {"__name__": "a"}) is code
    assert instrumenter.not_instrumented()["failed"] == ["/x/a.py:<module> (RuntimeError: out of luck)"]


def test_code_from_disk_needs_no_rewriting(recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = compile(SOURCE + "def g(l): return sorted(*l)\n", "/x/a.py", "exec")
    first = Instrumenter(disk=DiskCache(str(tmp_path)), make_site=recorder)
    expected = first.code_to_run(code, {"__name__": "a"})
    monkeypatch.setattr("datarace.instrument.rewriting.rewrite_frozen", None)  # calling it would fail
    second = Instrumenter(disk=DiskCache(str(tmp_path)), make_site=recorder)
    assert second.code_to_run(code, {"__name__": "a"}) == expected
    assert second.not_instrumented()["unmatched calls"] == first.not_instrumented()["unmatched calls"] == ["1"]


def test_an_unusual_name_is_no_error(instrumenter: Instrumenter) -> None:
    for name in (None, 3, ["list"]):
        assert has_probes(instrumenter.code_to_run(compiled(SOURCE), {"__name__": name}))
    assert has_probes(instrumenter.code_to_run(compiled(SOURCE), {}))
