# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Whether the second of two writes stores what the first one stored: then nothing is lost, whichever comes last.

A race of two writes is found at the second, by the probe just before its instruction. The value about to be stored lies on the
stack of the running frame, below the site that the probe has put there; what the first one stored is still in the location, unless
a third write came between. That one either comes after the first, and then it is the first that is forgotten, or it raced with it
and has been told. So the two are compared, by identity, or as values of types of which CPython alone knows what equal means.

The first thread may be between its probe and its store, and then the old value is there. That is a few instructions, and the answer is
no; but where its own access raced as well, the report of that race is made in between, which takes long. So whoever tells of a
race announces what it is about to store.

Nothing here may raise or run code of the program: see core.py. Where a value cannot be read in that way the answer is no.
"""

import cython
from cython.cimports.datarace.probes.core import (
    ATTR_WRITE,
    CALL,
    CELL_WRITE,
    DICT,
    GLOBAL_WRITE,
    IS_SETATTR,
    ITEM_WRITE,
    LIST,
    SHAPE_KEY,
    Site,
    family_of,
)
from cython.cimports.datarace.probes.cpython import (
    Frame,
    GenericGetAttr,
    PyBytes_Type,
    PyErr_Clear,
    PyFloat_AS_DOUBLE,
    PyFloat_Type,
    PyFrozenSet_Type,
    PyLong_AsLongLongAndOverflow,
    PyLong_Type,
    PyModule_Type,
    PyObject,
    PyObject_Hash,
    PyObject_RichCompareBool,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyTuple_Type,
    PyTypeObject,
    PyType_HasFeature,
    PyType_IsSubtype,
    PyUnicode_Type,
    Py_DECREF,
    Py_EQ,
    Py_TPFLAGS_TYPE_SUBCLASS,
    Py_TYPE,
    cell_content,
    current_frame,
    elements_of_frozenset,
    frame_globals,
    keys_of_hash,
    list_item,
    module_dict,
    on_stack,
    own_item,
    place_on_stack,
    sequence_size,
    type_own,
)
from cython.cimports.datarace.probes.keys import computes, hashed_key
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import REMOVE, RMW, SPLIT, WRITE, Race
from cython.cimports.libc.stdint import uint32_t, uintptr_t
from cython.cimports.libc.string import memcmp

from datarace.probes.core import sites

MOST_PARTS = cython.declare(cython.int, 200)  # of tuples in tuples that are compared
MOST_OF_SET = cython.declare(cython.int, 32)
MOST_OF_HASH = cython.declare(cython.int, 8)


# (number of a task, address and key of a location) -> (address of what that task is about to store there, and the object itself if
# nothing runs when that goes). Whoever adds an entry removes it; each operation on the dict is indivisible, with and without the GIL.
_announced: dict = {}


@cython.cfunc
@cython.exceptval(check=False)
def stores_same(race: cython.pointer(Race)) -> cython.bint:
    """Whether both are plain writes, and the current one is about to store what the previous one has stored."""
    both: uint32_t = race.current.mode & race.previous.mode
    either: uint32_t = race.current.mode | race.previous.mode
    if not both & WRITE or either & (RMW | REMOVE | SPLIT) or race.key == SHAPE_KEY:
        return False
    held: cython.pointer(PyObject) = cython.NULL
    value: cython.pointer(PyObject) = _to_store(race, cython.address(held))
    left: cython.int = MOST_PARTS
    same: cython.bint = value != cython.NULL and held != cython.NULL and _same(held, value, cython.address(left))
    if held != cython.NULL:
        Py_DECREF(held)
    announced: object = None
    if value != cython.NULL and len(_announced):
        announced = _announced.get((race.previous.task_number, race.addr, race.key))
    if announced is None:
        return same
    # Both are alive now: the other task has not gone on, or it had not when its entry was read.
    address: object = announced[0]
    if address == cython.cast(uintptr_t, value):
        return True
    other: object = announced[1]
    left = MOST_PARTS
    return other is not None and _same(cython.cast(cython.pointer(PyObject), other), value, cython.address(left))


@cython.cfunc
def announce(race: cython.pointer(Race)) -> object:
    """Say what the current task is about to store, until `withdraw` of what is returned; None if that is not known."""
    if not race.current.mode & WRITE or race.current.mode & (RMW | REMOVE | SPLIT):
        return None
    held: cython.pointer(PyObject) = cython.NULL
    value: cython.pointer(PyObject) = _to_store(race, cython.address(held))
    if held != cython.NULL:
        Py_DECREF(held)
    if value == cython.NULL:
        return None
    left: cython.int = MOST_PARTS
    kept: object = cython.cast(object, value) if _is_free_of_code(value, cython.address(left)) else None
    entry: tuple = (race.current.task_number, race.addr, race.key)
    _announced[entry] = (cython.cast(uintptr_t, value), kept)
    return entry


@cython.cfunc
def withdraw(entry: object) -> None:
    """The store comes next."""
    if entry is not None:
        _announced.pop(entry, None)


@cython.cfunc
@cython.exceptval(check=False)
def _to_store(race: cython.pointer(Race), held: cython.pointer(cython.pointer(PyObject))) -> cython.pointer(PyObject):
    """What the current write is about to store, borrowed from the stack of its frame; NULL if that is not known.

    What lies around the site: `instrument.emit`.

    Args:
        held: gets what the location holds, a new reference; NULL if there is nothing, or only code of the program could tell.
    """
    stack: uint32_t = 0
    number: uint32_t = 0
    locks: uint32_t = 0
    runtime.trace_parts(race.current.trace, cython.address(stack), cython.address(number), cython.address(locks))
    if number == 0 or number >= len(sites):
        return cython.NULL
    site: Site = sites[number]
    runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, site)))
    frame: cython.pointer(Frame) = current_frame()
    place: cython.int = place_on_stack(frame, cython.cast(cython.pointer(PyObject), site))
    if place < 0:
        return cython.NULL
    below: cython.pointer(PyObject) = on_stack(frame, place - 1)
    value: cython.pointer(PyObject) = below
    kind: cython.int = site.kind
    if below == cython.NULL:
        return cython.NULL
    if kind == GLOBAL_WRITE:
        held[0] = own_item(frame_globals(frame), cython.cast(cython.pointer(PyObject), site.name))
    elif kind == CELL_WRITE:
        held[0] = cell_content(on_stack(frame, place + 1))
    elif kind == ATTR_WRITE:
        value = on_stack(frame, place - 2)
        held[0] = _attribute(below, cython.cast(cython.pointer(PyObject), site.name))
    elif kind == ITEM_WRITE:
        value = on_stack(frame, place - 4)
        held[0] = _item(below, on_stack(frame, place - 2))
    elif kind == CALL and site.effects[0] & IS_SETATTR:
        return _to_set(on_stack(frame, place + 1), held)
    else:
        return cython.NULL
    return value


@cython.cfunc
@cython.exceptval(check=False)
def _to_set(
    args: cython.pointer(PyObject), held: cython.pointer(cython.pointer(PyObject))
) -> cython.pointer(PyObject):
    """As `_to_store`, of a call of setattr() with these arguments."""
    if args == cython.NULL or Py_TYPE(args) != cython.address(PyTuple_Type) or PyTuple_GET_SIZE(args) != 3:
        return cython.NULL
    if Py_TYPE(PyTuple_GET_ITEM(args, 1)) != cython.address(PyUnicode_Type):
        return cython.NULL
    held[0] = _attribute(PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1))
    return PyTuple_GET_ITEM(args, 2)


@cython.cfunc
@cython.exceptval(check=False)
def _attribute(o: cython.pointer(PyObject), name: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    """What an attribute holds, a new reference; NULL if there is nothing, or only a call could tell."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS):
        return type_own(cython.cast(cython.pointer(PyTypeObject), o), name)
    if PyType_IsSubtype(kind, cython.address(PyModule_Type)):
        return own_item(module_dict(o), name)
    if computes(kind, name):
        return cython.NULL
    found: cython.pointer(PyObject) = GenericGetAttr(o, name)
    if found == cython.NULL:
        PyErr_Clear()
    return found


@cython.cfunc
@cython.exceptval(check=False)
def _item(o: cython.pointer(PyObject), key: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    """What an item of a list or dict holds, a new reference; NULL if there is nothing, or only code of the program could tell."""
    family: cython.int = family_of(o)
    if family == DICT:
        return own_item(o, key) if _is_safe(o, key) else cython.cast(cython.pointer(PyObject), cython.NULL)
    if family != LIST or Py_TYPE(key) != cython.address(PyLong_Type):
        return cython.NULL
    overflow: cython.int = 0
    index: cython.longlong = PyLong_AsLongLongAndOverflow(key, cython.address(overflow))
    if overflow:
        return cython.NULL
    return list_item(o, index if index >= 0 else index + sequence_size(o))


@cython.cfunc
@cython.exceptval(check=False)
def _is_safe(o: cython.pointer(PyObject), key: cython.pointer(PyObject)) -> cython.bint:
    """Whether a look-up of a key in a dict asks none but keys that CPython alone compares."""
    if hashed_key(key) == 0:
        return False
    found: cython.pointer(PyObject)[8]
    count: cython.int = keys_of_hash(o, PyObject_Hash(key), found, MOST_OF_HASH)
    safe: cython.bint = count < MOST_OF_HASH
    i: cython.int
    for i in range(count):
        safe = safe and hashed_key(found[i]) != 0
        Py_DECREF(found[i])
    return safe


@cython.cfunc
@cython.exceptval(check=False)
def _same(a: cython.pointer(PyObject), b: cython.pointer(PyObject), left: cython.pointer(cython.int)) -> cython.bint:
    """Whether nobody can tell one from the other but by identity. `left`: how many more parts are looked at."""
    left[0] -= 1
    if a == b:
        return True
    kind: cython.pointer(PyTypeObject) = Py_TYPE(a)
    if left[0] < 0 or kind != Py_TYPE(b):
        return False
    if kind == cython.address(PyFloat_Type):  # 0.0 and -0.0 are equal, and not the same
        x: cython.double = PyFloat_AS_DOUBLE(a)
        y: cython.double = PyFloat_AS_DOUBLE(b)
        return memcmp(cython.address(x), cython.address(y), cython.sizeof(cython.double)) == 0
    if kind == cython.address(PyTuple_Type):
        i: cython.Py_ssize_t
        if PyTuple_GET_SIZE(a) != PyTuple_GET_SIZE(b):
            return False
        for i in range(PyTuple_GET_SIZE(a)):
            if not _same(PyTuple_GET_ITEM(a, i), PyTuple_GET_ITEM(b, i), left):
                return False
        return True
    if _is_plain(kind) or (kind == cython.address(PyFrozenSet_Type) and _is_plain_set(a) and _is_plain_set(b)):
        return PyObject_RichCompareBool(a, b, Py_EQ) == 1
    return False


@cython.cfunc
@cython.exceptval(check=False)
def _is_free_of_code(o: cython.pointer(PyObject), left: cython.pointer(cython.int)) -> cython.bint:
    """Whether no code of the program runs when it goes, whoever has it last. `left`: how many more parts are looked at."""
    left[0] -= 1
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if kind == cython.address(PyTuple_Type):
        i: cython.Py_ssize_t
        for i in range(PyTuple_GET_SIZE(o)):
            if left[0] < 0 or not _is_free_of_code(PyTuple_GET_ITEM(o, i), left):
                return False
        return True
    return _is_plain(kind) or kind == cython.address(PyFloat_Type) or (
        kind == cython.address(PyFrozenSet_Type) and _is_plain_set(o)
    )


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_plain(kind: cython.pointer(PyTypeObject)) -> cython.bint:
    """Types of which equal values are the same; bool and None have but one object for each."""
    return kind == cython.address(PyUnicode_Type) or kind == cython.address(PyLong_Type) or kind == cython.address(PyBytes_Type)


@cython.cfunc
@cython.exceptval(check=False)
def _is_plain_set(o: cython.pointer(PyObject)) -> cython.bint:
    elements: cython.pointer(PyObject)[32]
    count: cython.Py_ssize_t = elements_of_frozenset(o, elements, MOST_OF_SET)
    i: cython.Py_ssize_t
    for i in range(count):
        if not _is_plain(Py_TYPE(elements[i])):
            return False
    return count >= 0
