# The runtime for Python callers. See embedding.py.
from libc.stdint cimport uint32_t, uint64_t, uintptr_t
from libc.string cimport memset

from datarace.runtime.core cimport (
    Cell, Processor, Race, Shadow, Task, block, heap, peek8, state_address, top)

cdef extern from *:
    """
    /* The processor that the calling thread was put on by use_processor, with its number, since it may be gone; and
       what stack() said of the access that is being made. */
    #define DR_FAST_TLS static _Thread_local __attribute__((tls_model("initial-exec")))
    DR_FAST_TLS void *dr_own;
    DR_FAST_TLS uint32_t dr_own_number;
    DR_FAST_TLS uint32_t dr_stack;
    """
    void *own_processor "dr_own"
    uint32_t own_number "dr_own_number"
    uint32_t stack_now "dr_stack"

cdef uint32_t host_stack(Task *, Processor *) noexcept nogil
cdef void host_race(Task *, Race *) noexcept nogil
cdef void host_code_forgotten(uint64_t code) noexcept nogil
cdef void host_checkpointed() noexcept nogil
cdef Processor *host_get() noexcept nogil
