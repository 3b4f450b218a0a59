"""What the methods of built-in containers, and functions that are given one, read and write.

Data, to be checked row by row against "Thread Safety Guarantees" in CPython's documentation (library/threadsafety).
Words of a row:

`key`       the element that the first argument names        `shape`  length, key set and order
`all`       all elements                                       `arg`    all elements and the shape of each argument
`:r` `:w`   read, write
`put` `get` hand an object over through the container / take one out (a happens-before edge)
`gone`      something is not in the container afterwards
`absent`    `shape:w` only when the key is not there
`steps`     holds the container's lock, but moves elements one by one: who reads without the lock sees its middle
`lockless`  one access, but made without the container's lock: it sees the middle of what is done in `steps`
`plain`     in steps without a lock, or with calls of Python code between them
`update`    what is written comes from what was there
`arg:w` `each:w`   the bytes of the argument are written, those of each buffer in it

An operation is one atomic access to each location unless it says `plain`. `steps` is for the report; the access is atomic.

What only walks an argument reads it in one step when it is an exact built-in container, and in steps when it is an iterator
(`zip`, `map`, `itertools`): then what is behind the iterator.
"""

_WALK = "all:r shape:r"
# What subscripts, `in` and loops do without being called by name.
_SPECIAL = {"__contains__": "contains", "__len__": "shape:r", "__iter__": f"{_WALK} plain"}
_SUBSCRIPTS = {"__getitem__": "getitem", "__setitem__": "setitem", "__delitem__": "delitem", **_SPECIAL}
_REPLACE = "all:w shape:w"

_LIST = {
    "append": "shape:w put", "extend": "shape:w arg:r put", "__iadd__": "shape:w arg:r put",
    "insert": f"{_REPLACE} put steps", "pop": "shape:w get gone", "pop(i)": f"{_REPLACE} get gone steps",
    "remove": f"{_REPLACE} gone steps", "clear": f"{_REPLACE} gone",
    # Others find the list empty while it is sorted.
    "sort": f"{_REPLACE} plain", "reverse": "all:w steps",
    "index": f"{_WALK} lockless", "count": f"{_WALK} lockless", "copy": _WALK, "__add__": f"{_WALK} arg:r", **_SUBSCRIPTS,
}  # fmt: skip
_SET_WALKS = (
    *("copy", "union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint"),
    *("__or__", "__and__", "__sub__", "__xor__"),
)
_SET_UPDATES = ("update", "intersection_update", "difference_update", "symmetric_difference_update")
_SET_OPERATORS = ("__ior__", "__iand__", "__isub__", "__ixor__")
_BYTES = {
    "append": "shape:w", "extend": "shape:w arg:r", "__iadd__": "shape:w arg:r", "insert": f"{_REPLACE} steps",
    "pop": "shape:w gone", "pop(i)": f"{_REPLACE} gone steps", "remove": f"{_REPLACE} gone steps", "reverse": "all:w steps",
}  # fmt: skip

ARITHMETIC = ("add", "and", "floordiv", "lshift", "matmul", "mul", "mod", "or", "pow", "rshift", "sub", "truediv", "xor")
"""The binary operators, in the order in which the interpreter numbers them."""

METHODS: dict[str, dict[str, str]] = {
    "list": _LIST,
    "dict": {
        "get": "key:r", "setdefault": "key:w absent", "pop": "key:w gone shape:w", "popitem": f"{_REPLACE} gone",
        "update": f"{_REPLACE} arg:r", "clear": f"{_REPLACE} gone", "copy": _WALK, "__ior__": f"{_REPLACE} arg:r",
        "__or__": f"{_WALK} arg:r",
        "move_to_end": "shape:w",  # of OrderedDict
        **_SUBSCRIPTS,
    },
    "set": {
        "add": "key:w shape:w", **dict.fromkeys(("discard", "remove"), "key:w gone shape:w"), "pop": f"{_REPLACE} gone",
        "clear": f"{_REPLACE} gone",
        **dict.fromkeys(_SET_WALKS, f"{_WALK} arg:r"), **dict.fromkeys(_SET_UPDATES, f"{_REPLACE} arg:r"),
        **dict.fromkeys(_SET_OPERATORS, f"{_REPLACE} arg:r"), **_SPECIAL,
    },
    "deque": {
        "append": "shape:w put", "appendleft": "shape:w put", "extend": "shape:w arg:r put", "extendleft": "shape:w arg:r put",
        "pop": "shape:w get gone", "popleft": "shape:w get gone", "rotate": _REPLACE, "reverse": f"{_REPLACE} steps",
        "clear": f"{_REPLACE} gone", "insert": f"{_REPLACE} put steps", "remove": f"{_REPLACE} gone steps",
        "index": _WALK, "count": _WALK, "copy": _WALK, "__iadd__": "shape:w arg:r put", "__add__": f"{_WALK} arg:r",
        **_SUBSCRIPTS,
    },
    "bytearray": {
        **_BYTES, "clear": f"{_REPLACE} gone",
        **dict.fromkeys(("find", "index", "count", "copy", "decode", "hex"), _WALK), "__add__": f"{_WALK} arg:r", **_SUBSCRIPTS,
    },
    "array": {
        **_BYTES, "byteswap": "all:w steps", **dict.fromkeys(("index", "count", "tobytes", "tolist"), _WALK),
        "__add__": f"{_WALK} arg:r", **_SUBSCRIPTS,
    },
    "memoryview": {
        **dict.fromkeys(("tobytes", "tolist", "hex"), "all:r"), "__getitem__": "getitem", "__setitem__": "setitem",
    },
    # str and bytes, which have no locations of their own
    "str": {"join": "arg:r"},
    # Written in Python on top of dict: each is many operations.
    "Counter": {
        **dict.fromkeys(("update", "subtract"), f"{_REPLACE} arg:r plain"),
        **dict.fromkeys(("__iadd__", "__isub__", "__ior__", "__iand__"), f"{_REPLACE} arg:r plain"),
        **dict.fromkeys(("__or__", "__and__"), f"{_WALK} arg:r plain"),
        "most_common": _WALK, "most_common(i)": f"{_WALK} plain", "total": f"{_WALK} plain", "copy": _WALK,
    },
    # numpy's, of which nothing is atomic. What makes a view reads nothing.
    "ndarray": {
        **dict.fromkeys(("fill", "sort", "partition"), "all:w"),
        **dict.fromkeys((
            "all", "any", "argmax", "argmin", "argpartition", "argsort", "astype", "choose", "clip", "compress", "conj",
            "conjugate", "copy", "cumprod", "cumsum", "dump", "dumps", "flatten", "max", "mean", "min", "nonzero", "prod",
            "repeat", "round", "std", "sum", "tobytes", "tofile", "tolist", "trace", "var", "__neg__", "__invert__",
        ), "all:r"),
        **dict.fromkeys(("dot", "searchsorted"), "all:r arg:r"),
        **{f"__{name}__": "all:r arg:r" for name in (*ARITHMETIC, "eq")},
        **{f"__i{name}__": "all:w arg:r update" for name in ARITHMETIC},
    },
    # Of files and sockets, which are no containers themselves; with one argument, for a second one says how much is written.
    "stream": dict.fromkeys(("readinto", "readinto1", "recv_into", "recvfrom_into"), "arg:w"),
}  # fmt: skip
"""By family. A name with `(i)` is the row of a call with an argument, where that does something else than one without."""

_STEPS = f"{_WALK} plain"

EACH, ALONE, TOGETHER = -1, -2, -3
"""Instead of the position of an argument: every positional one; the first if it is the only one; the first three as a tuple."""

FUNCTIONS: dict[str, dict[int, str]] = {
    # builtins
    "len": {0: "shape:r"},
    **{name: {0: _WALK} for name in ("list", "tuple", "set", "frozenset", "dict", "sorted", "bytes", "bytearray")},
    "repr": {0: _WALK}, "print": {EACH: _WALK},
    **{name: {0: _STEPS} for name in ("sum", "any", "all")},
    **{name: {ALONE: _STEPS} for name in ("min", "max")},
    "next": {0: "step"},
    "getattr": {TOGETHER: "getattr"}, "hasattr": {TOGETHER: "getattr"},
    "setattr": {TOGETHER: "setattr"}, "delattr": {TOGETHER: "delattr"},
    # map, filter, zip, enumerate, reversed, iter and what itertools has: they read when they are asked for an item, not before.
    "array.array": {1: _WALK},
    **{name: {0: _STEPS} for name in ("bisect.bisect", "bisect.bisect_left", "bisect.bisect_right")},
    **{name: {0: f"{_REPLACE} plain"} for name in ("bisect.insort", "bisect.insort_left", "bisect.insort_right")},
    "collections.Counter": {0: _STEPS}, "collections.OrderedDict": {0: _STEPS},
    "collections.defaultdict": {1: _WALK}, "collections.deque": {0: _WALK},
    # written in Python, and not watched there
    "copy.copy": {0: _WALK}, "copy.deepcopy": {0: f"{_STEPS} deep"},
    "functools.reduce": {1: _STEPS},
    **{name: {0: f"{_REPLACE} plain"} for name in ("heapq.heapify", "heapq.heappush", "heapq.heappushpop", "heapq.heapreplace")},
    "heapq.heappop": {0: f"{_REPLACE} gone plain"},
    **{name: {1: _STEPS} for name in ("heapq.nlargest", "heapq.nsmallest")},
    # Without `indent` the encoder written in C takes the items of each dict at once.
    "json.dumps": {0: f"{_WALK} deep"}, "json.dump": {0: f"{_STEPS} deep"},
    **{name: {0: f"{_STEPS} deep"} for name in ("marshal.dumps", "marshal.dump", "pickle.dumps", "pickle.dump")},
    "math.fsum": {0: _STEPS}, "math.prod": {0: _STEPS},
    **{name: {0: _WALK, 1: _WALK} for name in ("operator.concat", "operator.and_", "operator.or_", "operator.xor")},
    **{name: {0: _STEPS} for name in ("operator.countOf", "operator.indexOf")},
    "operator.iconcat": {0: "shape:w", 1: _WALK},
    "operator.getitem": {TOGETHER: "getitem"}, "operator.setitem": {TOGETHER: "setitem"},
    "operator.delitem": {TOGETHER: "delitem"}, "operator.contains": {TOGETHER: "contains"},
    **{name: {1: "each:w"} for name in ("os.readv", "os.preadv")},
    "random.shuffle": {0: "all:w shape:r plain"},
    # which elements they take is not known
    **{name: {0: "shape:r"} for name in ("random.choice", "random.choices", "random.sample")},
    "struct.pack_into": {TOGETHER: "pack"}, "struct.unpack_from": {TOGETHER: "unpack"},
    **{name: {0: _WALK} for name in ("zlib.crc32", "zlib.adler32", "zlib.compress", "zlib.decompress")},
    **{
        f"hashlib.{name}": {0: _WALK}
        for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s")
    },
    **{name: {0: _WALK} for name in ("binascii.crc32", "binascii.hexlify", "binascii.b2a_base64")},
    **{name: {0: _STEPS} for name in ("statistics.mean", "statistics.fmean", "statistics.median")},
}  # fmt: skip
"""By the name under which a program imports them; builtins by their own. What each reads and writes, by argument."""

ARRAY_FUNCTIONS: dict[str, str] = {
    "copyto": "wr", "fill_diagonal": "wr", "put": "-rr", "place": "-rr", "putmask": "-rr", "random.shuffle": "w",
    **dict.fromkeys((
        "all", "allclose", "amax", "amin", "any", "argmax", "argmin", "argpartition", "argsort", "argwhere", "around",
        "array", "array2string", "array_repr", "array_str", "average", "bincount", "convolve", "copy", "corrcoef",
        "correlate", "count_nonzero", "cov", "cross", "cumprod", "cumsum", "diff", "digitize", "dot", "ediff1d", "extract",
        "flatnonzero", "gradient", "histogram", "inner", "interp", "intersect1d", "isclose", "isin", "kron", "lexsort", "max",
        "mean", "median", "min", "nan_to_num", "nanargmax", "nanargmin", "nanmax", "nanmean", "nanmedian", "nanmin",
        "nanprod", "nanstd", "nansum", "nanvar", "nonzero", "outer", "packbits", "partition", "percentile", "polyfit",
        "polyval", "prod", "ptp", "quantile", "repeat", "roll", "round", "searchsorted", "setdiff1d", "setxor1d", "sort",
        "std", "sum", "tensordot", "tile", "trace", "trapezoid", "tril", "triu", "union1d", "unique", "unpackbits", "unwrap",
        "var", "vdot", "array_equal", "array_equiv", "append", "delete", "compress",
    ), "rr"),
    **dict.fromkeys(("clip", "insert", "where", "select"), "rrr"), "einsum": "-rrrrr", "take": "-r",
    **dict.fromkeys(("block", "column_stack", "concatenate", "dstack", "hstack", "stack", "vstack"), "l"),
    **{f"linalg.{name}": "rr" for name in (
        "cholesky", "cond", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lstsq", "matrix_power", "matrix_rank",
        "norm", "pinv", "qr", "slogdet", "solve", "svd",
    )},
    **{f"fft.{name}": "r" for name in ("fft", "fft2", "fftn", "ifft", "ifft2", "ifftn", "irfft", "rfft", "hfft", "ihfft")},
    "save": "-r", "savetxt": "-r",
}  # fmt: skip
"""numpy's functions that are no ufuncs, what they do to the arrays that they are given: a letter an argument. `r` reads, `w`
writes, `l` reads the arrays in a list or tuple, `-` nothing, or who knows which elements. Ufuncs say it themselves."""

_BITS = {
    "key:r": 1, "key:w": 2, "all:r": 4, "all:w": 8, "shape:r": 16, "shape:w": 32, "plain": 64, "arg:r": 128,
    "put": 256, "get": 512, "absent": 1024, "step": 2048, "getattr": 4096, "setattr": 8192, "delattr": 16384,
    "deep": 32768, "gone": 65536, "steps": 131072, "getitem": 262144, "setitem": 524288, "delitem": 1048576,
    "contains": 2097152, "pack": 4194304, "unpack": 8388608,
    "update": 16777216, "lockless": 33554432, "arg:w": 67108864, "each:w": 134217728,
}  # fmt: skip

FAMILIES = ("list", "dict", "set", "deque", "bytearray", "array", "memoryview", "str", "Counter", "ndarray", "stream")


OBJECT_METHODS = {"__getattribute__": "getattr", "__setattr__": "setattr", "__delattr__": "delattr"}
"""What `object` does with the attributes of an instance, called for it by classes that have such methods of their own."""


def bits(row: str) -> int:
    """The words of a row as one number, for the compiled part.

    >>> bits("shape:w put")
    288
    """
    known = _known_rows.get(row)
    if known is None:
        known = _known_rows[row] = sum(_BITS[word] for word in row.split())
    return known


#: There are few rows, and many sites that ask. No lock: whoever finds nothing computes it anew.
_known_rows: dict[str, int] = {}


def method_bits(name: str, arguments: int = 0) -> tuple[int, ...]:
    """Effects of the method of that name, called with so many positional arguments, for each family of containers.

    0 where the family has none.

    >>> method_bits("pop", 1)[0] == bits("all:w shape:w get gone steps")
    True
    """
    return tuple(bits(_row(METHODS[family], name, arguments)) for family in FAMILIES)


def _row(rows: dict[str, str], name: str, arguments: int) -> str:
    row = rows.get(f"{name}(i)") if arguments else None
    return rows.get(name, "") if row is None else row


def object_method_bits(name: str) -> int:
    """Effects of the method of that name of `object`; 0 when it has none on attributes."""
    return bits(OBJECT_METHODS.get(name, ""))


def function_bits(name: str, argument: int) -> int:
    """Effects of the function of that name on its argument `argument` (or EACH, ALONE, TOGETHER); 0 when it has none."""
    return bits(FUNCTIONS.get(name, {}).get(argument, ""))


_LETTERS = {"-": 0, "r": bits("all:r"), "w": bits("all:w"), "l": bits("all:r arg:r")}


def array_function_bits(name: str) -> list[int] | None:
    """Effects of numpy's function of that name ("numpy.copyto") on its arguments, in order; None when it is in no table.

    >>> array_function_bits("numpy.copyto") == [bits("all:w"), bits("all:r")]
    True
    """
    row = ARRAY_FUNCTIONS.get(name.removeprefix("numpy."))
    return None if row is None else [_LETTERS[letter] for letter in row]
