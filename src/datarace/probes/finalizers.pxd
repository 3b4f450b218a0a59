# Types of finalizers.py.
from datarace.probes.cpython cimport PyObject

# Stands in a weak reference for the program's callback. It has no part in the collector: see finalizers.py.
cdef class Callback:
    cdef PyObject *function     # the program's; owned
    cdef PyObject *referent     # borrowed; alive whenever the callback is called

cdef void wrap_callback(PyObject *reference) noexcept
