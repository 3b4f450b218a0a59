# Where accesses happened: interned calling contexts, lock sets, traces. See traces.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t

from datarace.runtime.layout cimport (
    HASH, SET, Processor, Task, add32, block, get_state, heap, load32, spin_lock, spin_unlock, state_address, store32, top)
from datarace.runtime.memory cimport attach, forget, reserve

# One lock that a task holds, in order of acquisition; or a finalizer's scope.
ctypedef struct Held:
    uint64_t addr
    uint32_t sync           # unit of its sync variable; 0: not a lock
    uint32_t lockset        # lock set up to here; 0: not made yet
    uint32_t creation       # stack node; FINALIZING and a site
    uint32_t scope          # unit of the clock value acquired, when it is scoped
    uint8_t scoped
    uint8_t padding[7]

# A calling context: `code` at instruction `pc`, called from `parent`.
ctypedef struct Stack:
    uint64_t code
    uint32_t parent
    uint32_t pc
    uint32_t next           # in its chain of the hash table
    uint32_t padding

ctypedef struct Trace:
    uint32_t stack
    uint32_t site
    uint32_t lockset
    uint32_t next

ctypedef struct LockSet:
    uint64_t addr
    uint32_t parent
    uint32_t creation
    uint32_t next
    uint32_t padding

cdef bint open_traces() noexcept nogil
cdef void close_traces() noexcept nogil
cdef void fork_traces() noexcept nogil
cdef uint32_t stack_node(uint32_t parent, uint64_t code, uint32_t pc, bint *fresh) noexcept nogil
cdef bint stack_parts(uint32_t node, uint32_t *parent, uint64_t *code, uint32_t *pc) noexcept nogil
cdef uint32_t trace(uint32_t stack, uint32_t site, uint32_t lockset) noexcept nogil
cdef bint trace_parts(uint32_t trace, uint32_t *stack, uint32_t *site, uint32_t *lockset) noexcept nogil
cdef uint32_t lockset(Task *) noexcept nogil
cdef bint lockset_parts(uint32_t lockset, uint32_t *parent, uint64_t *addr, uint32_t *creation) noexcept nogil
cdef uint32_t stack_count() noexcept nogil
cdef uint32_t trace_count() noexcept nogil
cdef uint32_t lockset_count() noexcept nogil

# Private to traces.py.
cdef uint32_t lockset_node(uint32_t parent, uint64_t addr, uint32_t creation) noexcept nogil


cdef inline Held *held_of(Task *task) noexcept nogil:
    """The locks that a task holds; task.held_count of them."""
    return <Held *>block(task.held)


cdef inline uint64_t mixed(uint64_t a, uint64_t b, uint64_t c) noexcept nogil:
    """A hash of three words; the high bits are the good ones."""
    cdef uint64_t mix = (a ^ (a >> 32)) * HASH
    mix = (mix ^ (mix >> 29) ^ b) * HASH
    mix = (mix ^ (mix >> 32) ^ c) * HASH
    return mix ^ (mix >> 31)
