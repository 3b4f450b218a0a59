"""Raw races made by hand from real code objects: what the probes would hand over."""

from __future__ import annotations

import dis
import importlib.util
import types
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"


def load(name: str) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROGRAMS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at(code: types.CodeType, opname: str, name: object = None, nth: int = 0) -> tuple[types.CodeType, int]:
    """The frame that is at an instruction: the ``nth`` with this operation (a prefix) and this argument."""
    hits = [i.offset for i in dis.get_instructions(code) if i.opname.startswith(opname) and name in (None, i.argval)]
    return code, hits[nth]


def inner(code: types.CodeType, name: str) -> types.CodeType:
    return next(c for c in code.co_consts if isinstance(c, types.CodeType) and c.co_name == name)


@dataclass
class Access:
    is_write: bool
    frames: list
    task: int = 1
    is_rmw: bool = False
    is_atomic: bool = False
    operation: str = ""
    steps: bool = False
    walk: bool = False
    removal: bool = False
    thread_ident: int | None = 1000
    task_finished: bool = False
    locks: list = field(default_factory=list)
    task_created: list = field(default_factory=list)
    site: object = None
    finalizing: list = field(default_factory=list)
    scope: int = 0


@dataclass
class Raw:
    key_kind: str
    key: object
    owner: object
    current: Access
    previous: Access
    address: int = 0x7F0000001234
    spec: tuple = (0, 0, "", 0)
    guard: tuple | None = None
    split: bool = False
    act: str = ""
    met: tuple = (0, ())
    same: bool = False


NAMES = {1: "teller-1", 2: "teller-2", 3: "it's 3"}


def name_of(access: Access) -> str:
    return NAMES.get(access.task, "")
