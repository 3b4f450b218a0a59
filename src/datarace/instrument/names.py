"""Names that decide which calls get a probe: methods of containers, and functions that walk or touch what they are given.

What such a call reads and writes is the probes' business (`datarace.probes.effects`); a name that is not in their tables has no
effect worth a probe.
"""

from __future__ import annotations

from datarace.probes import effects

CONTAINER_METHODS = frozenset(
    name for family, rows in effects.METHODS.items() if family != "ndarray" for name in rows if not name.endswith(")")
)
BASE_METHODS = CONTAINER_METHODS | effects.OBJECT_METHODS.keys()
"""What classes call of their base: methods of containers, and what `object` does with attributes."""

ARRAY_METHODS = frozenset(effects.METHODS["ndarray"])
"""Of numpy's arrays: names like `sum` are common, and watched only in modules that import numpy."""

FUNCTIONS = frozenset(effects.FUNCTIONS)

FUNCTIONS_BY_NAME: dict[str, tuple[str, ...]] = {}
"""The functions of the table by their last name, for code that does not say where a name comes from."""
for _function in effects.FUNCTIONS:
    _last = _function.rpartition(".")[2]
    FUNCTIONS_BY_NAME[_last] = (*FUNCTIONS_BY_NAME.get(_last, ()), _function)


def arguments_of(function: str, positional: int) -> list[int]:
    """Which arguments of a call with so many positional ones get a probe: positions, or effects.ALONE or effects.TOGETHER."""
    wanted: list[int] = []
    for argument in effects.FUNCTIONS[function]:
        if argument == effects.EACH:
            wanted += range(positional)
        elif argument == effects.ALONE:
            wanted += [argument] if positional == 1 else []
        elif argument < positional:
            wanted.append(argument)
    return wanted


def _public(*types: type) -> frozenset[str]:
    return frozenset(name for kind in types for name in dir(kind) if not name.startswith("_"))


# Methods of types that nobody can change.
BUILTIN_METHODS = frozenset(
    name
    for family, rows in effects.METHODS.items()
    for name in rows
    if family not in ("Counter", "ndarray") and not name.endswith(")")
) | _public(list, dict, set, str, bytes, bytearray, tuple)

# Read only, set once by the interpreter when a class or function is made, or answered by the type.
UNTRACKED_ATTRIBUTES = frozenset({"__class__", "__dict__", "__name__", "__doc__", "__module__", "__qualname__"})

# Made by the compiler for itself.
UNTRACKED_VARIABLES = frozenset(
    {"__class__", "__classdict__", "__classcell__", "__conditional_annotations__", ".type_params", ".generic_base"}
)
UNTRACKED_GLOBALS = frozenset({"__annotations__", "__annotate__", "__conditional_annotations__"})
