# The race runtime's face for other compiled modules: everything is cimported from here.
# How to use it is said in layout.pxd; each function is documented where it is defined.
from libc.stdint cimport uint8_t, uint32_t, uint64_t, uintptr_t
from libc.string cimport memset

from datarace.runtime.layout cimport (
    ATOMIC, ATOMIC_KEY, EXTENT_KEY, FINALIZING, INSERT, LOCK_INTERNAL, PARALLEL, POINT, POINTS_KEY, RANGE, RANGE_KEY, READ, REMOVE, RMW,
    SPLIT, STACK_NOW, SURELY, WIDE, WRITE, Cell, Host, Numbers, Processor, Race, RaceAccess, Shadow, State, Task, add32, add64, block, find_block,
    find_cell, find_shadow, get_state, glance16, glance32, glance64, glance8, heap, load32, load64, order_after, order_before,
    peek64, peek8, seen_near, seen_read, seen_removal, seen_there, seen_update, seen_write, set8, set_armed, spin_lock, spin_unlock, state_address, store32,
    store64, sub32, top, try_lock)
from datarace.runtime.memory cimport (
    KIND_CLOCK, KIND_ENTRIES, KIND_HELD, KIND_NODE, KIND_PENDING, KIND_SHADOW, KIND_SYNC, KIND_TABLE, KIND_TASK, KINDS, accesses_made,
    attach, blocks_in_use, cells_in_use, close_memory, enter, first_processor, fork_memory, hold_world, index_bytes, leave, let_world_go,
    map_leaf, open_memory, proc_create, proc_retire, safepoint, start_world, stop_world, units_of_kind)
from datarace.runtime.traces cimport (
    Held, LOCKSETS, STACKS, TABLES, TRACES, close_traces, fork_traces, give_numbers, held_of, interned_bytes, interned_count, lockset, lockset_parts,
    last_trace, open_traces, stack_node, stack_parts, trace, trace_parts, trace_uses)
from datarace.runtime.tasks cimport (
    MET, MET_BY_LOCK, NEVER_MET, acquire_all_finished, acquire_task, close_tasks, last_met, fork_tasks, open_tasks, task_end, task_join, task_of, task_release,
    task_retain, task_start)
from datarace.runtime.shadow cimport access, forget_location, last_write, split_update
from datarace.runtime.extents cimport access_extent, block_key, extent_key, seen_extent
from datarace.runtime.sync cimport (
    acquire, channel_clear, channel_fill, channel_get, channel_put, exchange, has_sync, lock_acquired, lock_created, lock_flags,
    lock_released, lock_released_at, lock_reset, number_of, release, release_acquire, release_merge, set_word, word_of)
from datarace.runtime.budget cimport checkpoint, set_limit, slot_bytes
from datarace.runtime.lifetime cimport acquire_writers, finalizer_begin, finalizer_end, free_object, free_range

cdef extern from *:
    void pool_yield "sched_yield"() noexcept nogil

# Begin: the first task and the first processor. NULL when the address space is refused or
# when it runs already. The Host is copied. Callbacks must not call back into the runtime,
# except stack() (stack_node) and race() (everything that reads).
cdef Task *init(Host *host, Processor **processor) noexcept nogil
# Forget everything; init may be called again. No other thread may be inside the runtime.
cdef void fini() noexcept nogil

# In the child of a fork, first of all: only `task` is left, the others are over. Without the GIL CPython stops all threads before a
# fork, each where it may be stopped, which is nowhere inside the runtime: the child finds nothing half done. (Nor may the world
# be stopped around a fork: a thread that waited for a processor would never be where CPython can stop it.)
cdef void fork_child(Task *task) noexcept nogil

# A processor goes, when nobody uses it any more: everything that it cached is for the others.
cdef void proc_destroy(Processor *) noexcept nogil

# How many there are of what, and their bytes; exact, since the world stands still for it.
ctypedef struct Stats:
    uint64_t tasks_live, tasks_ever, slots, processors, objects, locations, sync_variables, channel_entries, read_sets
    uint64_t clock_values, clock_nodes, held_lists, tables, tasks
    uint64_t interned[3]
    uint64_t bytes_of_tasks, bytes_of_slots, bytes_of_objects, bytes_of_locations, bytes_of_sync_variables, bytes_of_read_sets
    uint64_t bytes_of_clock_values, bytes_of_clock_nodes, bytes_of_index, bytes_of_heap, bytes_free, bytes_total
    uint64_t bytes_interned[3]
    uint64_t accesses, slots_pending, limit, checkpoints
    # These grow also where the world is not stopped.
    uint64_t races, removed_locations, lost_tasks, lost_traces, lost_cells

cdef void get_stats(Stats *) noexcept nogil

# A pool that serves as a host's get_processor and put_processor: the one processor with the
# GIL, an idle one without it. `pool_resize` makes or destroys processors, while threads run; it is open after init.
cdef Processor *pool_get() noexcept nogil
cdef void pool_put(Processor *) noexcept nogil
cdef void pool_resize(uint32_t count) noexcept nogil
cdef Processor *pool_first() noexcept nogil

# Private to core.py.
cdef uint64_t bytes_in_use(uint32_t first, uint32_t end) noexcept nogil
cdef uint64_t count_in_use(uint32_t first, uint32_t end) noexcept nogil
