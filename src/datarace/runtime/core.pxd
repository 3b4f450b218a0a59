# The race runtime's face for other compiled modules: everything is cimported from here.
# How to use it is said in layout.pxd; each function is documented where it is defined.
from libc.stdint cimport uint8_t, uint32_t, uint64_t, uintptr_t
from libc.string cimport memset

from datarace.runtime.layout cimport (
    ATOMIC, ATOMIC_KEY, FINALIZING, LOCK_INTERNAL, PARALLEL, POINT, POINTS_KEY, RANGE, RANGE_KEY, READ, RMW, WRITE, Cell, Host,
    Processor, Race, RaceAccess, Shadow, State, Task, block, find_block, find_cell, find_shadow, get_state, heap, load32,
    load64, peek64, same_epoch_read, same_epoch_update, same_epoch_write, seen_read, seen_update, seen_write, spin_lock,
    spin_unlock, state_address, store64, top, try_lock)
from datarace.runtime.memory cimport (
    KIND_CLOCK, KIND_ENTRIES, KIND_HELD, KIND_NODE, KIND_PENDING, KIND_SHADOW, KIND_SYNC, KIND_TABLE, KIND_TASK, attach,
    blocks_in_use, close_memory, fork_memory, heap_used, map_leaf, open_memory, proc_create, proc_destroy)
from datarace.runtime.traces cimport (
    Held, close_traces, fork_traces, held_of, lockset, lockset_count, lockset_parts, open_traces, stack_count, stack_node, stack_parts, trace,
    trace_count, trace_parts)
from datarace.runtime.tasks cimport (
    acquire_all_finished, acquire_task, close_tasks, fork_tasks, open_tasks, task_end, task_join, task_of, task_release,
    task_retain, task_start)
from datarace.runtime.shadow cimport access
from datarace.runtime.sync cimport (
    acquire, channel_clear, channel_fill, channel_get, channel_put, has_sync, lock_acquired, lock_created, lock_flags,
    lock_released, lock_released_at, lock_reset, release, release_acquire, release_merge)
from datarace.runtime.lifetime cimport finalizer_begin, finalizer_end, free_object, free_range

cdef extern from *:
    void pool_yield "sched_yield"() noexcept nogil

# Begin: the first task and the first processor. NULL when the address space is refused or
# when it runs already. The Host is copied. Callbacks must not call back into the runtime,
# except stack() (stack_node) and race() (everything that reads).
cdef Task *init(Host *host, Processor **processor) noexcept nogil
# Forget everything; init may be called again. No other thread may be inside the runtime.
cdef void fini() noexcept nogil

# In the child of a fork, first of all: only `task` is left, the others are over. Whatever another
# thread was in the middle of stays half done (without the GIL; with it there is no such thing).
cdef void fork_child(Task *task) noexcept nogil

# A pool that serves as a host's get_processor and put_processor: the one processor with the
# GIL, an idle one without it. `pool_resize` makes or destroys processors; it is open after init.
cdef Processor *pool_get() noexcept nogil
cdef void pool_put(Processor *) noexcept nogil
cdef void pool_resize(uint32_t count) noexcept nogil
