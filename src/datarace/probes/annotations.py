# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""What a program says about its accesses: `datarace.ignore`, `datarace.benign`, `datarace.atomic`.

What is said of a location is kept with its object in the runtime (annotations.pxd) and dies with it. `core` asks for it where
an access is about to be recorded, and `races` where a race is about to be told; both only after `annotated` was set here, so
that programs that say nothing pay for one load on the way to the runtime, and none on the fast path. An atomic location has
no cells: its accesses never are "seen already", and each of them comes by to release or acquire.
"""

import cython
from cython.cimports.datarace.probes.core import (
    ELEMENT,
    current_thread,
    family_of,
    holder_of,
    set_annotated,
)
from cython.cimports.datarace.probes.core import BYTEARRAY, ARRAY, DICT, LIST, MEMORYVIEW, NDARRAY
from cython.cimports.datarace.probes.buffers import View, is_contiguous_item
from cython.cimports.datarace.probes.cpython import (
    PyModule_Type,
    PyObject,
    PyTypeObject,
    PyType_HasFeature,
    PyType_IsSubtype,
    Py_TPFLAGS_TYPE_SUBCLASS,
    Py_TYPE,
    module_dict,
    pre_header,
)
from cython.cimports.datarace.probes.keys import item_key, name_key
from cython.cimports.datarace.probes.threads import ThreadInfo, running
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t

runtime.attach()


def begin_ignore() -> None:
    """No access of the calling task is checked or recorded until `end_ignore`; calls nest. Edges are drawn as ever."""
    if running():
        set_annotated()
        current_thread().ignoring += 1


def end_ignore() -> None:
    """End of the latest `begin_ignore`; nothing when that was before the detector's start."""
    if running():
        me: cython.pointer(ThreadInfo) = current_thread()
        if me.ignoring:
            me.ignoring -= 1


def annotate(thing: object, name: object, atomic: bool) -> None:
    """Says of a location that it is atomic, or else that its races are benign. While the detector runs; else nothing.

    Args:
        thing: a module, a class, a dict, a list, bytearray, array, memoryview or array of numpy's of one dimension, or an instance
        name: of the attribute; the key; the index, which counts from the front and exists
    """
    if not running():
        return
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
    n: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), name)
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    family: cython.int = family_of(o)
    key: uint64_t
    if family == DICT:
        key = item_key(o, n)
    elif family == LIST and isinstance(name, int):
        key = ELEMENT | cython.cast(uint64_t, cython.cast(cython.Py_ssize_t, name))
    elif (family == BYTEARRAY or family == ARRAY or family == MEMORYVIEW or family == NDARRAY) and isinstance(name, int):
        item: View
        if not is_contiguous_item(o, cython.cast(cython.Py_ssize_t, name), cython.address(item)):
            return
        key = runtime.extent_key(item.start, item.start + item.itemsize)
        o = item.owner
    else:
        key = name_key(n)
        if PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS):
            holder: cython.pointer(PyObject) = holder_of(cython.cast(cython.pointer(PyTypeObject), o), n)
            if holder != cython.NULL:
                o = holder
        elif PyType_IsSubtype(kind, cython.address(PyModule_Type)):
            o = module_dict(o)
    if key:  # else it is a key whose accesses are not told apart, and so not recorded
        _say(o, key, ATOMIC_LOCATION if atomic else BENIGN_LOCATION)


@cython.cfunc
@cython.exceptval(check=False)
def _say(o: cython.pointer(PyObject), key: uint64_t, kind: uint32_t) -> cython.void:
    address: uint64_t = cython.cast(uintptr_t, o)
    place: uint32_t = hash_of_key(key)
    i: cython.int
    for i in range(NEIGHBOURS):
        word: uint64_t = runtime.word_of(address, kind | place)
        if word == 0 or word == key:
            runtime.set_word(address, pre_header(o), kind | place, key, kind >> MARK_SHIFT)
            break
        place = (place + 1) & HASH_OF_KEY
    set_annotated()
    if kind == ATOMIC_LOCATION:
        runtime.forget_location(address, key)
