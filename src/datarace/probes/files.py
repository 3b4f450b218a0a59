# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Whose code a function is: the program's, the standard library's, or that of a scheduler that is a host of ours.

In front of the dictionary is a table, direct-mapped by the name's object, which all functions of a module share and
`_kept` keeps alive: address << 8 | answer, one atomic word. Without the GIL a look into a dict that all threads use is a
lock that all threads wait for.
"""

import cython
from cython.cimports.datarace.probes.cpython import PyCodeObject, load64, store64
from cython.cimports.libc.stdint import uint64_t, uintptr_t

_stdlib: tuple = ()
_outside: tuple = ()
_hosts: tuple = ()
_kinds: dict = {}  # file name -> kind
_known = cython.declare(uint64_t[256])
_kept: dict = {}  # by address, so that two names in one place do not fill it


def set_files(stdlib: tuple, outside: tuple, hosts: tuple) -> None:
    """Says where whose code is, by prefixes of paths.

    Args:
        stdlib: the standard library
        outside: below those, what is not it (site-packages)
        hosts: schedulers that tell of their tasks themselves (hosting.py), wherever they are
    """
    global _stdlib, _outside, _hosts
    _stdlib, _outside, _hosts = stdlib, outside, hosts
    _kinds.clear()
    i: cython.int
    for i in range(256):
        store64(cython.address(_known[i]), 0)


@cython.cfunc
@cython.exceptval(check=False)
def file_kind(code: cython.pointer(PyCodeObject)) -> cython.int:
    """OF_PROGRAM, OF_STDLIB or OF_HOST."""
    address: uint64_t = cython.cast(uintptr_t, code.co_filename)
    place: cython.pointer(uint64_t) = cython.address(_known[(address >> 4) & 255])
    word: uint64_t = load64(place)
    if word >> 8 == address:
        return cython.cast(cython.int, word & 0xFF)
    name: str = cython.cast(object, code.co_filename)
    found: object = _kinds.get(name)
    if found is None:
        if _hosts and name.startswith(_hosts):
            found = OF_HOST
        elif name.startswith("<frozen ") or (name.startswith(_stdlib) and not name.startswith(_outside)):
            found = OF_STDLIB
        else:
            found = OF_PROGRAM
        if len(_kinds) < 100_000:
            _kinds[name] = found
    kind: cython.int = found
    if len(_kept) < 100_000:
        _kept[address] = name
        store64(place, address << 8 | cython.cast(uint64_t, kind))
    return kind
