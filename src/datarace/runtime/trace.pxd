# Where accesses happened: interned calling contexts, lock sets, traces. See trace.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t

from datarace.runtime.layout cimport Task

# One lock that a task holds, in order of acquisition.
ctypedef struct Held:
    uint64_t addr
    uint32_t sync           # unit of its sync variable
    uint32_t lockset        # lock set up to here; 0: not made yet
    uint32_t creation       # trace
    uint32_t scope          # unit of the clock value acquired, when the lock is scoped
    uint8_t scoped
    uint8_t padding[7]

cdef bint open_traces() noexcept nogil
cdef void close_traces() noexcept nogil
cdef uint32_t stack_node(uint32_t parent, uint64_t code, uint32_t pc, bint *fresh) noexcept nogil
cdef bint stack_parts(uint32_t node, uint32_t *parent, uint64_t *code, uint32_t *pc) noexcept nogil
cdef uint32_t trace(uint32_t stack, uint32_t site, uint32_t lockset) noexcept nogil
cdef bint trace_parts(uint32_t trace, uint32_t *stack, uint32_t *site, uint32_t *lockset) noexcept nogil
cdef uint32_t lockset(Task *) noexcept nogil
cdef bint lockset_parts(uint32_t lockset, uint32_t *parent, uint64_t *addr, uint32_t *creation) noexcept nogil
cdef uint32_t stack_count() noexcept nogil
cdef uint32_t trace_count() noexcept nogil
cdef uint32_t lockset_count() noexcept nogil
