# Sync variables, locks, channels. See sync.py.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from datarace.runtime.clock cimport clock_drop, clock_join, clock_retain
from datarace.runtime.layout cimport (
    LOCK_INTERNAL, RELEASES, STACK_NOW, Processor, Shadow, State, Task, add32, add64, block, find_shadow, get_state, heap, load32,
    load64, peek8, set16, spin_lock, spin_unlock, state_address, store32, sub32, top, unit_of)
from datarace.runtime.memory cimport (
    HELD_LEVELS, KIND_CLOCK, KIND_HELD, KIND_PENDING, KIND_SYNC, allocate, attach, enter, leave, release_block, safepoint)
from datarace.runtime.shadow cimport Pending, Sync, free_pending, locked_shadow, pending_at, sync_at
from datarace.runtime.tasks cimport acquire_scoped, acquire_value, end_scope, publish, publish_own
from datarace.runtime.traces cimport Held, held_of

cdef enum:
    WORD = 1 << 15                  # among the flags of a sync variable: it holds a word of the host's
    LOCK_VARIABLE = 0xffffffff      # `which` of the sync variable of a lock; callers use others

# Several sync variables of one object are told apart by `which`.
# acquire: the task is ordered after the value released last
cdef bint has_sync(uint64_t addr, uint32_t which) noexcept nogil
cdef void acquire(Task *, uint64_t addr, uint32_t which) noexcept nogil
# release: the task's clock becomes the value; release_merge: is joined to it
cdef void release(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
cdef void release_merge(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
cdef void release_acquire(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
# exchange: a release that replaces the latest one, which the task then acquires
cdef void exchange(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
# Locks. Acquired: after the real acquire. Released: before the real release, by whatever task.
# lock_released takes an unknown lock for one without a header before it; _at is told.
cdef void lock_created(uint64_t addr, uint32_t pre, uint32_t creation, uint32_t flags) noexcept nogil
cdef void lock_acquired(Task *, uint64_t addr, uint32_t pre, bint scoped) noexcept nogil
cdef void lock_released(Task *, uint64_t addr) noexcept nogil
cdef void lock_released_at(Task *, uint64_t addr, uint32_t pre) noexcept nogil
cdef void lock_reset(uint64_t addr) noexcept nogil
cdef uint32_t lock_flags(uint64_t addr) noexcept nogil
# Channels: first in, first out, for each item. Item 0 is a permit.
cdef void channel_put(Task *, uint64_t addr, uint32_t pre, uint32_t which, uint64_t item) noexcept nogil
cdef void channel_get(Task *, uint64_t addr, uint32_t which, uint64_t item) noexcept nogil
cdef void channel_fill(uint64_t addr, uint32_t pre, uint32_t which, uint32_t count) noexcept nogil
cdef void channel_clear(uint64_t addr, uint32_t which) noexcept nogil
# Words that the host keeps with an object. They die with it; 0: none.
cdef uint64_t word_of(uint64_t addr, uint32_t which) noexcept nogil
cdef void set_word(uint64_t addr, uint32_t pre, uint32_t which, uint64_t word, uint32_t marks) noexcept nogil
# A word that no other object has or had; made if need be, 0 when memory is out
cdef uint64_t number_of(uint64_t addr, uint32_t pre, uint32_t which, uint32_t marks) noexcept nogil

# For the other modules of the runtime; the caller has the processor.
cdef bint push_held(Processor *, Task *, Held *) noexcept nogil
cdef void replace_value(Task *, uint64_t addr, uint32_t pre, uint32_t which, bint acquires) noexcept nogil
cdef void note_release(Task *, uint32_t creation) noexcept nogil
cdef void remove_held(Processor *, Task *, uint32_t index) noexcept nogil

# Private to sync.py.
cdef Sync *find_sync(Shadow *, uint32_t which) noexcept nogil
cdef Sync *sync_for(Processor *, Shadow *, uint32_t which) noexcept nogil
cdef void append(Processor *, Sync *, uint64_t item, uint32_t value, uint32_t count) noexcept nogil
cdef void take(Processor *, Sync *, uint32_t unit) noexcept nogil
