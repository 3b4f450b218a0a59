# The race runtime's face for other compiled modules: everything is cimported from here.
# How to use it is said in layout.pxd; each function is documented where it is defined.
from libc.stdint cimport uint8_t, uint32_t, uint64_t

from datarace.runtime.layout cimport (
    ATOMIC, ATOMIC_KEY, LOCK_INTERNAL, POINT, POINTS_KEY, RANGE, RANGE_KEY, READ, RMW, WRITE, Cell, Host, Processor,
    Race, RaceAccess, Shadow, State, Task, find_block, find_cell, find_shadow, get_state, same_epoch_read,
    same_epoch_update, same_epoch_write, seen_read, seen_update, seen_write)
from datarace.runtime.memory cimport attach, proc_create, proc_destroy
from datarace.runtime.trace cimport (
    lockset, lockset_parts, stack_count, stack_node, stack_parts, trace, trace_parts)
from datarace.runtime.tasks cimport (
    acquire_all_finished, acquire_task, task_end, task_join, task_of, task_release, task_retain, task_start)
from datarace.runtime.shadow cimport access
from datarace.runtime.sync cimport (
    acquire, channel_clear, channel_fill, channel_get, channel_put, lock_acquired, lock_created, lock_released,
    lock_flags, lock_reset, release, release_acquire, release_merge)
from datarace.runtime.lifetime cimport finalizer_begin, finalizer_end, free_object, free_range

# Begin: the first task and the first processor. NULL when the address space is refused or
# when it runs already. The Host is copied. Callbacks must not call back into the runtime,
# except stack() (stack_node) and race() (everything that reads).
cdef Task *init(Host *host, Processor **processor) noexcept nogil
# Forget everything; init may be called again. No other thread may be inside the runtime.
cdef void fini() noexcept nogil
