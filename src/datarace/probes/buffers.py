# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Memory of items that several objects may be views of: bytearray, array, memoryview, and numpy's arrays where a program has them.

An access is to bytes of the object that owns the memory: the end of the chain of `.base`, or what a memoryview was made of. What several
dimensions, strides and keys say is broken down into contiguous pieces, each an extent for the runtime (extents.py there), so that
halves of an array do not conflict and two views of it do. Of a view with very many pieces the first and the last are taken:
a race in its middle alone may be missed, none is made up.

numpy is never imported here. Its arrays are read through the part of their struct that all extension modules are built against. What
makes a view reads nothing; what an index computed at run time picks is seen where it is a one-dimensional array or list of numbers or
truth values. An array that nobody else can have, the result of an expression that goes into the next, is left alone.

Nothing here may raise or run code of the program: see core.py.
"""

import array as _array_module
import sys as _sys
from types import ModuleType as _ModuleType

import cython
from cython.cimports.datarace.probes.core import (
    ALL_R,
    ALL_W,
    ARG_R,
    NDARRAY,
    OF_RECEIVER,
    OUT_SHIFT,
    UPDATE,
    Site,
    is_named,
    touch_extent,
)
from cython.cimports.datarace.probes.cpython import (
    Py_DECREF,
    Py_INCREF,
    Py_None,
    Py_REFCNT,
    Py_SIZE,
    Py_TYPE,
    PyBool_Type,
    PyByteArray_AS_STRING,
    PyByteArray_Type,
    PyBytes_Type,
    PyCodeObject,
    PyErr_Clear,
    PyErr_Occurred,
    PyFunction_Type,
    PyList_GET_SIZE,
    PyList_Type,
    PyMemoryView_Type,
    PyMethodDescr_Type,
    PyObject,
    PySlice_AdjustIndices,
    PySlice_Type,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyTuple_Type,
    PyType_IsSubtype,
    PyTypeObject,
    _PyType_Lookup,
    load_pointer,
    module_dict,
    swap_pointer,
)
from cython.cimports.datarace.probes.files import OF_STDLIB, file_kind
from cython.cimports.datarace.probes.threads import ThreadInfo
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import READ, RMW, WIDE, WRITE
from cython.cimports.libc.stdint import int32_t, int64_t, uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.string import memcpy, strncmp

runtime.attach()

# Types of numpy: NULL until somebody imported it. Written once each, `_ndarray` last.
_ndarray = cython.declare(cython.p_void, cython.NULL)
_ufunc = cython.declare(cython.p_void, cython.NULL)
_itemsize_at = cython.declare(cython.Py_ssize_t, 0)  # in a dtype
_itemsize_width = cython.declare(cython.int, 0)
_array = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_keep: list = []

_array = cython.cast(cython.pointer(PyTypeObject), _array_module.array)


@cython.cfunc
@cython.exceptval(check=False)
def has_arrays() -> cython.bint:
    """Whether numpy is there, as far as `look_for_arrays` knows."""
    return load_pointer(cython.address(_ndarray)) != cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def look_for_arrays() -> cython.void:
    """Somebody imported something, or a thread begins: numpy may be there now."""
    if has_arrays():
        return
    try:
        _learn(_sys.modules.get("numpy"))
    except BaseException:  # no memory
        pass


@cython.cfunc
def _learn(module: object) -> object:
    global _itemsize_at, _itemsize_width
    if not isinstance(module, _ModuleType):
        return
    names: dict = cython.cast(object, module_dict(cython.cast(cython.pointer(PyObject), module)))
    array: object = names.get("ndarray")
    ufunc: object = names.get("ufunc")
    dtype: object = names.get("dtype")
    if type(array) is not type or type(ufunc) is not type or not isinstance(dtype, type):
        return  # it is being imported
    size: object = type.__dict__["__dict__"].__get__(dtype).get("itemsize")
    offset: cython.Py_ssize_t = 0
    width: cython.int = integer_member(cython.cast(cython.pointer(PyObject), size), cython.address(offset))
    if width == 0:
        return
    _keep.extend((array, ufunc, dtype))
    _itemsize_at = offset
    _itemsize_width = width
    swap_pointer(cython.address(_ufunc), cython.cast(cython.p_void, ufunc))
    swap_pointer(cython.address(_ndarray), cython.cast(cython.p_void, array))


@cython.cfunc
@cython.exceptval(check=False)
def is_array(o: cython.pointer(PyObject)) -> cython.bint:
    known: cython.p_void = load_pointer(cython.address(_ndarray))
    if known == cython.NULL:
        return False
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    return kind == known or PyType_IsSubtype(kind, cython.cast(cython.pointer(PyTypeObject), known))


@cython.cfunc
@cython.exceptval(check=False)
def is_ufunc(o: cython.pointer(PyObject)) -> cython.bint:
    return Py_TYPE(o) == load_pointer(cython.address(_ufunc))


@cython.cfunc
@cython.exceptval(check=False)
def inherits_from_array(o: cython.pointer(PyObject), name: cython.pointer(PyObject)) -> cython.bint:
    """Whether a subclass of numpy's arrays still has their method; one of its own is a call of Python code."""
    base: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), load_pointer(cython.address(_ndarray)))
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    return kind == base or _PyType_Lookup(kind, name) == _PyType_Lookup(base, name)


# --- what an object is a view of -----------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _find_owner(view: cython.pointer(View), owner: cython.pointer(PyObject), address: uintptr_t) -> cython.bint:
    """Whose memory it is at the end, and where in it the address lies."""
    depth: cython.int
    begin: uintptr_t = 0
    view.span = cython.cast(uint64_t, 1) << 47
    for depth in range(100):
        if owner == cython.NULL or Py_TYPE(owner) == cython.address(PyBytes_Type):
            return False
        if PyType_IsSubtype(Py_TYPE(owner), cython.address(PyByteArray_Type)):
            begin = cython.cast(uintptr_t, PyByteArray_AS_STRING(owner))
            view.span = cython.cast(uint64_t, 1) << 31
            break
        if Py_TYPE(owner) == _array:
            begin = cython.cast(uintptr_t, cython.cast(cython.pointer(ArrayArray), owner).items)
            view.span = cython.cast(uint64_t, 1) << 31
            break
        if Py_TYPE(owner) == cython.address(PyMemoryView_Type):
            if is_released(owner):
                return False
            owner = view_buffer(owner).obj
        elif is_array(owner):
            if cython.cast(cython.pointer(Ndarray), owner).base == cython.NULL:
                begin = cython.cast(uintptr_t, cython.cast(cython.pointer(Ndarray), owner).data)
                view.span = _bytes_of(owner)
                break
            owner = cython.cast(cython.pointer(Ndarray), owner).base
        else:
            break
    if address < begin:
        return False
    view.owner = owner
    view.start = address - begin
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _bytes_of(o: cython.pointer(PyObject)) -> uint64_t:
    array: cython.pointer(Ndarray) = cython.cast(cython.pointer(Ndarray), o)
    total: uint64_t = integer_at(array.descr, _itemsize_at, _itemsize_width)
    i: cython.int
    for i in range(array.nd):
        total *= cython.cast(uint64_t, array.dimensions[i])
    return total


@cython.cfunc
@cython.exceptval(check=False)
def _describe(o: cython.pointer(PyObject), view: cython.pointer(View)) -> cython.bint:
    """All items of an object; False when it is none of ours, or they are nobody's."""
    if Py_TYPE(o) == cython.address(PyMemoryView_Type):
        return _describe_view(o, view)
    if is_array(o):
        return _describe_array(o, view)
    if Py_TYPE(o) == _array:
        view.itemsize = size_in_array(o)
    elif PyType_IsSubtype(Py_TYPE(o), cython.address(PyByteArray_Type)):
        view.itemsize = 1
    else:
        return False
    view.owner = o
    view.span = cython.cast(uint64_t, 1) << 31
    view.start = 0
    view.nd = 1
    view.shape[0] = Py_SIZE(o)
    view.strides[0] = view.itemsize
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _describe_view(o: cython.pointer(PyObject), view: cython.pointer(View)) -> cython.bint:
    # What was released still names its owner, which may be gone.
    if is_released(o):
        return False
    buffer: cython.pointer(Buffer) = view_buffer(o)
    if buffer.suboffsets != cython.NULL or buffer.shape == cython.NULL or buffer.strides == cython.NULL or buffer.ndim > DIMENSIONS:
        return False
    view.nd = buffer.ndim
    view.itemsize = buffer.itemsize
    memcpy(view.shape, buffer.shape, buffer.ndim * cython.sizeof(cython.Py_ssize_t))
    memcpy(view.strides, buffer.strides, buffer.ndim * cython.sizeof(cython.Py_ssize_t))
    return _find_owner(view, buffer.obj, cython.cast(uintptr_t, buffer.buf))


@cython.cfunc
@cython.exceptval(check=False)
def _describe_array(o: cython.pointer(PyObject), view: cython.pointer(View)) -> cython.bint:
    array: cython.pointer(Ndarray) = cython.cast(cython.pointer(Ndarray), o)
    if array.nd > DIMENSIONS:
        return False
    view.nd = array.nd
    view.itemsize = integer_at(array.descr, _itemsize_at, _itemsize_width)
    memcpy(view.shape, array.dimensions, array.nd * cython.sizeof(cython.Py_ssize_t))
    memcpy(view.strides, array.strides, array.nd * cython.sizeof(cython.Py_ssize_t))
    return _find_owner(view, o, cython.cast(uintptr_t, array.data))


@cython.cfunc
@cython.exceptval(check=False)
def _is_unshared(o: cython.pointer(PyObject)) -> cython.bint:
    """Whether only this stack has the array, and it is a view of nothing: what an expression made on its way."""
    return Py_REFCNT(o) <= 2 and cython.cast(cython.pointer(Ndarray), o).base == cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def is_relative(owner: cython.pointer(PyObject)) -> cython.bint:
    """Whether offsets count from where the memory of this owner begins: else they are addresses."""
    return is_array(owner) or Py_TYPE(owner) == _array or PyType_IsSubtype(Py_TYPE(owner), cython.address(PyByteArray_Type))


# --- what a key means ----------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _is_number(o: cython.pointer(PyObject)) -> cython.bint:
    """Whether asking for its value runs C code alone: an int, of whatever class, or an integer of numpy's."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if PyLong_Check(o):
        return kind != cython.address(PyBool_Type)
    return has_arrays() and (strncmp(kind.tp_name, b"numpy.int", 9) == 0 or strncmp(kind.tp_name, b"numpy.uint", 10) == 0)


@cython.cfunc
@cython.exceptval(check=False)
def _value_of(o: cython.pointer(PyObject), otherwise: cython.Py_ssize_t, valid: cython.pointer(cython.bint)) -> cython.Py_ssize_t:
    """A number as an index, clipped to the range of indices; `otherwise` for None."""
    if o == Py_None:
        return otherwise
    if not _is_number(o):
        valid[0] = False
        return 0
    value: cython.Py_ssize_t = PyNumber_AsSsize_t(o, cython.NULL)
    if value == -1 and PyErr_Occurred() != cython.NULL:
        PyErr_Clear()
        valid[0] = False
    return value


@cython.cfunc
@cython.exceptval(check=False)
def _select_index(view: cython.pointer(View), axis: cython.int, key: cython.pointer(PyObject), chosen: cython.pointer(View)) -> cython.bint:
    valid: cython.bint = True
    index: cython.Py_ssize_t = _value_of(key, 0, cython.address(valid))
    if index < 0:
        index += view.shape[axis]
    if not valid or index < 0 or index >= view.shape[axis]:
        return False
    chosen.start += index * view.strides[axis]
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _select_slice(view: cython.pointer(View), axis: cython.int, key: cython.pointer(PyObject), chosen: cython.pointer(View)) -> cython.bint:
    parts: cython.pointer(PySliceObject) = cython.cast(cython.pointer(PySliceObject), key)
    valid: cython.bint = True
    most: cython.Py_ssize_t = (cython.cast(cython.Py_ssize_t, 1) << 62) - 1
    step: cython.Py_ssize_t = _value_of(parts.step, 1, cython.address(valid))
    start: cython.Py_ssize_t = _value_of(parts.start, most if step < 0 else 0, cython.address(valid))
    stop: cython.Py_ssize_t = _value_of(parts.stop, -most if step < 0 else most, cython.address(valid))
    if not valid or step == 0:
        return False
    count: cython.Py_ssize_t = PySlice_AdjustIndices(view.shape[axis], cython.address(start), cython.address(stop), step)
    chosen.start += start * view.strides[axis]
    chosen.shape[chosen.nd] = count
    chosen.strides[chosen.nd] = view.strides[axis] * step
    chosen.nd += 1
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _keep_axis(view: cython.pointer(View), axis: cython.int, chosen: cython.pointer(View)) -> cython.void:
    chosen.shape[chosen.nd] = view.shape[axis]
    chosen.strides[chosen.nd] = view.strides[axis]
    chosen.nd += 1


@cython.cfunc
@cython.exceptval(check=False)
def _select(
    view: cython.pointer(View), key: cython.pointer(PyObject), chosen: cython.pointer(View),
    picks: cython.pointer(cython.pointer(PyObject)), picked_axis: cython.pointer(cython.int),
) -> cython.int:
    """What `view[key]` means: the items, but for one axis whose indices `picks` is left with; what kind of part it is."""
    chosen.owner, chosen.span, chosen.start, chosen.itemsize, chosen.nd = view.owner, view.span, view.start, view.itemsize, 0
    several: cython.bint = Py_TYPE(key) == cython.address(PyTuple_Type)
    count: cython.Py_ssize_t = PyTuple_GET_SIZE(key) if several else 1
    used: cython.int = 0  # axes that parts of the key say something of
    i: cython.Py_ssize_t
    part: cython.pointer(PyObject)
    for i in range(count):
        part = PyTuple_GET_ITEM(key, i) if several else key
        if part != Py_None and part != Py_Ellipsis:
            used += 1
    if used > view.nd:
        return UNKNOWN_PART
    kind: cython.int = AN_ITEM
    axis: cython.int = 0
    picks[0] = cython.NULL
    for i in range(count):
        part = PyTuple_GET_ITEM(key, i) if several else key
        if part == Py_None or part == Py_Ellipsis:
            kind = max(kind, A_VIEW)
            if part == Py_Ellipsis:
                while view.nd - axis > used:
                    _keep_axis(view, axis, chosen)
                    axis += 1
            continue
        used -= 1
        if Py_TYPE(part) == cython.address(PySlice_Type):
            if not _select_slice(view, axis, part, chosen):
                return UNKNOWN_PART
            kind = max(kind, A_VIEW)
        elif _is_number(part):
            if not _select_index(view, axis, part, chosen):
                return UNKNOWN_PART
        elif picks[0] == cython.NULL and _may_pick(part):
            picks[0] = part
            picked_axis[0] = axis
            kind = PICKED
        else:
            return UNKNOWN_PART
        axis += 1
    if axis < view.nd:
        kind = max(kind, A_VIEW)
    while axis < view.nd:
        _keep_axis(view, axis, chosen)
        axis += 1
    return kind


@cython.cfunc
@cython.exceptval(check=False)
def _may_pick(o: cython.pointer(PyObject)) -> cython.bint:
    if Py_TYPE(o) == cython.address(PyList_Type):
        return True
    if not is_array(o) or cython.cast(cython.pointer(Ndarray), o).nd != 1:
        return False
    kind: cython.char = cython.cast(cython.pointer(Dtype), cython.cast(cython.pointer(Ndarray), o).descr).kind
    return kind == b"i" or kind == b"u" or kind == b"b"


@cython.cfunc
@cython.exceptval(check=False)
def _pick(
    o: cython.pointer(PyObject), length: cython.Py_ssize_t, found: cython.pointer(cython.Py_ssize_t)
) -> cython.Py_ssize_t:
    """The indices that a list or an array of numbers or truth values has, of many the first and last; -1: not known.

    length: of the axis
    """
    count: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    total: cython.Py_ssize_t
    valid: cython.bint = True
    if Py_TYPE(o) == cython.address(PyList_Type):
        total = PyList_GET_SIZE(o)
        if total > MOST_PIECES:
            return -1
        for i in range(total):
            if not _is_number(PyList_GET_ITEM(o, i)):  # truth values of a list are a mask too: not looked at
                return -1
            found[count] = _value_of(PyList_GET_ITEM(o, i), 0, cython.address(valid))
            count += 1
        return count if valid else -1
    indices: cython.pointer(Ndarray) = cython.cast(cython.pointer(Ndarray), o)
    size: cython.Py_ssize_t = integer_at(indices.descr, _itemsize_at, _itemsize_width)
    total = indices.dimensions[0]
    mask: cython.bint = cython.cast(cython.pointer(Dtype), indices.descr).kind == b"b"
    if (mask and total != length) or (not mask and size != 8 and size != 4):
        return -1
    for i in range(total):
        place: cython.p_void = indices.data + i * indices.strides[0]
        if mask:
            if cython.cast(cython.pointer(cython.char), place)[0]:
                found[count] = i
                count += 1
                if count == MOST_PIECES:
                    break
        elif total <= MOST_PIECES or i < MOST_PIECES // 2 or i >= total - MOST_PIECES // 2:
            if size == 8:
                found[count] = cython.cast(cython.pointer(int64_t), place)[0]
            else:
                found[count] = cython.cast(cython.pointer(int32_t), place)[0]
            count += 1
    return count


# --- accesses ------------------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _touch_view(site: Site, me: cython.pointer(ThreadInfo), view: cython.pointer(View), mode: uint32_t, most: cython.Py_ssize_t) -> cython.void:
    """An access to all items of a view, as contiguous pieces, `most` of them at most. The view is changed."""
    start: cython.Py_ssize_t = view.start
    nd: cython.int = 0
    i: cython.int
    j: cython.int
    for i in range(view.nd):
        count: cython.Py_ssize_t = view.shape[i]
        stride: cython.Py_ssize_t = view.strides[i]
        if count == 0:
            return
        if count == 1 or stride == 0:
            continue
        if stride < 0:
            start += (count - 1) * stride
            stride = -stride
        # Sorted in, the largest stride first.
        j = nd
        while j > 0 and view.strides[j - 1] < stride:
            view.strides[j] = view.strides[j - 1]
            view.shape[j] = view.shape[j - 1]
            j -= 1
        view.strides[j] = stride
        view.shape[j] = count
        nd += 1
    if nd:
        mode |= WIDE
    run: cython.Py_ssize_t = view.itemsize
    while nd and view.strides[nd - 1] <= run:
        run += (view.shape[nd - 1] - 1) * view.strides[nd - 1]
        nd -= 1
    pieces: cython.Py_ssize_t = 1
    for i in range(nd):
        if view.shape[i] > (cython.cast(cython.Py_ssize_t, 1) << 50) // pieces:
            return
        pieces *= view.shape[i]
    owner: cython.pointer(PyObject) = view.owner
    Py_INCREF(owner)  # the view may be released while a report is made
    number: cython.Py_ssize_t = 0
    while number < pieces:
        if pieces > most and number == (most + 1) // 2:
            number = pieces - most // 2
            if number == pieces:
                break
        at: cython.Py_ssize_t = start
        rest: cython.Py_ssize_t = number
        for i in range(nd - 1, -1, -1):
            at += rest % view.shape[i] * view.strides[i]
            rest //= view.shape[i]
        if at >= 0:
            touch_extent(site, me, owner, at, at + run, view.span, mode)
        number += 1
    Py_DECREF(owner)


@cython.cfunc
@cython.exceptval(check=False)
def buffer_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    """`o[key]` of a memoryview or an array of numpy's is read or written."""
    view: View
    chosen: View
    picks: cython.pointer(PyObject) = cython.NULL
    axis: cython.int = 0
    if not _describe(o, cython.address(view)):
        return
    kind: cython.int = _select(cython.address(view), key, cython.address(chosen), cython.address(picks), cython.address(axis))
    if kind == UNKNOWN_PART or (kind == A_VIEW and not mode & WRITE):
        return
    if kind != PICKED:
        _touch_view(site, me, cython.address(chosen), mode, MOST_PIECES)
        return
    found: cython.Py_ssize_t[MOST_PIECES]
    count: cython.Py_ssize_t = _pick(picks, view.shape[axis], found)
    i: cython.Py_ssize_t
    for i in range(count):
        one: View = chosen
        index: cython.Py_ssize_t = found[i]
        if index < 0:
            index += view.shape[axis]
        if 0 <= index < view.shape[axis]:
            one.start += index * view.strides[axis]
            _touch_view(site, me, cython.address(one), mode | (WIDE if count > 1 else 0), max(1, MOST_PIECES // count))


@cython.cfunc
@cython.exceptval(check=False)
def is_contiguous_item(o: cython.pointer(PyObject), index: cython.Py_ssize_t, item: cython.pointer(View)) -> cython.bint:
    """Item `index`, from the front, of an object with one dimension: its owner, start and size."""
    if not _describe(o, item) or item.nd != 1 or not 0 <= index < item.shape[0]:
        return False
    item.start += index * item.strides[0]
    return item.start >= 0


@cython.cfunc
@cython.exceptval(check=False)
def buffer_items(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), start: cython.Py_ssize_t, count: cython.Py_ssize_t,
    step: cython.Py_ssize_t, mode: uint32_t,
) -> cython.void:
    """`count` items from `start` on, in steps, of a bytearray or array.array."""
    view: View
    if _describe(o, cython.address(view)) and view.nd == 1:
        view.start += start * view.strides[0]
        view.strides[0] *= step
        view.shape[0] = count
        _touch_view(site, me, cython.address(view), mode, MOST_PIECES)


@cython.cfunc
@cython.exceptval(check=False)
def buffer_bytes(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), start: cython.Py_ssize_t, length: cython.Py_ssize_t,
    mode: uint32_t,
) -> cython.void:
    """`length` bytes of a contiguous buffer, from `start` on; from the end if that is negative."""
    view: View
    if not _describe(o, cython.address(view)):
        return
    total: cython.Py_ssize_t = view.itemsize
    i: cython.int
    for i in range(view.nd - 1, -1, -1):
        if view.strides[i] != total and view.shape[i] != 1:
            return
        total *= view.shape[i]
    if start < 0:
        start += total
    if start < 0 or length <= 0 or start + length > total:
        return
    touch_extent(
        site, me, view.owner, view.start + start, view.start + start + length, view.span, mode | (WIDE if length > 1 else 0)
    )


@cython.cfunc
@cython.exceptval(check=False)
def buffer_whole(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t) -> cython.void:
    """All items."""
    view: View
    if _describe(o, cython.address(view)):
        _touch_view(site, me, cython.address(view), mode, MOST_PIECES)


@cython.cfunc
@cython.exceptval(check=False)
def fills_buffers(o: cython.pointer(PyObject), name: cython.pointer(PyObject)) -> cython.bint:
    """Whether the method of that name is one of a file or socket, written in C or of the standard library, and not the program's own."""
    found: cython.pointer(PyObject) = _PyType_Lookup(Py_TYPE(o), name)
    if found == cython.NULL:
        return False
    if Py_TYPE(found) == cython.address(PyFunction_Type):
        code: object = cython.cast(object, found).__code__
        return file_kind(cython.cast(cython.pointer(PyCodeObject), code)) == OF_STDLIB
    return Py_TYPE(found) == cython.address(PyMethodDescr_Type)


@cython.cfunc
@cython.exceptval(check=False)
def fill_each(site: Site, me: cython.pointer(ThreadInfo), buffers: cython.pointer(PyObject)) -> cython.void:
    """All bytes of each buffer in a list or tuple are written."""
    if Py_TYPE(buffers) != cython.address(PyList_Type) and Py_TYPE(buffers) != cython.address(PyTuple_Type):
        return
    for one in tuple(cython.cast(object, buffers)):
        buffer_whole(site, me, cython.cast(cython.pointer(PyObject), one), WRITE)


@cython.cfunc
@cython.exceptval(check=False)
def buffer_step(site: Site, me: cython.pointer(ThreadInfo), iterator: cython.pointer(PyObject)) -> cython.void:
    """A step of the iterator of an array with one dimension reads the next item; with more it makes a view."""
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(SeqIter), iterator).sequence
    item: View
    if o != cython.NULL and is_array(o) and cython.cast(cython.pointer(Ndarray), o).nd == 1:
        if is_contiguous_item(o, cython.cast(cython.pointer(SeqIter), iterator).index, cython.address(item)):
            touch_extent(site, me, item.owner, item.start, item.start + item.itemsize, item.span, READ)


@cython.cfunc
@cython.exceptval(check=False)
def _touch_arrays(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t) -> cython.void:
    """An array, or those of a tuple of arrays."""
    i: cython.Py_ssize_t
    if is_array(o):
        if not _is_unshared(o):
            buffer_whole(site, me, o, mode)
    elif Py_TYPE(o) == cython.address(PyTuple_Type):
        for i in range(PyTuple_GET_SIZE(o)):
            if is_array(PyTuple_GET_ITEM(o, i)):
                buffer_whole(site, me, PyTuple_GET_ITEM(o, i), mode)


@cython.cfunc
@cython.exceptval(check=False)
def buffer_method(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), first: cython.pointer(PyObject), effects: uint32_t
) -> cython.void:
    """A method or operator of an array or a memoryview; of an operator the right operand alone may be one."""
    if effects & ARG_R and is_array(first) and not _is_unshared(first):
        buffer_whole(site, me, first, READ)
    if is_array(o) and _is_unshared(o):
        return
    if effects & ALL_W:
        buffer_whole(site, me, o, WRITE | (RMW if effects & UPDATE else 0))
    elif effects & ALL_R:
        buffer_whole(site, me, o, READ)


@cython.cfunc
@cython.exceptval(check=False)
def array_call(site: Site, me: cython.pointer(ThreadInfo), function: cython.pointer(PyObject), args: cython.pointer(PyObject)) -> cython.void:
    """A call of a function of numpy's, or of a method with the keyword `out`; `args` are the positional ones, then those up to `out`."""
    if not has_arrays():
        return
    positional: cython.Py_ssize_t = site.flags & 255
    out: cython.Py_ssize_t = (site.flags >> OUT_SHIFT) - 1  # OF_RECEIVER lies between
    given: cython.Py_ssize_t = PyTuple_GET_SIZE(args)
    i: cython.Py_ssize_t
    if site.flags & OF_RECEIVER:
        if is_ufunc(function):
            _ufunc_method(site, me, args, min(positional, given))
        elif not is_array(function):
            return
    elif is_ufunc(function):
        inputs: cython.Py_ssize_t = cython.cast(cython.pointer(Ufunc), function).nin
        for i in range(min(positional, given)):
            if i < inputs:
                _touch_arrays(site, me, PyTuple_GET_ITEM(args, i), READ)
            else:
                _write_output(site, me, args, min(inputs, given), PyTuple_GET_ITEM(args, i))
        if 0 <= out < given:
            _write_output(site, me, args, min(inputs, positional), PyTuple_GET_ITEM(args, out))
        return
    elif not site.listed or not is_named(function, site):
        return
    else:
        for i in range(min(positional, given)):
            effects: uint32_t = site.effects[i] if i < NDARRAY else 0
            if effects:
                _touch_arrays(site, me, PyTuple_GET_ITEM(args, i), WRITE if effects & ALL_W else READ)
                if effects & ARG_R and Py_TYPE(PyTuple_GET_ITEM(args, i)) == cython.address(PyList_Type):
                    _touch_list(site, me, PyTuple_GET_ITEM(args, i))
    if 0 <= out < given:
        _touch_arrays(site, me, PyTuple_GET_ITEM(args, out), WRITE)


@cython.cfunc
@cython.exceptval(check=False)
def _touch_list(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.void:
    """The arrays in a list: in a copy, for a report may let others change the list."""
    arrays: tuple = tuple(cython.cast(list, cython.cast(object, o)))
    _touch_arrays(site, me, cython.cast(cython.pointer(PyObject), arrays), READ)


@cython.cfunc
@cython.exceptval(check=False)
def _write_output(
    site: Site, me: cython.pointer(ThreadInfo), args: cython.pointer(PyObject), inputs: cython.Py_ssize_t, o: cython.pointer(PyObject)
) -> cython.void:
    """What a ufunc puts its result into: an update where it is an input too."""
    mode: uint32_t = WRITE
    i: cython.Py_ssize_t
    for i in range(inputs):
        if PyTuple_GET_ITEM(args, i) == o:
            mode = WRITE | RMW
    _touch_arrays(site, me, o, mode)


@cython.cfunc
@cython.exceptval(check=False)
def _ufunc_method(site: Site, me: cython.pointer(ThreadInfo), args: cython.pointer(PyObject), positional: cython.Py_ssize_t) -> cython.void:
    """`np.add.at(a, indices, b)`, `np.add.reduce(a)` and their like."""
    i: cython.Py_ssize_t
    if site.name == "at":
        if positional >= 2 and is_array(PyTuple_GET_ITEM(args, 0)):
            buffer_item(site, me, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1), WRITE | RMW)
        return
    for i in range(min(positional, 2 if site.name == "outer" else 1)):
        _touch_arrays(site, me, PyTuple_GET_ITEM(args, i), READ)
