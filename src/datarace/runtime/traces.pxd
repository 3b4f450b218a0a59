# Where accesses happened: interned calling contexts, lock sets, traces. See traces.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from datarace.runtime.layout cimport (
    HASH, SET, Numbers, Processor, State, Task, add32, add64, block, cas32, get_state, heap, load32, set8, spin_lock, spin_unlock, state_address, store32,
    top)
from datarace.runtime.memory cimport account, attach, first_processor, forget, reserve

# One lock that a task holds, in order of acquisition; or a finalizer's scope.
ctypedef struct Held:
    uint64_t addr
    uint32_t sync           # unit of its sync variable; 0: not a lock
    uint32_t lockset        # lock set up to here; 0: not made yet
    uint32_t creation       # stack node; FINALIZING and a site
    uint32_t scope          # unit of the clock value acquired, when it is scoped
    uint8_t scoped
    uint8_t padding[7]

# An entry of any of the three tables; 24 bytes.
#   stack     a: code           b: parent      c: pc
#   trace     a: stack, site    b: lock set
#   lock set  a: address        b: parent      c: where that lock was made
ctypedef struct Interned:
    uint64_t a
    uint32_t b
    uint32_t c
    uint32_t next           # in its chain of the hash table, or of recycled numbers
    uint32_t uses           # traces: accesses that were recorded with it. Without the GIL about so many: nobody waits to count

ctypedef struct Table:
    Interned *entries
    uint32_t *heads         # 1 << bits chains
    uint32_t bits
    uint32_t room           # numbers that fit
    uint32_t used           # the highest number given to a processor
    uint32_t recycled       # chain of numbers that nothing refers to any more
    uint32_t lock           # for the two above, and this:
    uint32_t settled        # entries, but for those that processors have counted

cdef enum:
    STACKS
    TRACES
    LOCKSETS
    TABLES

cdef bint open_traces() noexcept nogil
cdef void close_traces() noexcept nogil
cdef void fork_traces() noexcept nogil
cdef void give_numbers(Processor *) noexcept nogil
cdef uint32_t stack_node(Processor *, uint32_t parent, uint64_t code, uint32_t pc, bint *fresh) noexcept nogil
cdef bint stack_parts(uint32_t node, uint32_t *parent, uint64_t *code, uint32_t *pc) noexcept nogil
cdef uint32_t trace(Processor *, uint32_t stack, uint32_t site, uint32_t lockset) noexcept nogil
cdef bint trace_parts(uint32_t trace, uint32_t *stack, uint32_t *site, uint32_t *lockset) noexcept nogil
# For who looks through all traces: the highest number given out, and how many accesses were recorded with a trace.
cdef uint32_t last_trace() noexcept nogil
cdef uint32_t trace_uses(uint32_t trace) noexcept nogil
cdef bint lockset_parts(uint32_t lockset, uint32_t *parent, uint64_t *addr, uint32_t *creation) noexcept nogil
# Entries in use of one of the tables, and the bytes that they take.
cdef uint32_t interned_count(uint32_t table) noexcept nogil
cdef uint64_t interned_bytes(uint32_t table) noexcept nogil

# For a checkpoint, in a stopped world: forget all but what is marked. A stack node keeps its callers.
cdef void mark_stack(uint8_t *marks, uint32_t node) noexcept nogil
cdef void sweep_table(uint32_t table, uint8_t *marks) noexcept nogil
cdef uint8_t *begin_stack_marks() noexcept nogil

# Private to traces.py.
cdef uint32_t intern(Processor *, uint32_t table, uint64_t a, uint32_t b, uint32_t c, bint *fresh) noexcept nogil
cdef uint32_t find(Table *, uint32_t number, uint32_t end, uint64_t a, uint32_t b, uint32_t c) noexcept nogil
cdef uint32_t number_for(Table *, Numbers *) noexcept nogil
cdef uint32_t make_lockset(Processor *, Task *) noexcept nogil


cdef inline bint marked(uint8_t *marks, uint32_t number) noexcept nogil:
    return marks[number >> 3] >> (number & 7) & 1


cdef inline Held *held_of(Task *task) noexcept nogil:
    """The locks that a task holds; task.held_count of them."""
    return <Held *>block(task.held)


cdef inline uint32_t lockset(Processor *processor, Task *task) noexcept nogil:
    """The set of locks that the task holds now; 0 when it holds none. Made when it is asked for, then remembered."""
    if task.held_count == 0:
        return 0
    cdef uint32_t known = held_of(task)[task.held_count - 1].lockset
    return known if known else make_lockset(processor, task)


cdef inline uint64_t mixed(uint64_t a, uint64_t b, uint64_t c) noexcept nogil:
    """A hash of three words; the high bits are the good ones."""
    cdef uint64_t mix = (a ^ (a >> 32)) * HASH
    mix = (mix ^ (mix >> 29) ^ b) * HASH
    mix = (mix ^ (mix >> 32) ^ c) * HASH
    return mix ^ (mix >> 31)
