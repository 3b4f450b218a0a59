# The death of objects. See lifetime.py.
from libc.stdint cimport uint32_t, uint64_t

from datarace.runtime.layout cimport Task

cdef void free_object(uint64_t addr) noexcept nogil
cdef void free_range(uint64_t addr, uint64_t size) noexcept nogil
cdef void finalizer_begin(Task *, uint64_t addr) noexcept nogil
cdef void finalizer_end(Task *) noexcept nogil
