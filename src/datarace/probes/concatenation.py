# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""`a + b` of lists, bytearrays and arrays reads both.

A probe before every addition would cost all those of numbers, which are nearly all there are. So the interpreter itself tells which
ones are of containers: the slot `sq_concat` of these types, to which it comes when there is no addition of numbers, passes by
here. It is not told who adds; that is the running frame, and counts where its file is watched.

A subclass made by a class statement has the function that `list` was made with, and is not seen.

Nothing here may raise or run code of the program: see core.py. The slots are written by whoever starts and ends a run, as one pointer each, and
read by all; either function will do. `_files` only grows, by operations that CPython makes atomic with and without GIL.
"""

import array as _array_module

import cython
from cython.cimports.datarace.probes.core import Site, read_all, watched_thread
from cython.cimports.datarace.probes.cpython import (
    Frame,
    PyByteArray_Type,
    PyCodeObject,
    PyList_Type,
    PyObject,
    PyTypeObject,
    Py_TYPE,
    call_concat,
    concat_slot,
    current_frame,
    frame_code,
    has_item,
    has_references,
    set_concat_slot,
)
from cython.cimports.datarace.probes.threads import ThreadInfo
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import ATOMIC
from cython.cimports.libc.stdint import uintptr_t

from datarace.probes.core import make_site
from datarace.probes.kinds import METHOD

runtime.attach()

_files: dict = {}  # of code that is watched
_site: Site = make_site(METHOD, "__add__", ("", "", 0), 1)
_of_list = cython.declare(cython.p_void, cython.NULL)
_of_bytearray = cython.declare(cython.p_void, cython.NULL)
_of_array = cython.declare(cython.p_void, cython.NULL)


def watch_file(name: str) -> None:
    """Code of that file is watched: what it adds is told."""
    _files[name] = True


@cython.cfunc
@cython.exceptval(check=False)
def _array_type() -> cython.pointer(PyTypeObject):
    return cython.cast(cython.pointer(PyTypeObject), _array_module.array)


@cython.cfunc
@cython.exceptval(check=False)
def _tell(a: cython.pointer(PyObject), b: cython.pointer(PyObject)) -> cython.void:
    me: cython.pointer(ThreadInfo) = watched_thread()
    if me == cython.NULL:
        return
    frame: cython.pointer(Frame) = current_frame()
    if frame == cython.NULL:
        return
    code: cython.pointer(PyCodeObject) = frame_code(frame)
    if not has_item(cython.cast(cython.pointer(PyObject), _files), code.co_filename):
        return
    if not _is_temporary(a):
        read_all(_site, me, a, ATOMIC)
    if not _is_temporary(b):
        read_all(_site, me, b, ATOMIC)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_temporary(o: cython.pointer(PyObject)) -> cython.bint:
    """Whether nobody but the stack has it, and nobody had it before."""
    return has_references(o, 1) and runtime.find_shadow(cython.cast(uintptr_t, o)) == cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _list_concat(a: cython.pointer(PyObject), b: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    if Py_TYPE(b) == cython.address(PyList_Type):  # else it will be an error
        _tell(a, b)
    return call_concat(_of_list, a, b)


@cython.cfunc
@cython.exceptval(check=False)
def _bytearray_concat(a: cython.pointer(PyObject), b: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    _tell(a, b)
    return call_concat(_of_bytearray, a, b)


@cython.cfunc
@cython.exceptval(check=False)
def _array_concat(a: cython.pointer(PyObject), b: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    if Py_TYPE(b) == _array_type():
        _tell(a, b)
    return call_concat(_of_array, a, b)


def install() -> None:
    """Sees additions from here on."""
    global _of_list, _of_bytearray, _of_array
    if concat_slot(cython.address(PyList_Type)) == cython.cast(cython.p_void, _list_concat):
        return
    _of_list = concat_slot(cython.address(PyList_Type))
    _of_bytearray = concat_slot(cython.address(PyByteArray_Type))
    _of_array = concat_slot(_array_type())
    set_concat_slot(cython.address(PyList_Type), cython.cast(cython.p_void, _list_concat))
    set_concat_slot(cython.address(PyByteArray_Type), cython.cast(cython.p_void, _bytearray_concat))
    set_concat_slot(_array_type(), cython.cast(cython.p_void, _array_concat))


def uninstall() -> None:
    """Puts the interpreter's own functions back; who is on the way through ours still finds them."""
    if _of_list != cython.NULL and concat_slot(cython.address(PyList_Type)) == cython.cast(cython.p_void, _list_concat):
        set_concat_slot(cython.address(PyList_Type), _of_list)
        set_concat_slot(cython.address(PyByteArray_Type), _of_bytearray)
        set_concat_slot(_array_type(), _of_array)
