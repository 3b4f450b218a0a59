"""Names that decide which calls get a probe: methods of containers, and functions that walk or touch what they are given.

What such a call reads and writes is the probes' business (`datarace.probes.effects`); a name that is not in their tables has no
effect worth a probe.
"""

from __future__ import annotations

from datarace.probes import effects

CONTAINER_METHODS = frozenset(name for rows in effects.METHODS.values() for name in rows)

FIRST, SECOND, FIRST_THREE = 0, 1, 2
"""What a CALL probe is given of the arguments: the first one, the second one, a tuple of the first three."""

_FORMS = {
    **dict.fromkeys(("map", "filter"), SECOND),
    **dict.fromkeys(("getattr", "setattr", "delattr", "hasattr", "min", "max", "zip"), FIRST_THREE),
}
FUNCTIONS: dict[str, int] = {name: _FORMS.get(name, FIRST) for name in effects.FUNCTIONS}


def _public(*types: type) -> frozenset[str]:
    return frozenset(name for kind in types for name in dir(kind) if not name.startswith("_"))


# Methods of types that nobody can change.
BUILTIN_METHODS = CONTAINER_METHODS | _public(list, dict, set, str, bytes, bytearray, tuple)

# Read only, set once by the interpreter when a class or function is made, or answered by the type.
UNTRACKED_ATTRIBUTES = frozenset({"__class__", "__dict__", "__name__", "__doc__", "__module__", "__qualname__"})

# Made by the compiler for itself.
UNTRACKED_VARIABLES = frozenset(
    {"__class__", "__classdict__", "__classcell__", "__conditional_annotations__", ".type_params", ".generic_base"}
)
UNTRACKED_GLOBALS = frozenset({"__annotations__", "__annotate__", "__conditional_annotations__"})
