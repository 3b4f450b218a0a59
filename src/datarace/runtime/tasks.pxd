# Tasks, slots, and the edges between tasks. See tasks.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from datarace.runtime.clock cimport (
    clock_at, clock_drop, clock_get, clock_join, clock_of_epoch, clock_retain, clock_set, covers)
from datarace.runtime.layout cimport (
    RELEASES, SLOT_LIMIT, STACK_NOW, Processor, Release, State, Task, add32, add64, block, get_state, heap, load32, peek8, peek64,
    set8, set_armed, spin_lock, spin_unlock, state_address,
    store32, store64, sub32, top, unit_of)
from datarace.runtime.memory cimport (
    KIND_HELD, KIND_TASK, account, allocate, attach, enter, forget, leave, release_block, reserve, safepoint)
from datarace.runtime.traces cimport Held, held_of

cdef enum:
    SLOT_UNUSED
    SLOT_LIVE               # a task runs in it
    SLOT_PENDING            # its task is finished; who covers that may have it
    SLOT_FREE               # the same, and everybody does
    SLOT_RETIRED            # its clock ran out

# Under state.tasks_lock, but for what is said.
ctypedef struct Slot:
    uint32_t state
    uint32_t task           # LIVE: unit of the task
    uint32_t final          # not LIVE: the last clock in it
    uint32_t next           # PENDING, FREE: queue and list of these
    uint32_t previous
    uint32_t death          # number of the latest Death in it
    uint32_t floor          # a clock that every live task covers. Only rises; read without the lock
    uint32_t lowest         # the lowest clock found while that is raised

# Who was in a slot before. A ring: the oldest are forgotten.
ctypedef struct Death:
    uint32_t start
    uint32_t number
    uint32_t creation
    uint32_t previous       # number of the one before in this slot
    Release release         # the last lock that it gave back

cdef enum:
    DEATHS = 1 << 18
    CLOCK_LIMIT = 0xffff0000    # a task moves to a new slot here
    TRIES = 8                   # pending slots that a new task looks at
    NO_TASK = 0xffffffff        # as the lowest clock of a slot: no other task was asked yet


cdef inline Task *task_at(uint32_t unit) noexcept nogil:
    return <Task *>block(unit)


cdef inline uint32_t slot_of(uint64_t epoch) noexcept nogil:
    return (epoch >> 32) & 0xffffff


cdef inline uint32_t lasting_clock(Task *task) noexcept nogil:
    """What the task knows and will know when its scopes have ended."""
    return task.base if task.scopes else task.clock


# The first task. The others: task_start(parent, creation); with no parent it is ordered after
# all that the live tasks did so far. The caller owns one reference.
cdef Task *open_tasks(Processor *) noexcept nogil
cdef void close_tasks() noexcept nogil
cdef void fork_tasks(Task *) noexcept nogil
cdef Task *task_start(Task *parent, uint32_t creation) noexcept nogil
cdef void task_end(Task *) noexcept nogil
cdef void task_join(Task *, Task *child) noexcept nogil
cdef void task_retain(Task *) noexcept nogil
cdef void task_release(Task *) noexcept nogil
cdef void acquire_all_finished(Task *) noexcept nogil
cdef void acquire_task(Task *, Task *other) noexcept nogil
# How a task had met another one.
cdef enum Meeting:
    NEVER_MET               # it is ordered after nothing that the other did
    MET                     # it is, by whatever way
    MET_BY_LOCK             # the other gave back a lock, which it took, or which led to what it took

cdef Meeting last_met(Task *, uint64_t epoch, uint32_t *creation) noexcept nogil
# Whose epoch this is. False when it was too long ago.
cdef bint task_of(uint64_t epoch, uint32_t *number, uint32_t *creation, bint *finished) noexcept nogil

# Whether every live task, and so whoever they will start, is ordered after an epoch. False when that is not known.
cdef bint covered_by_all(uint64_t epoch) noexcept nogil
# Find out more for covered_by_all, if that costs no more than looking at so many cells. The caller has no lock.
cdef void raise_floor(uint64_t cells) noexcept nogil
# For a checkpoint, in a stopped world: nobody knows anything, and all slots of finished tasks are free.
cdef void forget_clocks() noexcept nogil
cdef Task *first_task(bint finished) noexcept nogil

# For the other modules of the runtime; the caller has the processor and no lock.
cdef uint32_t publish(Processor *, Task *) noexcept nogil
cdef uint32_t publish_own(Processor *, Task *) noexcept nogil
cdef void acquire_value(Processor *, Task *, uint32_t value) noexcept nogil
cdef void acquire_scoped(Processor *, Task *, uint32_t value) noexcept nogil
cdef void end_scope(Processor *, Task *) noexcept nogil
cdef void join_scope(Processor *, Task *, uint32_t value) noexcept nogil
cdef uint32_t value_at(Processor *, uint64_t epoch) noexcept nogil

# Private to tasks.py.
cdef Task *new_task(Processor *, uint32_t creation) noexcept nogil
cdef void put_on(Task *, uint32_t *first) noexcept nogil
cdef void take_off(Task *, uint32_t *first) noexcept nogil
cdef void take_slot(Task *) noexcept nogil
cdef uint32_t covered_slot(Task *) noexcept nogil
cdef void take_pending(uint32_t slot) noexcept nogil
cdef void put_pending(uint32_t slot, bint front) noexcept nogil
cdef void bury(uint32_t slot, Task *) noexcept nogil
cdef uint32_t publish_for(Processor *, Task *other) noexcept nogil
cdef void migrate(Processor *, Task *) noexcept nogil
cdef void update_armed() noexcept nogil
cdef void drop_task(Processor *, Task *) noexcept nogil
