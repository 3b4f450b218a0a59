# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Two things that are told by the shape of a function, and looked at less often than the rest.

**Methods of the base class.** A subclass of dict or list does its work by `super().__setitem__(key, value)`, or by
`dict.__setitem__(self, key, value)`. The subclass has a method of that name, so that `x[key] = value` is a call; the access is in here.
So it is with `object.__setattr__` and its like.

**Double-checked locking.** Where a function looks at a variable, takes a lock, and looks again, the first look is meant to find what was
written under the lock, and CPython keeps what it does in order: who sees the value sees all that was done before it was stored. So
the store releases and the first look acquires. That the first look itself is unordered is still told. Not in strict mode, for which
only a lock gives an order.

Nothing here may raise or run code of the program: see core.py.
"""

import cython
from cython.cimports.datarace.probes.core import (
    DICT,
    IS_DELATTR,
    IS_GETATTR,
    IS_SETATTR,
    IS_SETITEM,
    MEMORYVIEW,
    NO_CONTAINER,
    OF_SUPER,
    SYNC_LOOKED,
    Site,
    acquire_now_and_again,
    apply,
    assign_slice,
    base_attribute,
    base_of,
    family_of,
    holder_of,
    ordered_dict,
)
from cython.cimports.datarace.probes.cpython import (
    Py_None,
    Py_TPFLAGS_TYPE_SUBCLASS,
    Py_TYPE,
    PyBaseObject_Type,
    PyMethodDescr_Type,
    PyObject,
    PySlice_Type,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyType_HasFeature,
    PyType_Type,
    PyTypeObject,
    PyWrapperDescr_Type,
    _PyType_Lookup,
    current_frame,
    frame_globals,
    pre_header,
    type_has_own,
    type_mro,
)
from cython.cimports.datarace.probes.threads import ThreadInfo
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import WRITE
from cython.cimports.libc.stdint import uint32_t, uintptr_t

runtime.attach()


@cython.cfunc
@cython.exceptval(check=False)
def base_call(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), args: cython.pointer(PyObject)
) -> cython.void:
    """A call of a method of the base class.

    Through a class by its name, `o` is what is called, and `args` starts with the receiver. Through `super()`, `o` is the receiver,
    and `args` starts with the class whose method it is that calls.
    """
    name: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), site.name)
    receiver: cython.pointer(PyObject)
    given: cython.pointer(PyObject)
    if site.flags & OF_SUPER:
        receiver = o
        given = _after(Py_TYPE(o), PyTuple_GET_ITEM(args, 0), name)
    else:
        receiver = PyTuple_GET_ITEM(args, 0)
        given = o
        if Py_TYPE(o) != cython.address(PyMethodDescr_Type) and Py_TYPE(o) != cython.address(PyWrapperDescr_Type):
            return
    on_attribute: uint32_t = site.effects[cython.cast(cython.int, NO_CONTAINER)] & (IS_GETATTR | IS_SETATTR | IS_DELATTR)
    if on_attribute:
        if given != cython.NULL and PyTuple_GET_SIZE(args) > 1 and _is_of_object(given, site, name):
            base_attribute(site, me, receiver, PyTuple_GET_ITEM(args, 1), on_attribute)
        return
    family: cython.int = family_of(receiver)
    if given == cython.NULL or family >= MEMORYVIEW or not _is_of_family(given, site, family, name):
        return
    first: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 1) if PyTuple_GET_SIZE(args) > 1 else Py_None
    if site.effects[family] & IS_SETITEM and Py_TYPE(first) == cython.address(PySlice_Type) and PyTuple_GET_SIZE(args) > 2:
        assign_slice(site, me, receiver, first, PyTuple_GET_ITEM(args, 2), WRITE, family)
        return
    apply(site, me, receiver, first, site.effects[family], family)


@cython.cfunc
@cython.exceptval(check=False)
def _is_of_object(given: cython.pointer(PyObject), site: Site, name: cython.pointer(PyObject)) -> cython.bint:
    """As `_is_of_family`, for what `object` and `type` do with attributes."""
    if site.flags & OF_SUPER:
        return given == cython.cast(cython.pointer(PyObject), cython.address(PyBaseObject_Type)) or (
            given == cython.cast(cython.pointer(PyObject), cython.address(PyType_Type))
        )
    return given == _PyType_Lookup(cython.address(PyBaseObject_Type), name) or (
        given == _PyType_Lookup(cython.address(PyType_Type), name)
    )


@cython.cfunc
@cython.exceptval(check=False)
def _is_of_family(
    given: cython.pointer(PyObject), site: Site, family: cython.int, name: cython.pointer(PyObject)
) -> cython.bint:
    """Whether what is called is the built-in method: `given` is that itself or, through `super()`, the class that has it."""
    base: cython.pointer(PyTypeObject) = base_of(family)
    ordered: cython.pointer(PyTypeObject) = ordered_dict()
    if site.flags & OF_SUPER:
        return given == cython.cast(cython.pointer(PyObject), base) or (
            family == DICT and given == cython.cast(cython.pointer(PyObject), ordered)
        )
    return given == _PyType_Lookup(base, name) or (family == DICT and given == _PyType_Lookup(ordered, name))


@cython.cfunc
@cython.exceptval(check=False)
def _after(
    kind: cython.pointer(PyTypeObject), klass: cython.pointer(PyObject), name: cython.pointer(PyObject)
) -> cython.pointer(PyObject):
    """The first class behind `klass` in the method resolution order that has the name; borrowed, NULL if there is none."""
    order: cython.pointer(PyObject) = type_mro(kind)
    if order == cython.NULL:
        return cython.NULL
    behind: cython.bint = False
    i: cython.Py_ssize_t
    for i in range(PyTuple_GET_SIZE(order)):
        base: cython.pointer(PyObject) = PyTuple_GET_ITEM(order, i)
        if behind and type_has_own(cython.cast(cython.pointer(PyTypeObject), base), name):
            return base
        behind = behind or base == klass
    return cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def first_look(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.void:
    """A look at a variable of a function that looks at it again under a lock; None: at a global."""
    if _is_strict():
        return
    if o == Py_None:
        o = frame_globals(current_frame())
    name: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), site.name)
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    is_class: cython.bint = PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS)
    holder: cython.pointer(PyObject) = holder_of(cython.cast(cython.pointer(PyTypeObject), o) if is_class else kind, name)
    if holder != cython.NULL:
        acquire_now_and_again(me, cython.cast(uintptr_t, holder), SYNC_LOOKED)
    if not is_class:
        acquire_now_and_again(me, cython.cast(uintptr_t, o), SYNC_LOOKED)


@cython.cfunc
@cython.exceptval(check=False)
def second_look_write(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.void:
    """A store to a variable that some function looks at without the lock first; None: to a global."""
    if _is_strict():
        return
    if o == Py_None:
        o = frame_globals(current_frame())
    runtime.release_merge(me.task, cython.cast(uintptr_t, o), pre_header(o), SYNC_LOOKED)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_strict() -> cython.bint:
    return runtime.peek8(cython.address(runtime.get_state().strict)) != 0
