# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""The death of objects: when memory goes back, what the runtime knows of it goes too.

An object dies in one of two ways. Its block is freed by the object allocator: a layer around the allocator looks whether
an object with a shadow lived there (most blocks have none: one look at a table). Or it is a list or a dict and goes onto
a free list of its type, which no allocator sees: the `tp_dealloc` of these two types passes by here.

tracemalloc, when it stops, gives the allocator back as it was when it started: a layer that came later is gone then, and is
put back.

Freeing happens on any thread, with or without a task, inside the collector and while the interpreter shuts down. The
dying object is nobody else's, so nothing but the runtime's own locks is needed.
"""

import cython
from cython.cimports.datarace.probes.cpython import (
    PYMEM_DOMAIN_OBJ,
    PyDict_Type,
    PyList_Type,
    PyMem_GetAllocator,
    PyMem_SetAllocator,
    PyMemAllocatorEx,
    PyObject,
    call_dealloc,
)
from cython.cimports.datarace.probes.namespaces import HAS_NAMESPACE, owner_gone
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Shadow
from cython.cimports.libc.stdint import uintptr_t

import _tracemalloc

runtime.attach()

_allocator = cython.declare(PyMemAllocatorEx)
_layer = cython.declare(PyMemAllocatorEx)
_list_dealloc = cython.declare(cython.p_void, cython.NULL)
_dict_dealloc = cython.declare(cython.p_void, cython.NULL)
_installed = cython.declare(cython.bint, False)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _malloc(ctx: cython.p_void, size: cython.size_t) -> cython.p_void:
    return _allocator.malloc(_allocator.ctx, size)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _calloc(ctx: cython.p_void, count: cython.size_t, size: cython.size_t) -> cython.p_void:
    return _allocator.calloc(_allocator.ctx, count, size)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _realloc(ctx: cython.p_void, pointer: cython.p_void, size: cython.size_t) -> cython.p_void:
    # Looked up before: once the block has moved, another thread's object may lie there, with a history of its own.
    known: cython.bint = pointer != cython.NULL and runtime.find_block(cython.cast(uintptr_t, pointer)) != cython.NULL
    result: cython.p_void = _allocator.realloc(_allocator.ctx, pointer, size)
    if known and result != pointer and result != cython.NULL:
        _forget(pointer)
    return result


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _free(ctx: cython.p_void, pointer: cython.p_void) -> cython.void:
    _forget(pointer)
    _allocator.free(_allocator.ctx, pointer)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def _forget(pointer: cython.p_void) -> cython.void:
    """The allocator's block at `pointer` is no more."""
    shadow: cython.pointer(Shadow) = runtime.find_block(cython.cast(uintptr_t, pointer))
    if cython.unlikely(shadow != cython.NULL):
        address: uint64_t = runtime.glance64(cython.address(shadow.addr))
        if runtime.glance16(cython.address(shadow.marks)) & HAS_NAMESPACE:
            owner_gone(address)
        else:
            runtime.free_object(address)


@cython.cfunc
@cython.exceptval(check=False)
def _dealloc_list(o: cython.pointer(PyObject)) -> cython.void:
    if runtime.find_shadow(cython.cast(uintptr_t, o)) != cython.NULL:
        runtime.free_object(cython.cast(uintptr_t, o))
    call_dealloc(_list_dealloc, o)


@cython.cfunc
@cython.exceptval(check=False)
def _dealloc_dict(o: cython.pointer(PyObject)) -> cython.void:
    if runtime.find_shadow(cython.cast(uintptr_t, o)) != cython.NULL:
        runtime.free_object(cython.cast(uintptr_t, o))
    call_dealloc(_dict_dealloc, o)


_above_tracemalloc = cython.declare(cython.bint, False)


def install() -> None:
    """Watches deaths from here on."""
    global _list_dealloc, _dict_dealloc, _installed, _above_tracemalloc
    if _installed:
        return
    _installed = True
    _above_tracemalloc = _tracemalloc.is_tracing()
    PyMem_GetAllocator(PYMEM_DOMAIN_OBJ, cython.address(_allocator))
    _layer.ctx = cython.NULL
    _layer.malloc = _malloc
    _layer.calloc = _calloc
    _layer.realloc = _realloc
    _layer.free = _free
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, cython.address(_layer))
    _list_dealloc = PyList_Type.tp_dealloc
    _dict_dealloc = PyDict_Type.tp_dealloc
    PyList_Type.tp_dealloc = cython.cast(cython.p_void, _dealloc_list)
    PyDict_Type.tp_dealloc = cython.cast(cython.p_void, _dealloc_dict)


@cython.cfunc
@cython.exceptval(check=False)
def tracemalloc_stopped() -> cython.void:
    """tracemalloc has just given the allocator back: without our layer, if that was put above its own."""
    global _above_tracemalloc
    if not _installed or not _above_tracemalloc or _tracemalloc.is_tracing():
        return
    _above_tracemalloc = False
    current: PyMemAllocatorEx
    PyMem_GetAllocator(PYMEM_DOMAIN_OBJ, cython.address(current))
    if current.free != _free:
        _allocator.ctx, _allocator.malloc, _allocator.calloc = current.ctx, current.malloc, current.calloc
        _allocator.realloc, _allocator.free = current.realloc, current.free
        PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, cython.address(_layer))


def uninstall() -> None:
    """Puts the interpreter's own functions back, if nobody put a layer of their own around ours."""
    global _installed
    if not _installed:
        return
    current: PyMemAllocatorEx
    PyMem_GetAllocator(PYMEM_DOMAIN_OBJ, cython.address(current))
    if current.free == _free:
        PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, cython.address(_allocator))
        PyList_Type.tp_dealloc = _list_dealloc
        PyDict_Type.tp_dealloc = _dict_dealloc
        _installed = False
