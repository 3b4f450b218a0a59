# The runtime for Python callers. See embedding.py.
from libc.stdint cimport uint32_t, uint64_t

from datarace.runtime.core cimport (
    Processor, Race, Task, heap, state_address, top)

cdef uint32_t host_stack(Task *) noexcept nogil
cdef void host_race(Task *, Race *) noexcept nogil
cdef Processor *host_get() noexcept nogil
cdef void host_put(Processor *) noexcept nogil
