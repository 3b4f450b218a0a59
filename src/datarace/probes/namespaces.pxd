# Types of namespaces.py, and the inlined question whether a dict is the dict of an instance.
from libc.stdint cimport uint32_t, uint64_t, uintptr_t
from datarace.probes.cpython cimport GetSet, PyObject
from datarace.runtime.core cimport Shadow, find_shadow, glance16

# Words that are kept with an object (the runtime's `which`), and the marks that go with them.
cdef enum:
    SYNC_OWNER = 103            # of a dict: the address of the instance that it is the dict of
    SYNC_NAMESPACE = 104        # of an instance: the address of its dict
    IS_NAMESPACE = 1
    HAS_NAMESPACE = 2

cdef inline bint is_namespace(PyObject *o) noexcept nogil:
    """Whether the object, which the caller keeps alive, was seen as the dict of an instance."""
    cdef Shadow *shadow = find_shadow(<uintptr_t>o)
    return shadow != NULL and glance16(&shadow.marks) & IS_NAMESPACE != 0

# A new reference to the instance that this is the dict of; NULL when there is none any more.
cdef PyObject *owner_of(PyObject *namespace) noexcept
# The address of that instance, which may be gone, if it has this dict still.
cdef bint is_namespace_of(PyObject *namespace, PyObject *owner) noexcept nogil
# An instance died that was seen to have a dict.
cdef void owner_gone(uint64_t addr) noexcept nogil
cdef void forked_namespaces() noexcept nogil
