# Types of buffers.py: memory of items that several objects may be views of.
from libc.stdint cimport uint32_t, uint64_t, uintptr_t
from datarace.probes.cpython cimport PyObject, PyTypeObject
from datarace.probes.threads cimport ThreadInfo
from datarace.probes.core cimport Site

cdef extern from *:
    """
    #if PY_VERSION_HEX < 0x030c0000
    #  include <structmember.h>
    #endif
    /* What every extension module that is built against numpy knows of an array, a dtype and a ufunc: the same in 1.x and 2.x. */
    typedef struct {
        PyObject_HEAD
        char *data; int nd; Py_ssize_t *dimensions, *strides; PyObject *base, *descr;
    } DrNdarray;
    typedef struct { PyObject_HEAD PyTypeObject *typeobj; char kind; } DrDtype;
    typedef struct { PyObject_HEAD int nin; } DrUfunc;

    /* Where a member descriptor says that an integer lies in an object, and how wide it is; 0: it is none. */
    static int dr_integer_member(PyObject *descriptor, Py_ssize_t *offset) {
        if (Py_TYPE(descriptor) != &PyMemberDescr_Type) return 0;
        const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
        *offset = member->offset;
        return member->type == 1 ? 4 : member->type == 2 || member->type == 17 || member->type == 19 ? 8 : 0;
    }
    static inline Py_ssize_t dr_integer_at(PyObject *o, Py_ssize_t offset, int width) {
        if (width == 4) return *(int *)((char *)o + offset);
        return width == 8 ? *(Py_ssize_t *)((char *)o + offset) : 0;
    }
    static inline int dr_is_released(PyObject *o) {
        PyMemoryViewObject *view = (PyMemoryViewObject *)o;
        return (view->flags & _Py_MEMORYVIEW_RELEASED) || (view->mbuf->flags & _Py_MANAGED_BUFFER_RELEASED);
    }
    typedef struct { PyObject_HEAD Py_ssize_t index; PyObject *sequence; } DrSeqIter; /* as Objects/iterobject.c has it */
    typedef struct { PyObject_VAR_HEAD char *items; Py_ssize_t allocated; const struct { char code; int size; } *kind; } DrArrayArray;
    static inline Py_ssize_t dr_size_in_array(PyObject *o) { return ((DrArrayArray *)o)->kind->size; }
    """
    Py_ssize_t size_in_array "dr_size_in_array"(PyObject *) noexcept
    ctypedef struct Ndarray "DrNdarray":
        char *data
        int nd
        Py_ssize_t *dimensions
        Py_ssize_t *strides
        PyObject *base
        PyObject *descr
    ctypedef struct Dtype "DrDtype":
        char kind
    ctypedef struct Ufunc "DrUfunc":
        int nin
    ctypedef struct SeqIter "DrSeqIter":
        Py_ssize_t index
        PyObject *sequence
    ctypedef struct ArrayArray "DrArrayArray":
        char *items
    int integer_member "dr_integer_member"(PyObject *, Py_ssize_t *) noexcept
    Py_ssize_t integer_at "dr_integer_at"(PyObject *, Py_ssize_t, int) noexcept
    bint is_released "dr_is_released"(PyObject *) noexcept

cdef extern from "Python.h":
    PyTypeObject PySeqIter_Type
    Py_ssize_t PyNumber_AsSsize_t(PyObject *, PyObject *) noexcept
    PyObject *PyExc_OverflowError
    PyObject *PyList_GET_ITEM(PyObject *, Py_ssize_t) noexcept nogil
    PyObject *Py_Ellipsis
    ctypedef struct PySliceObject:
        PyObject *start
        PyObject *stop
        PyObject *step
    bint PyLong_Check(PyObject *) noexcept nogil
    ctypedef struct Buffer "Py_buffer":
        void *buf
        Py_ssize_t len
        Py_ssize_t itemsize
        int ndim
        int readonly
        Py_ssize_t *shape
        Py_ssize_t *strides
        Py_ssize_t *suboffsets
        PyObject *obj
    Buffer *view_buffer "PyMemoryView_GET_BUFFER"(PyObject *) noexcept nogil

cdef enum:
    DIMENSIONS = 64         # numpy and memoryview allow no more
    MOST_PIECES = 1024      # of a strided view that are told apart; a power of two

# Items in the memory of `owner`, which whoever has the view keeps alive.
ctypedef struct View:
    PyObject *owner
    uint64_t span           # no byte of the owner's lies beyond it
    Py_ssize_t start        # of the first item: from where the owner's memory begins, or an address where that is not known
    Py_ssize_t itemsize
    int nd
    Py_ssize_t[64] shape
    Py_ssize_t[64] strides

# What a key means.
cdef enum:
    UNKNOWN_PART = 0
    AN_ITEM = 1
    A_VIEW = 2              # numpy and memoryview make a view of it and read nothing
    PICKED = 3              # by a list or an array of indices: a copy

cdef bint has_arrays() noexcept
cdef bint is_array(PyObject *o) noexcept
cdef bint is_relative(PyObject *owner) noexcept
cdef bint is_ufunc(PyObject *o) noexcept
cdef bint inherits_from_array(PyObject *o, PyObject *name) noexcept
cdef void look_for_arrays() noexcept
cdef bint is_contiguous_item(PyObject *o, Py_ssize_t index, View *item) noexcept
cdef void buffer_item(Site site, ThreadInfo *me, PyObject *o, PyObject *key, uint32_t mode) noexcept
cdef void buffer_bytes(Site site, ThreadInfo *me, PyObject *o, Py_ssize_t start, Py_ssize_t length, uint32_t mode) noexcept
cdef void buffer_items(Site site, ThreadInfo *me, PyObject *o, Py_ssize_t start, Py_ssize_t count, Py_ssize_t step, uint32_t mode) noexcept
cdef bint fills_buffers(PyObject *o, PyObject *name) noexcept
cdef void fill_each(Site site, ThreadInfo *me, PyObject *buffers) noexcept
cdef void buffer_whole(Site site, ThreadInfo *me, PyObject *o, uint32_t mode) noexcept
cdef void buffer_step(Site site, ThreadInfo *me, PyObject *iterator) noexcept
cdef void buffer_method(Site site, ThreadInfo *me, PyObject *o, PyObject *first, uint32_t effects) noexcept
cdef void array_call(Site site, ThreadInfo *me, PyObject *function, PyObject *args) noexcept
