# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""The number that an element of a dict or set has by its key: equal keys give equal numbers, and no code of the program is run.

Nothing here may raise or run code of the program: see core.py.
"""

import cython
from cython.cimports.datarace.probes.core import MOST_ELEMENTS, SYNC_NUMBER, current_thread
from cython.cimports.datarace.probes.cpython import (
    GenericGetAttr,
    MIX,
    PyBaseObject_Type,
    PyBool_Type,
    PyBytes_Type,
    PyErr_Clear,
    PyFloat_AS_DOUBLE,
    PyFloat_Type,
    PyFrozenSet_Type,
    PyFunction_Type,
    PyLong_AsLongLongAndOverflow,
    PyLong_Type,
    PyMemberDescr_Type,
    PyMethod_Type,
    PyObject,
    PyObject_Hash,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyTuple_Type,
    PyTypeObject,
    PyUnicode_Type,
    Py_DECREF,
    Py_None,
    Py_SIZE,
    Py_TYPE,
    _PyType_Lookup,
    date_words,
    elements_of_frozenset,
    enter_unseen,
    leave_unseen,
    let_go,
    look_up,
    method_function,
    method_self,
    pre_header,
    type_attribute,
    type_version,
)
from cython.cimports.datarace.probes.threads import ThreadInfo
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.libc.stdint import int64_t, uint64_t, uintptr_t
from cython.cimports.libc.string import memcpy, strcmp

import os as _os


class _Plain:
    """A class as programs make them."""


# Constants of the interpreter, read once at import; object's own dict keeps the second one alive.
_subtype_dealloc = cython.declare(cython.p_void, cython.cast(cython.pointer(PyTypeObject), cython.cast(cython.pointer(PyObject), _Plain)).tp_dealloc)
_object_getattribute = cython.declare(cython.pointer(PyObject), cython.cast(cython.pointer(PyObject), object.__dict__["__getattribute__"]))


@cython.cfunc
@cython.exceptval(check=False)
def hashed_key(key: cython.pointer(PyObject)) -> uint64_t:
    """Equal keys give equal numbers, unequal ones differ (but for 2^-61); 0 when code of the program could have a say.

    Python's own hash will not do: hash(-1) == hash(-2), and so for tuples of them.
    """
    kind: cython.pointer(PyTypeObject) = Py_TYPE(key)
    if kind == cython.address(PyUnicode_Type):
        return name_key(key)
    if kind == cython.address(PyLong_Type) or kind == cython.address(PyBool_Type):
        return _integer_key(key)
    if kind == cython.address(PyTuple_Type):
        return _tuple_key(key, False)
    if kind == cython.address(PyFloat_Type):
        return _float_key(key)
    if kind == cython.address(PyBytes_Type):
        return mixed(cython.cast(uint64_t, PyObject_Hash(key)) * 7)
    if key == Py_None:
        return mixed(cython.cast(uintptr_t, key))
    if kind.tp_hash == PyBaseObject_Type.tp_hash:
        return _identity_key(key)
    return _key_of_other_type(key, kind)


@cython.cfunc
@cython.exceptval(check=False)
def _integer_key(key: cython.pointer(PyObject)) -> uint64_t:
    overflow: cython.int = 0
    value: cython.longlong = PyLong_AsLongLongAndOverflow(key, cython.address(overflow))
    if overflow:
        return mixed(cython.cast(uint64_t, PyObject_Hash(key)) * 3 + cython.cast(uint64_t, Py_SIZE(key)))
    return mixed(cython.cast(uint64_t, value))


@cython.cfunc
@cython.exceptval(check=False)
def _float_key(key: cython.pointer(PyObject)) -> uint64_t:
    number: cython.double = PyFloat_AS_DOUBLE(key)
    if -9.0e15 < number < 9.0e15 and cython.cast(cython.double, cython.cast(int64_t, number)) == number:
        return mixed(cython.cast(uint64_t, cython.cast(int64_t, number)))
    if number != number:
        return 0  # not a number: a key that is equal to no other, not even to one of the same bits
    word: uint64_t = 0
    memcpy(cython.address(word), cython.address(number), 8)
    return mixed(word * 5)


@cython.cfunc
@cython.exceptval(check=False)
def _tuple_key(key: cython.pointer(PyObject), private: cython.bint) -> uint64_t:
    total: uint64_t = 0x345678
    i: cython.Py_ssize_t
    for i in range(PyTuple_GET_SIZE(key)):
        part: uint64_t = _part_key(PyTuple_GET_ITEM(key, i), private)
        if part == 0:
            return 0
        total = combined(total, part)
    return mixed(total + cython.cast(uint64_t, PyTuple_GET_SIZE(key)))


@cython.cfunc
@cython.exceptval(check=False)
def _frozenset_key(key: cython.pointer(PyObject), private: cython.bint) -> uint64_t:
    """The sum over the elements, for a set has no order. Large ones are not told apart: the interpreter hashes them once."""
    elements: cython.pointer(PyObject)[MOST_ELEMENTS]
    count: cython.Py_ssize_t = elements_of_frozenset(key, elements, MOST_ELEMENTS)
    total: uint64_t = 0x456789
    i: cython.Py_ssize_t
    if count < 0:
        return 0
    for i in range(count):
        part: uint64_t = _part_key(elements[i], private)
        if part == 0:
            return 0
        total += combined(0x456789, part)
    return mixed(total)


@cython.cfunc
@cython.exceptval(check=False)
def _part_key(key: cython.pointer(PyObject), private: cython.bint) -> uint64_t:
    hashed: uint64_t = hashed_key(key)
    return private_key(key) if private and hashed == 0 else hashed


@cython.cfunc
@cython.exceptval(check=False)
def _key_of_other_type(key: cython.pointer(PyObject), kind: cython.pointer(PyTypeObject)) -> uint64_t:
    """`hashed_key` of what is hashed and compared by C code of a built-in type: its own, or that of a base.

    An instance of a subclass that defines neither is equal to the value of its base. So are members of an `IntEnum`.
    """
    if _compares_as(kind, cython.address(PyUnicode_Type)):
        return name_key(key)
    if _compares_as(kind, cython.address(PyLong_Type)):
        return _integer_key(key)
    if _compares_as(kind, cython.address(PyTuple_Type)):
        return _tuple_key(key, False)
    if _compares_as(kind, cython.address(PyFrozenSet_Type)):
        return _frozenset_key(key, False)
    if _compares_as(kind, cython.address(PyFloat_Type)):
        return _float_key(key)
    if _compares_as(kind, cython.address(PyBytes_Type)):
        return mixed(cython.cast(uint64_t, PyObject_Hash(key)) * 7)
    return _date_key(key, False)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _compares_as(kind: cython.pointer(PyTypeObject), base: cython.pointer(PyTypeObject)) -> cython.bint:
    return kind.tp_hash == base.tp_hash and kind.tp_richcompare == base.tp_richcompare


@cython.cfunc
@cython.exceptval(check=False)
def _date_key(key: cython.pointer(PyObject), private: cython.bint) -> uint64_t:
    """Of date, time, datetime and timedelta themselves; where a time zone has a say, in code that may be the program's, only
    a private one: same numbers in the same zone."""
    words: uint64_t[3]
    zone: cython.pointer(PyObject) = cython.NULL
    count: cython.int = date_words(key, words, cython.address(zone))
    total: uint64_t = 0x567890
    i: cython.int
    if count == 0 or (zone != cython.NULL and not private):
        return 0
    for i in range(count):
        total = combined(total, words[i])
    if zone != cython.NULL:
        total = combined(total, _identity_key(zone))
    return mixed(total)


@cython.cfunc
@cython.exceptval(check=False)
def _identity_key(key: cython.pointer(PyObject)) -> uint64_t:
    """A number for this very object. Not its address, which another object may have while the dict lives on."""
    number: uint64_t = runtime.number_of(cython.cast(uintptr_t, key), pre_header(key), SYNC_NUMBER, 0)
    return mixed(number * 11 + MIX) if number else 0


@cython.cfunc
@cython.exceptval(check=False)
def private_key(key: cython.pointer(PyObject)) -> uint64_t:
    """The number of a key whose hash and comparison are code of the program, which must not be run to ask.

    Equal numbers mean equal keys. The other way round it does not hold: keys that are equal though not identical are told to
    be so only where it can be seen from their parts, which is so for dataclasses and tuples. Still 0: nothing is known.
    """
    kind: cython.pointer(PyTypeObject) = Py_TYPE(key)
    found: uint64_t = 0
    if _compares_as(kind, cython.address(PyTuple_Type)):
        return _tuple_key(key, True)
    if _compares_as(kind, cython.address(PyFrozenSet_Type)):
        return _frozenset_key(key, True)
    if kind == cython.address(PyMethod_Type):
        bound_to: cython.pointer(PyObject) = method_self(key)
        if not by_class_statement(Py_TYPE(bound_to)):
            return 0
        found = _part_key(method_function(key), True)
        return mixed(combined(found, _identity_key(bound_to))) if found else 0
    if by_class_statement(kind):
        # No free list of its own lets it lie without our knowing (`lifetime`).
        found = _key_by_fields(key, kind)
        return found if found else _identity_key(key)
    if strcmp(kind.tp_name, b"decimal.Decimal") == 0 or strcmp(kind.tp_name, b"re.Pattern") == 0:
        return _identity_key(key)
    return _date_key(key, True)


@cython.cfunc
@cython.exceptval(check=False)
def _key_by_fields(key: cython.pointer(PyObject), kind: cython.pointer(PyTypeObject)) -> uint64_t:
    """Of an instance that is compared by the values of some attributes, with its type."""
    fields: cython.pointer(PyObject) = compared_fields(kind)
    if fields == cython.NULL:
        return 0
    total: uint64_t = _identity_key(cython.cast(cython.pointer(PyObject), kind))
    i: cython.Py_ssize_t
    for i in range(PyTuple_GET_SIZE(fields)):
        name: cython.pointer(PyObject) = PyTuple_GET_ITEM(fields, i)
        if computes(kind, name):
            return 0
        value: cython.pointer(PyObject) = GenericGetAttr(key, name)
        if value == cython.NULL:
            PyErr_Clear()
            return 0
        part: uint64_t = _part_key(value, True)
        Py_DECREF(value)
        if part == 0:
            return 0
        total = combined(total, part)
    return mixed(total)


@cython.cfunc
@cython.exceptval(check=False)
def by_class_statement(kind: cython.pointer(PyTypeObject)) -> cython.bint:
    """Whether a class statement made the type, or what does as that: its instances die the common way."""
    return kind.tp_dealloc == _subtype_dealloc


@cython.cfunc
@cython.exceptval(check=False)
def computes(kind: cython.pointer(PyTypeObject), name: cython.pointer(PyObject)) -> cython.bint:
    """Whether reading the attribute may be a call: there is a descriptor, and not that of a slot."""
    found: cython.pointer(PyObject) = look_up(kind, name)
    computes: cython.bint = (
        found != cython.NULL
        and Py_TYPE(found) != cython.address(PyMemberDescr_Type)
        and (Py_TYPE(found).tp_descr_get != cython.NULL or Py_TYPE(found).tp_descr_set != cython.NULL)
    )
    let_go(found)
    return computes


_compared_attributes: object = None


def set_comparison_reader(function: object) -> None:
    """Says by which attributes a class compares its instances (instrument.equality); set once, by whoever starts."""
    global _compared_attributes
    _compared_attributes = function


_STDLIB: str = _os.path.dirname(_os.__file__)
_fields_by_version: dict = {}  # of a type -> the names, or None; versions are never used again
_STANDARD: dict = {
    ("uuid", "UUID"): ("int",),
    ("fractions", "Fraction"): ("_numerator", "_denominator"),
    ("ipaddress", "IPv4Address"): ("_ip",),
    ("ipaddress", "IPv6Address"): ("_ip", "_scope_id"),
}


@cython.cfunc
@cython.exceptval(check=False)
def compared_fields(kind: cython.pointer(PyTypeObject)) -> cython.pointer(PyObject):
    """The attributes by which instances are compared, a tuple, borrowed; NULL when it cannot be told."""
    if _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__getattribute__")) != _object_getattribute:
        return cython.NULL
    version: uint64_t = type_version(kind)
    if version == 0:
        return cython.NULL
    try:
        found: object = _fields_by_version.get(version, _fields_by_version)
        if found is _fields_by_version:
            found = _fields_by_version.setdefault(version, _find_fields(kind))
        return cython.NULL if found is None else cython.cast(cython.pointer(PyObject), found)
    except BaseException:  # no memory
        return cython.NULL


@cython.cfunc
def _find_fields(kind: cython.pointer(PyTypeObject)) -> object:
    """See `compared_fields`: the methods are those that the module dataclasses makes, the class is a known one, or their code
    says it."""
    compare: object = type_attribute(kind, cython.cast(cython.pointer(PyObject), "__eq__"))
    hashing: object = type_attribute(kind, cython.cast(cython.pointer(PyObject), "__hash__"))
    if (
        Py_TYPE(cython.cast(cython.pointer(PyObject), compare)) != cython.address(PyFunction_Type)
        or Py_TYPE(cython.cast(cython.pointer(PyObject), hashing)) != cython.address(PyFunction_Type)
    ):
        return None
    first: object = compare.__code__
    second: object = hashing.__code__
    fields: object = None
    if (
        first.co_filename == second.co_filename == "<string>"
        and first.co_qualname == "__create_fn__.<locals>.__eq__"
        and second.co_qualname == "__create_fn__.<locals>.__hash__"
    ):
        return tuple([name for name in first.co_names if name not in ("__class__", "NotImplemented")])
    module: object = type_attribute(kind, cython.cast(cython.pointer(PyObject), "__module__"))
    if type(module) is str and first.co_filename == f"{_STDLIB}/{module}.py":
        fields = _STANDARD.get((module, kind.tp_name.decode()))
    if fields is None and _compared_attributes is not None:
        me: cython.pointer(ThreadInfo) = current_thread()
        me.task.ignore += 1
        enter_unseen()
        try:
            fields = _compared_attributes(cython.cast(object, cython.cast(cython.pointer(PyObject), kind)), compare, hashing)
        finally:
            leave_unseen()
            me.task.ignore -= 1
    return fields


@cython.cfunc
@cython.exceptval(check=False)
def private_element_key(o: cython.pointer(PyObject), key: cython.pointer(PyObject)) -> uint64_t:
    """As `element_key`, for a key that only `private_key` can tell."""
    return in_container(o, private_key(key))


@cython.cfunc
@cython.exceptval(check=False)
def item_key(o: cython.pointer(PyObject), key: cython.pointer(PyObject)) -> uint64_t:
    """The key of an item of a dict; 0 when accesses to it are not told from others."""
    found: uint64_t = element_key(o, key)
    return found if found else private_element_key(o, key)
