"""What the methods of built-in containers and the functions that walk them read and write.

Data, to be checked row by row against "Thread Safety Guarantees" in CPython's documentation. Words of a row:

`key`       the element that the first argument names        `shape`  length, key set and order
`all`       all elements                                       `arg`    all elements of the first argument
`:r` `:w`   read, write                                        `plain`  in steps, not one atomic operation
`put` `get` hand an object over through the container / take one out (a happens-before edge)
`gone`      the element is not there afterwards
`absent`    `shape:w` only when the key is not there          `shift`  also `all:w` when an index is given

A method is one atomic operation unless it says `plain`.
"""

_WALK = "all:r shape:r"
_REPLACE = "all:w shape:w"

_LIST = {
    "append": "shape:w put", "extend": "shape:w arg:r put", "insert": f"{_REPLACE} put", "pop": "shape:w get shift",
    "remove": _REPLACE, "clear": _REPLACE, "sort": "all:w plain", "reverse": "all:w",
    "index": _WALK, "count": _WALK, "copy": _WALK, "__iadd__": "shape:w arg:r put",
}  # fmt: skip
_SET_WALKS = ("copy", "union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint")
_SET_UPDATES = ("update", "intersection_update", "difference_update", "symmetric_difference_update")
_SET_OPERATORS = ("__ior__", "__iand__", "__isub__", "__ixor__")

METHODS: dict[str, dict[str, str]] = {
    "list": _LIST,
    "dict": {
        "get": "key:r", "setdefault": "key:w absent", "pop": "key:w gone shape:w", "popitem": _REPLACE,
        "update": f"{_REPLACE} arg:r", "clear": _REPLACE, "copy": _WALK, "move_to_end": "shape:w",
        "__ior__": f"{_REPLACE} arg:r",
    },
    "set": {
        "add": "key:w shape:w", **dict.fromkeys(("discard", "remove"), "key:w gone shape:w"), "pop": _REPLACE, "clear": _REPLACE,
        **dict.fromkeys(_SET_WALKS, f"{_WALK} arg:r"), **dict.fromkeys(_SET_UPDATES, f"{_REPLACE} arg:r"),
        **dict.fromkeys(_SET_OPERATORS, f"{_REPLACE} arg:r"),
    },
    "deque": {
        "append": "shape:w put", "appendleft": "shape:w put", "extend": "shape:w arg:r put", "extendleft": "shape:w arg:r put",
        "pop": "shape:w get", "popleft": "shape:w get", "rotate": _REPLACE, "reverse": _REPLACE, "clear": _REPLACE,
        "insert": f"{_REPLACE} put", "remove": _REPLACE, "index": _WALK, "count": _WALK, "copy": _WALK,
        "__iadd__": "shape:w arg:r put",
    },
    "bytearray": {
        "append": "shape:w", "extend": "shape:w arg:r", "insert": _REPLACE, "pop": "shape:w shift", "remove": _REPLACE,
        "__iadd__": "shape:w arg:r",
        "clear": _REPLACE, "reverse": "all:w", **dict.fromkeys(("find", "index", "count", "copy", "decode", "hex"), _WALK),
    },
    "array": {
        "append": "shape:w", "extend": "shape:w arg:r", "insert": _REPLACE, "pop": "shape:w shift", "remove": _REPLACE,
        "__iadd__": "shape:w arg:r",
        "reverse": "all:w", "byteswap": "all:w", **dict.fromkeys(("index", "count", "tobytes", "tolist"), _WALK),
    },
}  # fmt: skip

_ATOMIC_WALK, _STEPS = _WALK, f"{_WALK} plain"

FUNCTIONS: dict[str, str] = {
    "len": "shape:r",
    **dict.fromkeys(("list", "tuple", "set", "frozenset", "dict", "sorted", "deque", "bytes", "bytearray"), _ATOMIC_WALK),
    **dict.fromkeys(("sum", "any", "all", "min", "max"), _STEPS),
    "next": "step",
    "getattr": "getattr", "hasattr": "getattr", "setattr": "setattr", "delattr": "delattr",
}  # fmt: skip

_BITS = {
    "key:r": 1, "key:w": 2, "all:r": 4, "all:w": 8, "shape:r": 16, "shape:w": 32, "plain": 64, "arg:r": 128,
    "put": 256, "get": 512, "absent": 1024, "step": 2048, "getattr": 4096, "setattr": 8192, "delattr": 16384,
    "shift": 32768, "gone": 65536,
}  # fmt: skip

FAMILIES = ("list", "dict", "set", "deque", "bytearray", "array")


def bits(row: str) -> int:
    """The words of a row as one number, for the compiled part.

    >>> bits("shape:w put")
    288
    """
    return sum(_BITS[word] for word in row.split())


def method_bits(name: str) -> tuple[int, ...]:
    """Effects of the method of that name for each family of containers; 0 where the family has none."""
    return tuple(bits(METHODS[family].get(name, "")) for family in FAMILIES)


def function_bits(name: str) -> int:
    """Effects of the built-in function of that name on its first argument; 0 when it has none."""
    return bits(FUNCTIONS.get(name, ""))
