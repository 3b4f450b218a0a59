# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""What runs because an object is no longer referenced: callbacks of weak references, and what closed generators still do.

Whoever drops the last reference runs it, or the collector on whatever thread: after every use of the object, because
the reference count orders it so. Each is a scope in the runtime (`begin_finalizer` in `core`; `__del__` has sites of its own).

Weak references. A reference made with a callback gets a `Callback` in the callback's place, which holds the program's one. A
program cannot see it: `__callback__` and the collector are shown the program's callback instead, which is why the two
functions for that stay when the rest is taken back: references live on. Nobody but the reference holds a `Callback`.

Generators, coroutines, asynchronous generators. Their `tp_finalize` opens the scope, and the slots and methods that let them
do a step tell `core` who did it (`use_generator`); steps that the interpreter makes itself are seen at STEP sites. One that is
awaited or delegated to is closed by the one that waits, within its scope. These types have no subclasses: the slots are in one
place each.

Shared state: the originals below are written when the detector starts, before the slots that lead here, and never
change after that. A slot is one word, so another thread sees the old function or the new one.
"""

import _weakref
import types as _types

import cython
from cython.cimports.datarace.probes.core import (
    CALLBACK,
    CLOSING,
    SYNC_GONE,
    begin_finalizer,
    end_finalizer,
    known_thread,
    use_generator,
    watched_thread,
)
from cython.cimports.datarace.probes.cpython import (
    UNRAISABLE_BY_REPR,
    Py_INCREF,
    Py_None,
    Py_TYPE,
    Py_XDECREF,
    PyAsyncGen_Type,
    PyCFunction_Type,
    PyCoro_Type,
    PyDescr_NewGetSet,
    PyErr_Fetch,
    PyErr_Restore,
    PyErr_SetString,
    PyErr_WriteUnraisable,
    PyExc_AttributeError,
    PyFunction_Type,
    PyGen_Type,
    PyGetSetDef,
    PyObject,
    PyObject_Call,
    PyObject_Repr,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyType_IsSubtype,
    PyType_Modified,
    PyTypeObject,
    call_finalize,
    call_new,
    call_send,
    call_traverse,
    call_unary,
    lock_weak,
    pre_header,
    set_in_type,
    set_weak_callback,
    unlock_weak,
    visitproc,
    weak_callback,
    weak_referent,
    wrapped,
)
from cython.cimports.datarace.probes.threads import ThreadInfo, running
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.libc.stdint import uintptr_t

# --- weak references ---------------------------------------------------------------------------------------------------


@cython.final
@cython.cclass
class Callback:
    """Calls the program's callback as what it is: code that runs after every use of the referent."""

    def __dealloc__(self) -> None:
        here: uintptr_t = cython.cast(uintptr_t, cython.cast(cython.p_void, self))
        runtime.order_after(here)
        runtime.order_after(here + 1)
        Py_XDECREF(self.function)
        runtime.order_before(here)


_callback_type = cython.declare(cython.pointer(PyTypeObject), cython.cast(cython.pointer(PyTypeObject), Callback))


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _behind(callback: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    """The program's callback, whether one of ours stands for it or not."""
    if callback != cython.NULL and Py_TYPE(callback) == _callback_type:
        runtime.order_after(cython.cast(uintptr_t, callback))
        function: cython.pointer(PyObject) = cython.cast(Callback, callback).function
        runtime.order_before(cython.cast(uintptr_t, callback) + 1)
        return function
    return callback


@cython.cfunc
@cython.exceptval(check=False)
def _takes_out_values(function: cython.pointer(PyObject)) -> cython.bint:
    """Whether it is the function by which a `WeakValueDictionary` learns of the end of its values."""
    if Py_TYPE(function) != cython.address(PyFunction_Type):
        return False
    return cython.cast(object, function).__qualname__ == "WeakValueDictionary.__init__.<locals>.remove"


@cython.cfunc
@cython.exceptval(check=False)
def _release_uses(function: cython.pointer(PyObject), referent: cython.pointer(PyObject)) -> cython.void:
    """All uses of a referent that is gone come before who acquires `function`, its callback, from now on: before any code of that.

    All that its users did until now, for what they did with a lock in it is no access to it. Also where the thread is not watched
    at the moment: what we do for the program may hold the last reference.
    """
    me: cython.pointer(ThreadInfo) = known_thread()
    if me != cython.NULL and runtime.finalizer_begin(me.task, cython.cast(uintptr_t, referent), 0, True):
        runtime.release_merge(me.task, cython.cast(uintptr_t, function), pre_header(function), SYNC_GONE)
        runtime.finalizer_end(me.task)


@cython.cfunc
@cython.exceptval(check=False)
def _call(
    self: cython.pointer(PyObject), args: cython.pointer(PyObject), kwargs: cython.pointer(PyObject)
) -> cython.pointer(PyObject):
    """tp_call of `Callback`: the referent is dying, its memory and its history are still there.

    Who made the reference held the referent while it did, and often until the reference had attributes of its own (a key, say).
    """
    runtime.order_after(cython.cast(uintptr_t, self))
    mine: Callback = cython.cast(Callback, self)
    function: cython.pointer(PyObject) = mine.function
    if _takes_out_values(function):
        _release_uses(function, mine.referent)
    me: cython.pointer(ThreadInfo) = watched_thread()
    opened: cython.bint = me != cython.NULL and begin_finalizer(me, mine.referent, CALLBACK)
    of_reference: cython.bint = opened and _may_have_attributes(args) and begin_finalizer(me, PyTuple_GET_ITEM(args, 0), CALLBACK)
    runtime.order_before(cython.cast(uintptr_t, self) + 1)
    result: cython.pointer(PyObject) = PyObject_Call(function, args, kwargs)
    if of_reference:
        end_finalizer(me)
    if opened:
        end_finalizer(me)
    if result == cython.NULL and not UNRAISABLE_BY_REPR:
        # Who called us would report us in the place of the program's callback.
        PyErr_WriteUnraisable(function)
        Py_INCREF(Py_None)
        return Py_None
    return result


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _may_have_attributes(args: cython.pointer(PyObject)) -> cython.bint:
    """Whether the reference that a callback is given is of a class of its own."""
    if PyTuple_GET_SIZE(args) != 1:
        return False
    kind: cython.pointer(PyTypeObject) = Py_TYPE(PyTuple_GET_ITEM(args, 0))
    return kind != _reference_type and PyType_IsSubtype(kind, _reference_type)


_reference_type = cython.declare(
    cython.pointer(PyTypeObject), cython.cast(cython.pointer(PyTypeObject), _weakref.ReferenceType)
)


@cython.cfunc
@cython.exceptval(check=False)
def _repr(self: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    """tp_repr of `Callback`: what the interpreter says of an exception in a callback (from 3.14 on)."""
    return PyObject_Repr(_behind(self))


@cython.cfunc
@cython.exceptval(check=False)
def wrap_callback(reference: cython.pointer(PyObject)) -> cython.void:
    """A weak reference or proxy was made; its creator still holds the referent, so nobody calls back in the meantime.

    Callbacks written in C run no code of the program. A type of an extension that has a copy of the original traverse function
    would hide the program's callback from the collector: such references are left alone.
    """
    runtime.order_after(cython.cast(uintptr_t, reference) + 1)  # what was at this address is dead
    function: cython.pointer(PyObject) = weak_callback(reference)
    if function == cython.NULL or Py_TYPE(function) == cython.address(PyCFunction_Type) or not running():
        return
    if Py_TYPE(function) == _callback_type or cython.cast(cython.p_void, Py_TYPE(reference).tp_traverse) == _traverse_original:
        return
    try:
        mine: Callback = Callback.__new__(Callback)
    except MemoryError:  # called back as ever, unordered
        return
    here: uintptr_t = cython.cast(uintptr_t, cython.cast(cython.p_void, mine))
    runtime.order_after(here)  # the same
    mine.function = function  # the reference's own reference to it
    mine.referent = weak_referent(reference)
    Py_INCREF(cython.cast(cython.pointer(PyObject), mine))
    runtime.order_before(here)
    lock_weak(reference)  # others may ask the referent for its references, and those for their callbacks
    set_weak_callback(reference, cython.cast(cython.pointer(PyObject), mine))
    unlock_weak(reference)
    runtime.order_before(cython.cast(uintptr_t, reference))


_new_original = cython.declare(cython.p_void, cython.NULL)
_traverse_original = cython.declare(cython.p_void, cython.NULL)


@cython.cfunc
@cython.exceptval(check=False)
def _new_reference(
    kind: cython.pointer(PyTypeObject), args: cython.pointer(PyObject), kwargs: cython.pointer(PyObject)
) -> cython.pointer(PyObject):
    """tp_new of weakref.ref and of those of its subclasses that have none of their own."""
    result: cython.pointer(PyObject) = call_new(_new_original, kind, args, kwargs)
    if result != cython.NULL:
        wrap_callback(result)
    return result


@cython.cfunc
@cython.exceptval(check=False)
def _traverse(self: cython.pointer(PyObject), visit: visitproc, arg: cython.p_void) -> cython.int:
    """tp_traverse of weak references: the collector counts the program's callback as held by the reference itself."""
    runtime.order_after(cython.cast(uintptr_t, self))  # all threads stand still
    function: cython.pointer(PyObject) = weak_callback(self)
    runtime.order_before(cython.cast(uintptr_t, self) + 1)
    if function != cython.NULL and Py_TYPE(function) == _callback_type:
        return visit(_behind(function), arg)
    return call_traverse(_traverse_original, self, visit, arg)


@cython.cfunc
@cython.exceptval(check=False)
def _get_callback(self: cython.pointer(PyObject), closure: cython.p_void) -> cython.pointer(PyObject):
    lock_weak(self)
    runtime.order_after(cython.cast(uintptr_t, self))
    function: cython.pointer(PyObject) = _behind(weak_callback(self))
    runtime.order_before(cython.cast(uintptr_t, self) + 1)
    if function == cython.NULL:
        function = Py_None
    Py_INCREF(function)
    unlock_weak(self)
    return function


@cython.cfunc
@cython.exceptval(check=False)
def _set_callback(
    self: cython.pointer(PyObject), value: cython.pointer(PyObject), closure: cython.p_void
) -> cython.int:
    PyErr_SetString(PyExc_AttributeError, b"readonly attribute")
    return -1


_getset = cython.declare(PyGetSetDef)
_getset.name = b"__callback__"
_getset.get = _get_callback
_getset.set = _set_callback
_getset.doc = cython.NULL
_getset.closure = cython.NULL


@cython.cfunc
def _show_program_its_callbacks() -> None:
    """Once and for all: references made while the detector runs outlive it."""
    global _traverse_original
    if _traverse_original != cython.NULL:
        return
    reference: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), _weakref.ReferenceType)
    _traverse_original = cython.cast(cython.p_void, reference.tp_traverse)
    for kind in (_weakref.ReferenceType, _weakref.ProxyType, _weakref.CallableProxyType):
        cython.cast(cython.pointer(PyTypeObject), kind).tp_traverse = _traverse
    descriptor: object = PyDescr_NewGetSet(reference, cython.address(_getset))
    set_in_type(
        reference,
        cython.cast(cython.pointer(PyObject), "__callback__"),
        cython.cast(cython.pointer(PyObject), descriptor),
    )


@cython.cfunc
def _replace_new(kind: type, old: cython.p_void, new: cython.p_void) -> None:
    """Gives a type another `tp_new`, and its subclasses that inherited it: each has a copy."""
    pointer: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), kind)
    if pointer.tp_new == old:
        pointer.tp_new = new
        PyType_Modified(pointer)
    for subclass in type.__subclasses__(kind):
        _replace_new(subclass, old, new)


# --- generators and their like -----------------------------------------------------------------------------------------

_next_original = cython.declare(cython.p_void, cython.NULL)
_anext_original = cython.declare(cython.p_void, cython.NULL)
_send_original = cython.declare(cython.p_void, cython.NULL)  # one function for the three types, as `_finalize_original`
_finalize_original = cython.declare(cython.p_void, cython.NULL)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _note_step(o: cython.pointer(PyObject)) -> cython.void:
    me: cython.pointer(ThreadInfo) = watched_thread()
    if me != cython.NULL:
        use_generator(me, o)


@cython.cfunc
@cython.exceptval(check=False)
def _next(o: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    _note_step(o)
    return call_unary(_next_original, o)


@cython.cfunc
@cython.exceptval(check=False)
def _anext(o: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    _note_step(o)
    return call_unary(_anext_original, o)


@cython.cfunc
@cython.exceptval(check=False)
def _send(
    o: cython.pointer(PyObject), value: cython.pointer(PyObject), result: cython.pointer(cython.pointer(PyObject))
) -> cython.int:
    _note_step(o)
    return call_send(_send_original, o, value, result)


@cython.cfunc
@cython.exceptval(check=False)
def _finalize(o: cython.pointer(PyObject)) -> cython.void:
    """tp_finalize: may be called with an exception under way, which the original puts aside for itself."""
    me: cython.pointer(ThreadInfo) = watched_thread()
    opened: cython.bint = False
    if me != cython.NULL:
        kind: cython.pointer(PyObject) = cython.NULL
        value: cython.pointer(PyObject) = cython.NULL
        trace: cython.pointer(PyObject) = cython.NULL
        PyErr_Fetch(cython.address(kind), cython.address(value), cython.address(trace))
        opened = begin_finalizer(me, o, CLOSING)
        PyErr_Restore(kind, value, trace)
    call_finalize(_finalize_original, o)
    if opened:
        end_finalizer(me)


STEPS: tuple = tuple(
    vars(kind)[name]
    for kind, names in (
        (_types.GeneratorType, ("send", "throw", "close")),
        (_types.CoroutineType, ("send", "throw", "close")),
        (_types.AsyncGeneratorType, ("asend", "athrow", "aclose")),
    )
    for name in names
)


@cython.cfunc
@cython.exceptval(check=False)
def _set_slots(next_: cython.p_void, anext_: cython.p_void, send: cython.p_void, finalize: cython.p_void) -> cython.void:
    PyGen_Type.tp_iternext = next_
    PyAsyncGen_Type.tp_as_async.am_anext = anext_
    # `__next__` and `__anext__` as methods hold the slot's function themselves.
    wrapped(cython.cast(cython.pointer(PyObject), _next_method))[0] = next_
    wrapped(cython.cast(cython.pointer(PyObject), _anext_method))[0] = anext_
    PyGen_Type.tp_as_async.am_send = send
    PyCoro_Type.tp_as_async.am_send = send
    PyAsyncGen_Type.tp_as_async.am_send = send
    PyGen_Type.tp_finalize = finalize
    PyCoro_Type.tp_finalize = finalize
    PyAsyncGen_Type.tp_finalize = finalize


_next_method: object = vars(_types.GeneratorType)["__next__"]
_anext_method: object = vars(_types.AsyncGeneratorType)["__anext__"]
_installed = cython.declare(cython.bint, False)


def install() -> None:
    """From here on what runs in the end of an object is ordered."""
    global _installed, _new_original, _next_original, _anext_original, _send_original, _finalize_original
    if _installed:
        return
    _installed = True
    _show_program_its_callbacks()
    _new_original = cython.cast(cython.pointer(PyTypeObject), _weakref.ReferenceType).tp_new
    _replace_new(_weakref.ReferenceType, _new_original, cython.cast(cython.p_void, _new_reference))
    _next_original = PyGen_Type.tp_iternext
    _anext_original = PyAsyncGen_Type.tp_as_async.am_anext
    _send_original = PyGen_Type.tp_as_async.am_send
    _finalize_original = PyGen_Type.tp_finalize
    _set_slots(
        cython.cast(cython.p_void, _next),
        cython.cast(cython.p_void, _anext),
        cython.cast(cython.p_void, _send),
        cython.cast(cython.p_void, _finalize),
    )


def uninstall() -> None:
    """Puts the interpreter's own functions back, but for what shows a program its callbacks."""
    global _installed
    if not _installed:
        return
    _installed = False
    _replace_new(_weakref.ReferenceType, cython.cast(cython.p_void, _new_reference), _new_original)
    _set_slots(_next_original, _anext_original, _send_original, _finalize_original)


_callback_type.tp_call = cython.cast(cython.p_void, _call)
_callback_type.tp_repr = cython.cast(cython.p_void, _repr)
