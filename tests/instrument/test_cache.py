"""What is remembered is what would be made now, or it is made now."""

from __future__ import annotations

import gc
import marshal
import os
import weakref
from pathlib import Path
from types import CodeType

import pytest
from equivalence import assert_same_but_for_probes
from programs import PROGRAMS
from recording import Recorder, compiled

from datarace.instrument.body import Body
from datarace.instrument.cache import MAGIC, DiskCache, MemoryCache, key_of
from datarace.instrument.hook import Instrumenter
from datarace.instrument.rewriting import rewrite, rewrite_frozen
from datarace.instrument.sites import thaw

SOURCE = "class C:\n    def f(self, l=(1, 2.5, b'x', 'y', None, ..., 3j)):\n        self.n += l[0:2]\n        return {1, 2} > {'a', 'b'}\n"


def key(source: str = SOURCE, body: str = "LIVE", names: frozenset[str] | None = None, version: str = "1") -> str:
    return key_of(compile(source, "file.py", "exec"), body, names, version)


@pytest.fixture
def disk(tmp_path: Path) -> DiskCache:
    return DiskCache(str(tmp_path))


def entry_of(disk: DiskCache) -> Path:
    disk.put(key(), {"unmatched calls": 2}, rewrite_frozen(compiled(SOURCE), Body.LIVE).code)
    return Path(disk.path(key()))


@pytest.mark.parametrize("name", PROGRAMS)
def test_code_from_disk_is_the_code_that_was_made(name: str, disk: DiskCache) -> None:
    code = compiled(PROGRAMS[name])
    made = rewrite_frozen(code, Body.LIVE)
    disk.put(key(), made.left_out, made.code)
    entry = disk.get(key())
    assert entry is not None
    left_out, frozen = entry
    assert left_out == made.left_out
    recorder = Recorder()
    live = thaw(frozen, recorder)
    assert live == rewrite(code, is_main=True, make_site=recorder)
    assert assert_same_but_for_probes(code, live) > 0


def test_the_key_is_the_same_in_every_process() -> None:
    other = marshal.loads(marshal.dumps(compile(SOURCE, "file.py", "exec")))
    assert key_of(other, "LIVE", None, "1") == key()
    assert len({key(names=frozenset(order)) for order in (("a", "b"), ("b", "a"))}) == 1


def test_the_key_differs_with_all_that_the_result_depends_on() -> None:
    code = compile(SOURCE, "file.py", "exec")
    keys = [
        key(),
        key(body="MODULE"),
        key(names=frozenset({"a"})),
        key(names=frozenset()),
        key(version="2"),
        key(SOURCE.replace("2.5", "2.25")),
        key(SOURCE.replace("2.5", "-2.5")),
        key(SOURCE.replace("1,", "True,")),
        key(SOURCE.replace("self.n", "self.m")),
        key("\n" + SOURCE),
        key_of(code.replace(co_filename="other.py"), "LIVE", None, "1"),
    ]
    assert len(set(keys)) == len(keys)


def test_code_with_constants_that_marshal_does_not_know_of_old_has_a_key_of_its_own() -> None:
    # Slices of constants are constants from 3.14 on.
    first = compile("def f(x): return x[1:2]", "file.py", "exec")
    second = compile("def g(x): yield x[1:2]", "file.py", "exec")
    by_hand = [(lambda: None).__code__.replace(co_consts=(constant,)) for constant in (slice(1, 2), slice(1, 3), object())]
    keys = [key_of(code, "LIVE", None, "1") for code in (first, second, *by_hand)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "foreign", "checksum of nonsense"])
def test_a_damaged_entry_is_as_good_as_none(damage: str, disk: DiskCache) -> None:
    path = entry_of(disk)
    assert disk.get(key()) is not None
    data = path.read_bytes()
    nonsense = marshal.dumps("no pair")
    from datarace.instrument.cache import _checksum

    path.write_bytes(
        {
            "cut": data[:-3],
            "flipped": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
            "empty": b"",
            "foreign": b"#!/bin/sh\n" + data,
            "checksum of nonsense": MAGIC + _checksum(nonsense) + nonsense,
        }[damage]
    )
    assert disk.get(key()) is None
    assert entry_of(disk).read_bytes() == data
    assert disk.get(key()) is not None


def test_no_half_written_entry_is_left_behind(disk: DiskCache) -> None:
    path = entry_of(disk)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    disk = DiskCache(str(tmp_path / "cache"))
    entry_of(disk)
    assert disk.get(key()) is None


def test_a_folder_that_is_a_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    disk = DiskCache(str(tmp_path / "file" / "cache"))
    entry_of(disk)
    assert disk.get(key()) is None


def test_code_that_cannot_be_marshalled_is_not_kept(disk: DiskCache) -> None:
    code: CodeType = compiled("x = 1\n")
    disk.put(key(), {}, code.replace(co_consts=(*code.co_consts, object())))
    assert disk.get(key()) is None
    assert entry_of(disk).exists()


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"DATARACE_CACHE": "/a/b"}, "/a/b"),
        ({"DATARACE_CACHE": "off", "XDG_CACHE_HOME": "/c"}, None),
        ({"DATARACE_CACHE": "0"}, None),
        ({"DATARACE_CACHE": ""}, None),
        ({"XDG_CACHE_HOME": "/c"}, "/c/datarace"),
        ({"XDG_CACHE_HOME": "relative"}, None),
    ],
)
def test_the_environment_says_where_the_cache_is(environment: dict[str, str], folder: str | None) -> None:
    disk = DiskCache.from_environment(environment)
    assert (disk.folder if disk else None) == folder


def test_the_memory_forgets_what_was_not_used_for_longest() -> None:
    memory = MemoryCache(keep=2)
    one, two, three = (compiled(f"x = {n}\n") for n in range(3))
    memory.put("one", one)
    memory.put("two", two)
    assert memory.get("one") == one
    memory.put("three", three)
    assert memory.get("two") is None
    assert (memory.get("one"), memory.get("three")) == (one, three)


def test_what_is_compiled_twice_is_two_and_each_goes_when_the_program_lets_it_go() -> None:
    instrumenter = Instrumenter(disk=None, make_site=lambda *spec: object())
    text = "def f(): return g\ndef h(): return 1\ng = 1\n"

    def compiled_twice() -> list[weakref.ref[CodeType]]:
        codes = [compile(text, "<text>", "exec") for _ in range(2)]
        first, second = (instrumenter.instrument(code, Body.LIVE) for code in codes)
        assert first is not codes[0]
        assert instrumenter.instrument(codes[0], Body.LIVE) is first
        functions = [[one for one in made.co_consts if isinstance(one, CodeType)] for made in (first, second)]
        assert not {id(one) for one in functions[0]} & {id(one) for one in functions[1]}
        return [weakref.ref(one) for one in (*codes, *functions[0], *functions[1])]

    gone = compiled_twice()
    for _ in range(2):  # without the GIL code goes with a collection; what was made of it was in use until then
        gc.collect()
    still = [reference() for reference in gone]
    if is_kept_by_the_interpreter(text):
        assert still[:2] == [None, None]
    else:
        assert still == [None] * len(gone)


def is_kept_by_the_interpreter(text: str) -> bool:
    """Whether code that is made from other code never goes, as without the GIL in 3.13 once there was a second thread."""
    nested = next(one for one in compile(text, "<text>", "exec").co_consts if isinstance(one, CodeType))
    made = weakref.ref(nested.replace(co_consts=(*nested.co_consts, "more")))
    gc.collect()
    return made() is not None


def test_code_that_needs_no_probe_stays_what_it_is() -> None:
    instrumenter = Instrumenter(disk=None, make_site=lambda *spec: object())
    for _ in range(2):
        code = compile("lambda: 42", "<text>", "eval")
        assert instrumenter.instrument(code, Body.DETACHED) is code
