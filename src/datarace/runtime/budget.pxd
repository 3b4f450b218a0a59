# The floor checkpoint. See budget.py.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from datarace.runtime.clock cimport Clock
from datarace.runtime.layout cimport (
    FINALIZING, LEAF_BITS, Processor, Shadow, State, Task, block, get_state, heap, load32, peek8, set8, set_armed, spin_unlock,
    state_address, store32, store64, top, try_lock)
from datarace.runtime.memory cimport (
    KIND_CLOCK, KIND_HELD, KIND_PENDING, KIND_SHADOW, KIND_SYNC, KIND_TASK, KINDS, PAGE, PAGE_ENTRIES, attach, begin_marks, first_processor,
    forget, heap_bytes, heap_capacity, index_bytes, leaf_number, leaves_mapped, mark, reclaim, recount, release_block, start_world,
    stop_world, touched_pages, units_of_kind)
from datarace.runtime.shadow cimport Pending, Sync, pending_at, shadow_at, sync_at
from datarace.runtime.sync cimport LOCK_VARIABLE, WORD
from datarace.runtime.tasks cimport Slot, first_task, forget_clocks
from datarace.runtime.traces cimport (
    LOCKSETS, STACKS, TABLES, TRACES, Held, begin_stack_marks, held_of, interned_bytes, mark_stack, sweep_table)

# Forget all accesses and all order so far. Called through State.checkpoint at a safepoint.
cdef void checkpoint() noexcept nogil
# The budget in bytes for everything that the runtime has; 0: none.
cdef void set_limit(uint64_t limit) noexcept nogil
# Bytes in use, by what they are for: slots and who was in them.
cdef uint64_t slot_bytes() noexcept nogil

# Private to budget.py.
ctypedef struct Kept:
    uint64_t *units         # marks of the blocks that stay
    uint8_t *stacks         # of stack nodes
    int64_t counts[KINDS]      # blocks that stay, by kind
    bint missed             # memory was out: nobody knows what was put into channels and taken out meanwhile

cdef void keep(Kept *, uint32_t kind, uint32_t unit) noexcept nogil
cdef void keep_tasks(Kept *, bint finished) noexcept nogil
cdef bint keep_object(Kept *, Shadow *) noexcept nogil
cdef void keep_objects(Kept *) noexcept nogil
cdef void set_threshold() noexcept nogil
