"""Code without probes, for what takes code out of this interpreter.

`marshal` cannot write a probe, and another interpreter cannot run one. The code that the program wrote is not kept, because
almost no program asks for it: its file is loaded again, the way the import system does it, and what is found there has to fit.
"""

from __future__ import annotations

import sys
from _operator import is_  # the module around it would bring more into the program
from collections.abc import Sequence
from types import CodeType, FunctionType
from typing import cast

from datarace.instrument.cache import Living
from datarace.instrument.tree import walk

_known = Living()
_CODE = "the program's own code"
_HOLDERS = frozenset((CodeType, FunctionType, tuple, list, dict))
#: What instrumentation leaves as it was.
_SAME = (
    *("co_name", "co_qualname", "co_firstlineno", "co_flags", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount"),
    *("co_names", "co_varnames", "co_cellvars", "co_freevars"),
)


def plain(value: object, depth: int = 2) -> object:
    """`value` with the program's own code where it is, has or (down to `depth` containers) holds instrumented code.

    `value` itself where there is none, or where the program's own code is not found: it was made from text, say.
    """
    kind = type(value)
    if kind is CodeType:
        return plain_code(cast(CodeType, value))
    if kind is FunctionType:
        return _plain_function(cast(FunctionType, value))
    if depth and (kind is tuple or kind is list):
        members = cast("tuple[object, ...]", value)
        new = _plain_members(members, depth)
        if new is not None:
            return new if kind is list else tuple(new)
    elif depth and kind is dict:
        items = cast("dict[object, object]", value)
        new = _plain_members(tuple(items.values()), depth)
        if new is not None:
            return dict(zip(items, new, strict=False))
    return value


def _plain_members(members: Sequence[object], depth: int) -> list[object] | None:
    """The members of a container without probes; None if they stay what they are. Nearly always that is told at once."""
    if _HOLDERS.isdisjoint(map(type, members)):
        return None
    new = [plain(member, depth - 1) for member in members]
    return None if all(map(is_, new, members)) else new


def plain_code(code: CodeType) -> CodeType:
    """The code that the program wrote; `code` itself if it has no probes, or if that is not found."""
    if not any(map(_has_probes, walk(code))):
        return code
    known = _known.get(code, _CODE)
    if known is None:
        known = _found(code)
        _known.put(code, _CODE, known)
    return known


def _plain_function(function: FunctionType) -> FunctionType:
    code = plain_code(function.__code__)
    if code is function.__code__:
        return function
    new = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, function.__closure__)
    new.__kwdefaults__ = function.__kwdefaults__
    new.__qualname__, new.__module__, new.__doc__ = function.__qualname__, function.__module__, function.__doc__
    new.__dict__.update(function.__dict__)
    return new


def _found(code: CodeType) -> CodeType:
    tree = _code_of_file(code.co_filename)
    if tree is not None:
        for candidate in walk(tree):
            if _is_origin(candidate, code):
                return candidate
    if _has_probes(code):
        return code
    return code.replace(co_consts=tuple(plain_code(one) if isinstance(one, CodeType) else one for one in code.co_consts))


def _has_probes(code: CodeType) -> bool:
    """Whether there are probes in `code` itself: those of accesses, or those of functions that synchronise."""
    return any(type(constant).__module__.startswith("datarace.probes.") for constant in code.co_consts)


def _code_of_file(name: str) -> CodeType | None:
    """What the import system makes of a file, without a trace on disk; None if it makes nothing of it."""
    try:
        if name.startswith("<frozen "):
            return cast(CodeType, sys.modules["_imp"].get_frozen_object(name[len("<frozen ") : -1]))
        return cast("CodeType | None", _reader()("__main__", name).get_code("__main__"))
    except Exception:  # no such file, no Python in it: whatever it is, there is no code
        return None


def _reader() -> type:
    class Reader(sys.modules["_frozen_importlib_external"].SourceFileLoader):  # type: ignore[misc]
        """Reads what is in `__pycache__`, and puts nothing there."""

        def set_data(self, path: str, data: bytes, **options: object) -> None: ...

    return Reader


def _is_origin(origin: CodeType, code: CodeType) -> bool:
    """Whether instrumentation made `code` of `origin`: it adds constants behind, and instructions at places that are there."""
    return (
        all(getattr(origin, name) == getattr(code, name) for name in _SAME)
        and len(origin.co_consts) <= len(code.co_consts)
        and all(map(_is_same_constant, origin.co_consts, code.co_consts))
        and set(origin.co_positions()) <= set(code.co_positions())
    )


def _is_same_constant(origin: object, constant: object) -> bool:
    if isinstance(origin, CodeType) and isinstance(constant, CodeType):
        return origin == constant or _is_origin(origin, constant)
    return type(origin) is type(constant) and origin == constant
