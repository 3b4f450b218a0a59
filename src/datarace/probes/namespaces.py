# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""The dict of an instance: `x.__dict__["a"]` and `vars(x)["a"]` are the attribute `a` of `x`.

A dict does not say whose it is. So we look on when it is handed out: whoever wants `x.__dict__`, by whatever way, ends in
one of a few C functions of the interpreter that stand in records of type getset, and these records can be changed in
place, as those of methods are (`hooks`). From then on the dict's header in the runtime has a mark and a word, the address
of its owner; the owner's header has the address of the dict. Both words must agree, so nothing needs to be undone: when
either object dies its word goes, when the owner gets another dict its word changes, and a new object at an old address
has no word.

Without the GIL the owner of a dict may die while another thread uses the dict. `_lock` keeps its memory from being given
back while somebody looks whether it is still there and takes a reference; an owner whose count has fallen to zero gives
none. Words change under the lock of the runtime's header.
"""

import cython
from cython.cimports.datarace.probes.cpython import (
    PyDict_Type,
    GetSet,
    PyGetSetDescr_Type,
    PyObject,
    PyObject_GenericGetDict,
    PyObject_GenericSetDict,
    Py_DECREF,
    Py_TYPE,
    call_getter,
    call_setter,
    enable_try_incref,
    getset_record,
    pre_header,
    try_incref,
)
from cython.cimports.datarace.probes.threads import running
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Shadow
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t

import types

runtime.attach()

_lock = cython.declare(uint32_t, 0)
_records = cython.declare(cython.pointer(GetSet)[8])
_record_count = cython.declare(cython.int, 0)
_subtype_get = cython.declare(cython.p_void, cython.NULL)
_subtype_set = cython.declare(cython.p_void, cython.NULL)


@cython.cfunc
@cython.exceptval(check=False)
def owner_of(namespace: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    address: uint64_t = runtime.word_of(cython.cast(uintptr_t, namespace), SYNC_OWNER)
    owner: cython.pointer(PyObject) = cython.NULL
    if address == 0:
        return owner
    runtime.spin_lock(cython.address(_lock))
    shadow: cython.pointer(Shadow) = runtime.find_shadow(address)
    # With the mark it is the header of an object that cannot go while we have the lock.
    if shadow != cython.NULL and runtime.glance16(cython.address(shadow.marks)) & HAS_NAMESPACE and runtime.glance64(cython.address(shadow.addr)) == address:
        if runtime.word_of(address, SYNC_NAMESPACE) == cython.cast(uintptr_t, namespace):
            owner = cython.cast(cython.pointer(PyObject), cython.cast(uintptr_t, address))
            if not try_incref(owner):
                owner = cython.NULL
    runtime.spin_unlock(cython.address(_lock))
    return owner


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_namespace_of(namespace: cython.pointer(PyObject), owner: cython.pointer(PyObject)) -> cython.bint:
    return runtime.word_of(cython.cast(uintptr_t, namespace), SYNC_OWNER) == cython.cast(
        uintptr_t, owner
    ) and runtime.word_of(cython.cast(uintptr_t, owner), SYNC_NAMESPACE) == cython.cast(uintptr_t, namespace)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def owner_gone(addr: uint64_t) -> cython.void:
    runtime.spin_lock(cython.address(_lock))
    runtime.free_object(addr)
    runtime.spin_unlock(cython.address(_lock))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def forked_namespaces() -> cython.void:
    """In the child of a fork: another thread of the parent may have held the lock."""
    global _lock
    _lock = 0


# --- what is handed out ------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _note(owner: cython.pointer(PyObject), namespace: cython.pointer(PyObject)) -> cython.void:
    """The caller has references to both, and `namespace` is the dict of `owner`."""
    if Py_TYPE(namespace) != cython.address(PyDict_Type) or is_namespace_of(namespace, owner):
        return
    enable_try_incref(owner)
    runtime.set_word(
        cython.cast(uintptr_t, owner), pre_header(owner), SYNC_NAMESPACE, cython.cast(uintptr_t, namespace), HAS_NAMESPACE
    )
    # Instances may share a dict (`self.__dict__ = shared`). It stays with the first as long as that lives: a location has
    # one name.
    other: cython.pointer(PyObject) = owner_of(namespace)
    if other == cython.NULL:
        runtime.set_word(
            cython.cast(uintptr_t, namespace), pre_header(namespace), SYNC_OWNER, cython.cast(uintptr_t, owner), IS_NAMESPACE
        )
    else:
        Py_DECREF(other)


@cython.cfunc
@cython.exceptval(check=False)
def _handed_out(owner: cython.pointer(PyObject), namespace: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    if namespace != cython.NULL and running():
        _note(owner, namespace)
    return namespace


@cython.cfunc
@cython.exceptval(check=False)
def _replaces(owner: cython.pointer(PyObject)) -> cython.void:
    """The owner is about to get another dict: what the old one holds is no attribute any more."""
    shadow: cython.pointer(Shadow) = runtime.find_shadow(cython.cast(uintptr_t, owner))
    if shadow != cython.NULL and runtime.glance16(cython.address(shadow.marks)) & HAS_NAMESPACE:
        runtime.set_word(cython.cast(uintptr_t, owner), pre_header(owner), SYNC_NAMESPACE, 0, 0)


@cython.cfunc
@cython.exceptval(check=False)
def _get_of_class(owner: cython.pointer(PyObject), closure: cython.p_void) -> cython.pointer(PyObject):
    return _handed_out(owner, call_getter(_subtype_get, owner, closure))


@cython.cfunc
@cython.exceptval(check=False)
def _set_of_class(
    owner: cython.pointer(PyObject), value: cython.pointer(PyObject), closure: cython.p_void
) -> cython.int:
    _replaces(owner)
    result: cython.int = call_setter(_subtype_set, owner, value, closure)
    if result == 0 and value != cython.NULL:
        _handed_out(owner, value)
    return result


@cython.cfunc
@cython.exceptval(check=False)
def _get_of_builtin(owner: cython.pointer(PyObject), closure: cython.p_void) -> cython.pointer(PyObject):
    return _handed_out(owner, PyObject_GenericGetDict(owner, closure))


@cython.cfunc
@cython.exceptval(check=False)
def _set_of_builtin(
    owner: cython.pointer(PyObject), value: cython.pointer(PyObject), closure: cython.p_void
) -> cython.int:
    _replaces(owner)
    result: cython.int = PyObject_GenericSetDict(owner, value, closure)
    if result == 0 and value != cython.NULL:
        _handed_out(owner, value)
    return result


# --- the interpreter's records -----------------------------------------------------------------------------------------


class _Plain:
    """Its `__dict__` stands in the record that most classes share."""


class _Referable:
    __slots__ = ("__weakref__",)


class _DictAlone(_Referable):
    """And this one's in that of classes that inherit `__weakref__` from elsewhere."""


def install() -> None:
    """Watches which dicts are handed out from here on."""
    global _record_count, _subtype_get, _subtype_set
    if _record_count:
        return
    for kind in (_Plain, _DictAlone, types.FunctionType, BaseException):
        descriptor: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), kind.__dict__["__dict__"])
        if Py_TYPE(descriptor) != cython.address(PyGetSetDescr_Type):
            continue
        record: cython.pointer(GetSet) = getset_record(descriptor)
        if record.get == cython.cast(cython.p_void, PyObject_GenericGetDict):
            record.get = cython.cast(cython.p_void, _get_of_builtin)
            record.set = cython.cast(cython.p_void, _set_of_builtin)
        elif kind is _Plain or (kind is _DictAlone and record.get == _subtype_get):
            _subtype_get = record.get
            _subtype_set = record.set
            record.get = cython.cast(cython.p_void, _get_of_class)
            record.set = cython.cast(cython.p_void, _set_of_class)
        else:
            continue
        _records[_record_count] = record
        _record_count += 1


def uninstall() -> None:
    """Puts the interpreter's own functions back."""
    global _record_count
    i: cython.int
    for i in range(_record_count):
        if _records[i].get == cython.cast(cython.p_void, _get_of_class):
            _records[i].get = _subtype_get
            _records[i].set = _subtype_set
        else:
            _records[i].get = cython.cast(cython.p_void, PyObject_GenericGetDict)
            _records[i].set = cython.cast(cython.p_void, PyObject_GenericSetDict)
    _record_count = 0
