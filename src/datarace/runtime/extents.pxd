# Accesses to byte ranges of one object. See extents.py.
from libc.stdint cimport uint32_t, uint64_t

from datarace.runtime.layout cimport (
    ATOMIC, EXTENT_KEY, HAS_ATOMIC, HAS_POINTS, HAS_RANGE, POINTS_KEY, RANGE_KEY, RMW, RMW_FLAG, STACK_NOW, WIDE,
    WIDE_FLAG, SET, WORD_MASK, WRITE, Cell, Processor, Race, Shadow, State, Task, cell_in, get_state, peek64, peek8, seen_read,
    state_address, heap, top, written)
from datarace.runtime.memory cimport attach, enter, leave, safepoint
from datarace.runtime.shadow cimport (
    Found, check, end_access, entries_at, level_of_set, locked_shadow, record, record_in_sets, trace_now)

cdef enum:
    LEVELS = 19             # sizes of blocks: 1, 2, 4, 8, 16 bytes, then eight times the one before, up to 2**46
    LEVEL_SHIFT = 52        # place of the level in a key; below it the offset, above it SUMMARY

cdef extern from *:
    """
    #define DR_SUMMARY (1ULL << 57)
    """
    const uint64_t SUMMARY "DR_SUMMARY"


cdef inline uint32_t size_shift(uint32_t level) noexcept nogil:
    """log2 of the size of the blocks of a level."""
    return level if level < 5 else 3 * level - 8


cdef inline uint64_t block_key(uint32_t level, uint64_t offset) noexcept nogil:
    """The key of the block of that level that has this byte."""
    cdef uint32_t shift = size_shift(level)
    return EXTENT_KEY | <uint64_t>level << LEVEL_SHIFT | offset >> shift << shift


cdef inline uint32_t widest_level(uint64_t low, uint64_t high) noexcept nogil:
    """The largest block that begins at `low` and does not go beyond `high`."""
    cdef uint32_t level = 0
    while level + 1 < LEVELS and low & ((<uint64_t>1 << size_shift(level + 1)) - 1) == 0 and (
            low + (<uint64_t>1 << size_shift(level + 1)) <= high):
        level += 1
    return level


cdef inline uint64_t extent_key(uint64_t low, uint64_t high) noexcept nogil:
    """The key of the first block of an extent."""
    return block_key(widest_level(low, high), low)


cdef inline bint seen_extent(uint64_t addr, uint64_t low, uint64_t high, uint32_t mode, Task *task) noexcept nogil:
    """As seen_read and seen_write, for all blocks of an extent."""
    cdef uint64_t epoch = peek64(&task.epoch)
    cdef uint32_t level
    cdef uint64_t key
    while low < high:
        level = widest_level(low, high)
        key = block_key(level, low)
        if mode & WRITE:
            if not written(addr, key, epoch, WORD_MASK):
                return False
        elif not seen_read(addr, key, task):
            return False
        low += <uint64_t>1 << size_shift(level)
    return True


cdef void access_extent(Task *, uint64_t addr, uint32_t pre, uint64_t low, uint64_t high, uint64_t span, uint32_t mode, uint32_t site,
    void *object) noexcept nogil

# Private to extents.py.
cdef void access_block(Processor *, Task *, Shadow *, uint32_t level, uint64_t low, uint32_t last, uint64_t epoch, uint32_t mode,
    uint32_t where, Found *) noexcept nogil
cdef void look_above(Processor *, Task *, Shadow *, uint32_t level, uint64_t low, uint32_t last, uint64_t epoch, uint32_t mode,
    uint32_t where, Found *) noexcept nogil
cdef void note_extent(Shadow *, Found *, uint32_t first, uint32_t level, uint64_t low) noexcept nogil
cdef void narrow(Shadow *, uint32_t level, uint64_t low, Race *) noexcept nogil
cdef bint has_epoch(Shadow *, uint64_t key, uint64_t epoch, bint reads) noexcept nogil
