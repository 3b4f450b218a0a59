"""Names that decide which calls get a probe: methods of containers, and functions that walk or touch what they are given."""

from __future__ import annotations

from array import array
from collections import deque

TABLE_VERSION = 1
"""Goes into the key of the disk cache: raise it whenever a table or a rule of `plan` changes."""


def _public(*types: type) -> frozenset[str]:
    return frozenset(name for kind in types for name in dir(kind) if not name.startswith("_"))


CONTAINER_METHODS = _public(list, dict, set, deque, bytearray, array)

FIRST, SECOND, FIRST_THREE = 0, 1, 2
"""What a CALL probe is given of the arguments: the first one, the second one, a tuple of the first three."""

FUNCTIONS: dict[str, int] = {
    **dict.fromkeys(
        (
            *("len", "list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "any", "all", "iter", "next", "reversed"),
            *("enumerate", "deque", "bytes", "bytearray", "vars"),
        ),
        FIRST,
    ),
    **dict.fromkeys(("map", "filter"), SECOND),
    **dict.fromkeys(("getattr", "setattr", "delattr", "hasattr", "min", "max", "zip"), FIRST_THREE),
}

# Read only, set once by the interpreter when a class or function is made, or answered by the type.
UNTRACKED_ATTRIBUTES = frozenset({"__class__", "__dict__", "__name__", "__doc__", "__module__", "__qualname__"})

# Made by the compiler for itself.
UNTRACKED_VARIABLES = frozenset(
    {"__class__", "__classdict__", "__classcell__", "__conditional_annotations__", ".type_params", ".generic_base"}
)
UNTRACKED_GLOBALS = frozenset({"__annotations__", "__annotate__", "__conditional_annotations__"})
