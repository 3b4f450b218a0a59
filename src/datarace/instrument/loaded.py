"""Modules that were imported before the detector started: their functions get probes in place.

Functions are found through the collector and keep their identity, only `__code__` changes. Code that runs at that moment
(generators among it) goes on without probes; functions that it defines later are caught if the constants of running code can be
replaced, which only the compiled part can do.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, ModuleType

from datarace.instrument.body import Body
from datarace.instrument.hook import Instrumenter
from datarace.instrument.tree import walk

ReplaceConstant = Callable[[tuple[object, ...], int, object], None]
"""`probes.replace_constant(constants, index, new)`: changes a tuple in place."""


def instrument_loaded_modules(instrumenter: Instrumenter, replace_constant: ReplaceConstant | None = None) -> int:
    """Put probes into all functions that exist and are ours to watch.

    Args:
        replace_constant: if given, code nested in what is running now is replaced too
    Returns:
        how many functions were changed
    """
    # type(), not isinstance(): that would ask objects of the program for their __class__, which may be a property.
    functions = _ours(instrumenter, [found for found in gc.get_objects() if type(found) is FunctionType])
    names = _ChangingNames()
    new_code: dict[int, CodeType] = {}
    originals: list[CodeType] = []  # kept, so that no id is used twice meanwhile
    for namespace, codes in _outer_by_module(functions):
        originals += codes
        for code, new in zip(codes, instrumenter.instrument_all(codes, names.of(namespace)), strict=True):
            _pair(code, new, new_code)
    changed = 0
    for function in functions:
        new = new_code[id(function.__code__)]
        if new is not function.__code__:
            function.__code__ = new
            changed += 1
    if replace_constant is not None:
        _replace_in_running(instrumenter, replace_constant, new_code, names)
    return changed


def _ours(instrumenter: Instrumenter, functions: list[FunctionType]) -> list[FunctionType]:
    """Those that are watched. There are many of a module and few modules: each namespace and file is asked about once."""
    verdicts: dict[tuple[int, str], bool] = {}
    found = []
    for function in functions:
        code = function.__code__
        key = (id(function.__globals__), code.co_filename)
        watched = verdicts.get(key)
        if watched is None:
            watched = verdicts[key] = instrumenter.is_watched(code, function.__globals__)
        if watched:
            found.append(function)
    return found


def _outer_by_module(functions: list[FunctionType]) -> Iterator[tuple[dict[str, object], list[CodeType]]]:
    """For each namespace the code of its functions, in the order of the source.

    Code that is nested in another one is left out: it is understood together with that.
    """
    by_code = {id(function.__code__): function for function in functions}
    nested = {id(inner) for function in functions for inner in islice(walk(function.__code__), 1, None)}
    modules: dict[int, list[FunctionType]] = {}
    for code, function in by_code.items():
        if code not in nested:
            modules.setdefault(id(function.__globals__), []).append(function)
    for found in modules.values():
        yield found[0].__globals__, sorted((function.__code__ for function in found), key=_place)


def _place(code: CodeType) -> tuple[str, int, str]:
    return code.co_filename, code.co_firstlineno, code.co_qualname


class _ChangingNames:
    """For each module, the globals that may change: all that is neither function nor class nor module."""

    def __init__(self) -> None:
        self._known: dict[int, frozenset[str]] = {}

    def of(self, namespace: dict[str, object]) -> frozenset[str]:
        """The names of that namespace."""
        known = self._known.get(id(namespace))
        if known is None:
            fixed = (FunctionType, BuiltinFunctionType, type, ModuleType)
            known = self._known[id(namespace)] = frozenset(
                name for name, value in namespace.copy().items() if not issubclass(type(value), fixed)
            )
        return known


def _pair(old: CodeType, new: CodeType, pairs: dict[int, CodeType]) -> None:
    """Note which code became which, for `old` and all that is nested in it."""
    pairs[id(old)] = new
    for before, after in zip(old.co_consts, new.co_consts, strict=False):  # our own constants come last
        if isinstance(before, CodeType) and isinstance(after, CodeType):
            _pair(before, after, pairs)


def _replace_in_running(
    instrumenter: Instrumenter, replace: ReplaceConstant, new_code: dict[int, CodeType], names: _ChangingNames
) -> None:
    """Give code that is running now the new form of the code nested in it, so that functions defined from here on have probes."""
    for frame in _running():
        code, namespace = frame.f_code, frame.f_globals
        if not instrumenter.is_watched(code, namespace):
            continue
        for i, constant in enumerate(code.co_consts):
            if isinstance(constant, CodeType):
                new = new_code.get(id(constant))
                if new is None:
                    new = instrumenter.instrument(constant, Body.LIVE, names.of(namespace))
                if new is not constant:
                    replace(code.co_consts, i, new)


def _running() -> Iterator[FrameType]:
    for youngest in sys._current_frames().values():
        frame: FrameType | None = youngest
        while frame is not None:
            yield frame
            frame = frame.f_back
