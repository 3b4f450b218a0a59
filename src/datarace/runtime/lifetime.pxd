# The death of objects. See lifetime.py.
from libc.stdint cimport uint16_t, uint32_t, uint64_t

from datarace.runtime.clock cimport clock_drop, clock_get, covers
from datarace.runtime.layout cimport (
    ATOMIC_KEY, FINALIZING, LEAF_BITS, SET, TOP_BITS, Cell, Entry, Processor, Shadow, State, Task, add32, block, cas32, cell_in,
    find_shadow, get_state, glance64, heap, load32, load64, peek64, peek8, spin_lock, spin_unlock, state_address, sub32, top)
from datarace.runtime.memory cimport KIND_CLOCK, PAGE_ENTRIES, allocate, attach, enter, leave, map_leaf, release_block, touched_pages
from datarace.runtime.shadow cimport entries_at, free_shadow, level_of_set, ordered, shadow_at
from datarace.runtime.sync cimport push_held, remove_held
from datarace.runtime.tasks cimport acquire_scoped, acquire_value, join_scope, publish_own, slot_of, value_at
from datarace.runtime.traces cimport Held, held_of

# The object's memory is gone: its cells, sync variables and channels go.
cdef void free_object(uint64_t addr) noexcept nogil
# All objects that begin in a range.
cdef void free_range(uint64_t addr, uint64_t size) noexcept nogil
# Between the two the task is ordered after all that the tasks did that used the object.
cdef bint finalizer_begin(Task *, uint64_t addr, uint32_t site, bint to_date) noexcept nogil
cdef void finalizer_end(Task *) noexcept nogil
# The task is ordered after all that those did so far who wrote the location in atomic operations.
cdef void acquire_writers(Task *, uint64_t addr, uint64_t key) noexcept nogil

cdef enum:
    USERS = 64

# Latest epochs of the object's unordered users, one for each slot.
ctypedef struct Users:
    uint32_t count
    uint16_t full
    uint16_t to_date        # whoever used it counts with all that it did until now
    uint64_t epochs[64]

# Private to lifetime.py.
cdef void add_user(Task *, uint64_t epoch, Users *) noexcept nogil
cdef void add_users(Task *, uint64_t word, Users *) noexcept nogil
