# The runtime for Python callers. See embedding.py.
from libc.stdint cimport uint32_t, uint64_t, uintptr_t

from datarace.runtime.core cimport (
    Processor, Race, Task, heap, state_address, top)

cdef extern from *:
    """
    /* The processor that the calling thread was put on by use_processor, with its number, since it may be gone; and
       the one that the runtime has while it asks the host for a stack. */
    #define DR_FAST_TLS static _Thread_local __attribute__((tls_model("initial-exec")))
    DR_FAST_TLS void *dr_own;
    DR_FAST_TLS uint32_t dr_own_number;
    DR_FAST_TLS void *dr_inside;
    """
    void *own_processor "dr_own"
    uint32_t own_number "dr_own_number"
    void *inside "dr_inside"

cdef uint32_t host_stack(Task *, Processor *) noexcept nogil
cdef void host_race(Task *, Race *) noexcept nogil
cdef void host_code_forgotten(uint64_t code) noexcept nogil
cdef Processor *host_get() noexcept nogil
cdef void host_put(Processor *) noexcept nogil
