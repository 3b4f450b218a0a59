# Objects, cells, and the check of an access. See shadow.py.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from libc.string cimport memcpy, memset

from datarace.runtime.clock cimport clock_drop, clock_get, covers
from datarace.runtime.layout cimport (
    ATOMIC, ATOMIC_FLAG, ATOMIC_KEY, EPOCH_MASK, HAS_ATOMIC, HAS_POINTS, HAS_RANGE, HAS_REMOVED,
    INSERT, LEAF_BITS, POINT, POINTS_KEY, RANGE, RANGE_KEY, REMOVE, REMOVE_FLAG, RMW,
    RMW_FLAG, SET, SPLIT, SURELY, WIDE, WIDE_FLAG, WORD_MASK, WRITE, Cell, Entry, Processor, Race, Shadow, State, Task, add32, add64, block, bucket,
    cas32, cell_in, fence, find_shadow, get_state, glance64, heap, load32, load64, order_after, peek64, peek8, set16, set8,
    spin_lock, spin_unlock, state_address, store32, store64, sub32, top, unit_of)
from datarace.runtime.memory cimport (
    BIG, ENTRIES_LEVELS, KIND_CLOCK, KIND_ENTRIES, KIND_PENDING, KIND_SHADOW, KIND_SYNC, KIND_TABLE, TABLE_LEVELS, allocate,
    account, attach, cells_of_level, enter, forget, leave, map_leaf, release_block, safepoint, touch_index)
from datarace.runtime.tasks cimport covered_by_all, lasting_clock, raise_floor, slot_of, task_of
from datarace.runtime.traces cimport lockset, trace

cdef enum:
    RACES = 8               # reported at most for one access
    GONE = 0xffffffff       # as a trace: of a cell that is not copied to the next table
    PRUNED = 64             # cells: larger tables are looked through for superfluous cells before they grow

# A sync variable of an object, 32 bytes. Under the lock of its object.
ctypedef struct Sync:
    uint32_t next           # of the same object
    uint32_t which
    uint32_t value          # unit of the clock value released last; 0: none
    uint32_t creation       # locks: trace; words: the low half
    uint32_t owner          # locks: number of the task that holds it, plus 1; words: the high half
    uint16_t depth          # locks: how often
    uint16_t flags          # locks
    uint32_t first          # channels: oldest Pending
    uint32_t last           # channels: youngest

# What was put into a channel and not taken out yet.
ctypedef struct Pending:
    uint64_t item
    uint32_t value          # unit of a clock value; 0: carries nothing
    uint32_t next
    uint32_t previous
    uint32_t count          # so many equal ones

ctypedef struct Found:
    uint32_t count
    Race races[8]


cdef inline Shadow *shadow_at(uint32_t unit) noexcept nogil:
    return <Shadow *>block(unit)


cdef inline Sync *sync_at(uint32_t unit) noexcept nogil:
    return <Sync *>block(unit)


cdef inline Pending *pending_at(uint32_t unit) noexcept nogil:
    return <Pending *>block(unit)


cdef inline Entry *entries_at(uint64_t word) noexcept nogil:
    """The header of the set behind a set word; its entries follow."""
    return <Entry *>block(<uint32_t>word)


cdef inline uint32_t level_of_set(uint64_t word) noexcept nogil:
    return (word >> 32) & 31


cdef inline bint ordered(Task *task, uint64_t epoch) noexcept nogil:
    """Whether an epoch (flags are ignored) is the task's own or happened before it."""
    if <uint32_t>((epoch ^ peek64(&task.epoch)) >> 32) & 0xffffff == 0:
        return True
    return covers(task.clock, epoch)


cdef inline bint settled(Task *task, uint64_t epoch) noexcept nogil:
    """As ordered, and it stays so when the task's scopes end: what the task does later is ordered after it too."""
    if <uint32_t>((epoch ^ peek64(&task.epoch)) >> 32) & 0xffffff == 0:
        return True
    return covers(lasting_clock(task), epoch)


cdef void access(Task *, uint64_t addr, uint32_t pre, uint64_t key, uint32_t mode, uint32_t site, void *object) noexcept nogil
cdef void forget_location(uint64_t addr, uint64_t key) noexcept nogil
cdef uint64_t last_write(uint64_t addr, uint64_t key) noexcept nogil
cdef void split_update(Task *, uint64_t addr, uint64_t key, uint64_t read, uint32_t site, void *object) noexcept nogil

# For the other modules of the runtime; the caller has the processor.
cdef Shadow *locked_shadow(Processor *, uint64_t addr, uint32_t pre) noexcept nogil
cdef void free_shadow(Processor *, Shadow *) noexcept nogil
cdef void free_pending(Processor *, Sync *) noexcept nogil

# Private to shadow.py.
cdef Cell *cell_for(Processor *, Shadow *, uint64_t key) noexcept nogil
cdef bint grow(Processor *, Shadow *) noexcept nogil
cdef bint superfluous(Shadow *, Cell *) noexcept nogil
cdef bint past(uint64_t word) noexcept nogil
cdef uint32_t level_of_table(uint64_t table) noexcept nogil
cdef bint is_full(Shadow *) noexcept nogil
cdef void free_cell(Processor *, Cell *) noexcept nogil
cdef void free_table(Processor *, uint64_t table) noexcept nogil
cdef bint never_written(Shadow *, uint64_t key) noexcept nogil
cdef bint made_at_once(Task *, Shadow *, uint64_t key) noexcept nogil
cdef void mark_removed(Shadow *, uint64_t key, bint removed) noexcept nogil
cdef void free_set(Processor *, uint64_t word) noexcept nogil
cdef uint64_t new_set(Processor *, uint32_t count) noexcept nogil
cdef void set_put(uint64_t word, uint64_t epoch, uint32_t trace) noexcept nogil
cdef void set_add(Processor *, Task *, uint64_t *word, uint32_t *trace_of_one, uint64_t epoch, uint32_t trace) noexcept nogil
cdef void set_filter(Processor *, Task *, uint64_t *word, uint32_t *trace_of_one) noexcept nogil
cdef void tell(Task *, Race *, uint64_t addr) noexcept nogil
cdef uint32_t trace_now(Processor *, Task *, uint32_t site) noexcept nogil
cdef void end_access(
    Processor *, Task *, Shadow *, uint64_t addr, uint64_t epoch, uint32_t mode, uint32_t where, void *object, Found *) noexcept nogil
cdef void check(Task *, Shadow *, uint64_t key, uint32_t mode, Found *) noexcept nogil
cdef void check_cell(Task *, Cell *, uint32_t mode, uint32_t kind, Found *) noexcept nogil
cdef Cell *companion_in(Shadow *, uint64_t key) noexcept nogil
cdef void check_word(Task *, uint64_t word, uint32_t trace, uint32_t mode, Found *) noexcept nogil
cdef void found(Task *, uint64_t epoch, uint32_t trace, uint32_t mode, Found *) noexcept nogil
cdef void record(Processor *, Task *, Shadow *, uint64_t key, uint64_t epoch, uint32_t mode, uint32_t trace) noexcept nogil
cdef void record_in(Processor *, Task *, Cell *, uint64_t epoch, uint32_t mode, uint32_t trace) noexcept nogil
cdef bint superseded(Task *, Cell *, uint64_t epoch, uint32_t mode, uint32_t trace) noexcept nogil
cdef void record_in_sets(Processor *, Task *, Shadow *, uint64_t key, uint64_t epoch, uint32_t mode, uint32_t trace) noexcept nogil
