# Tasks, slots, and the edges between tasks. See tasks.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t

from datarace.runtime.layout cimport Processor, Task

# The first task. The others: task_start(parent, creation); with no parent it is ordered after
# all that the live tasks did so far. The caller owns one reference.
cdef Task *open_tasks(Processor *) noexcept nogil
cdef void close_tasks() noexcept nogil
cdef Task *task_start(Task *parent, uint32_t creation) noexcept nogil
cdef void task_end(Task *) noexcept nogil
cdef void task_join(Task *, Task *child) noexcept nogil
cdef void task_retain(Task *) noexcept nogil
cdef void task_release(Task *) noexcept nogil
cdef void acquire_all_finished(Task *) noexcept nogil
cdef void acquire_task(Task *, Task *other) noexcept nogil
# Whose epoch this is. False when it was too long ago.
cdef bint task_of(uint64_t epoch, uint32_t *number, uint32_t *creation, bint *finished) noexcept nogil

# For the other modules of the runtime; the caller has the processor.
cdef uint32_t publish(Processor *, Task *) noexcept nogil
cdef void acquire_value(Processor *, Task *, uint32_t value) noexcept nogil
cdef void acquire_scoped(Processor *, Task *, uint32_t value) noexcept nogil
cdef void end_scope(Processor *, Task *, uint32_t value) noexcept nogil
cdef void acquire_epoch(Processor *, Task *, uint64_t epoch) noexcept nogil
