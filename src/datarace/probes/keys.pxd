# Types of keys.py: the numbers of keys. See core.pxd for what their bits say.
from libc.stdint cimport uint64_t
from datarace.probes.core cimport HASHED, HASH_BITS, OF_SUBCLASS
from datarace.probes.cpython cimport MIX, PyDict_Type, PyObject, PyObject_Hash, PyTypeObject, PyUnicode_Type, Py_TYPE

# 0 when code of the program could have a say; private_key then asks what can be seen without it.
cdef uint64_t hashed_key(PyObject *key) noexcept
cdef uint64_t private_key(PyObject *key) noexcept
cdef uint64_t item_key(PyObject *o, PyObject *key) noexcept
cdef uint64_t private_element_key(PyObject *o, PyObject *key) noexcept
# Whether a type was made by a class statement; whether reading an attribute may be a call.
cdef bint by_class_statement(PyTypeObject *kind) noexcept
cdef bint computes(PyTypeObject *kind, PyObject *name) noexcept

# Private to keys.py.
cdef PyObject *compared_fields(PyTypeObject *kind) noexcept


cdef inline uint64_t mixed(uint64_t x) noexcept:
    x ^= x >> 33
    x *= MIX
    x ^= x >> 29
    return (x & HASH_BITS) | HASHED


cdef inline uint64_t combined(uint64_t total, uint64_t part) noexcept:
    total = (total ^ part) * MIX
    return total ^ (total >> 31)


cdef inline uint64_t name_key(PyObject *name) noexcept:
    """Of a text, an attribute's name among them."""
    return (<uint64_t>PyObject_Hash(name) & HASH_BITS) | HASHED


cdef inline uint64_t in_container(PyObject *o, uint64_t hashed) noexcept:
    """The number of an element of this dict or set, by that of its key; 0 stays 0.

    An instance of a subclass has attributes too, and these are not its elements. Of a dict alone a name is the same
    location as an item and as an attribute: of the module or the instance that it belongs to.
    """
    return hashed ^ OF_SUBCLASS if hashed and Py_TYPE(o) != &PyDict_Type else hashed


cdef inline uint64_t element_key(PyObject *o, PyObject *key) noexcept:
    """Of an element of a dict or set; 0 as `hashed_key`."""
    return in_container(o, name_key(key) if Py_TYPE(key) == &PyUnicode_Type else hashed_key(key))
