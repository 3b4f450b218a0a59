# Clock values. See clock.py.
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from datarace.runtime.layout cimport EPOCH_MASK, Processor, add32, block, get_state, heap, load32, state_address, sub32, top
from datarace.runtime.memory cimport KIND_CLOCK, KIND_FEW, KIND_NODE, allocate, attach, release_block

cdef enum:
    PAIRS = 6
    FEW_PAIRS = 2

# An immutable value once it is shared; 64 bytes, or 32 when it has room for FEW_PAIRS only. Unit 0 stands for the empty value.
ctypedef struct Clock:
    uint32_t references     # atomic; whoever holds the only one may change the value
    uint32_t root           # unit of a Node, 0: none
    uint32_t level          # of the root; 0: a leaf
    uint16_t count          # of pairs
    uint16_t room           # for pairs: PAIRS or FEW_PAIRS
    uint64_t pairs[6]       # slot << 32 | clock, each slot at most once

# 64 ways of the tree: clocks of 64 slots in a leaf (level 0), units of nodes above.
ctypedef struct Node:
    uint32_t references     # atomic; same rule
    uint32_t padding[7]
    uint32_t items[64]


cdef inline Clock *clock_at(uint32_t unit) noexcept nogil:
    return <Clock *>block(unit)


cdef inline Node *node_at(uint32_t unit) noexcept nogil:
    return <Node *>block(unit)


cdef inline uint32_t tree_get(uint32_t node, uint32_t level, uint32_t slot) noexcept nogil:
    if node == 0 or slot >> (6 + 6 * level):
        return 0
    while level:
        node = node_at(node).items[(slot >> (6 * level)) & 63]
        if node == 0:
            return 0
        level -= 1
    return node_at(node).items[slot & 63]


cdef inline uint32_t clock_get(uint32_t unit, uint32_t slot) noexcept nogil:
    """The clock of a slot in a value; 0 when it is not there."""
    cdef uint32_t i, found = 0
    if unit == 0:
        return 0
    cdef Clock *clock = clock_at(unit)
    for i in range(clock.count):
        if clock.pairs[i] >> 32 == slot:
            found = <uint32_t>clock.pairs[i]
            break
    if clock.root == 0:
        return found
    cdef uint32_t deep = tree_get(clock.root, clock.level, slot)
    return deep if deep > found else found


cdef inline bint covers(uint32_t unit, uint64_t epoch) noexcept nogil:
    """Whether the value says that this epoch (flags are ignored) happened before."""
    return clock_get(unit, (epoch >> 32) & 0xffffff) >= <uint32_t>epoch


cdef inline uint32_t clock_retain(uint32_t unit) noexcept nogil:
    if unit:
        add32(&clock_at(unit).references, 1)
    return unit


cdef inline void clock_drop(Processor *processor, uint32_t unit) noexcept nogil:
    if unit and sub32(&clock_at(unit).references, 1) == 0:
        if clock_at(unit).root:
            node_drop(processor, clock_at(unit).root, clock_at(unit).level)
        release_block(processor, KIND_FEW if clock_at(unit).room == FEW_PAIRS else KIND_CLOCK, unit)


cdef uint32_t clock_set(Processor *, uint32_t unit, uint32_t slot, uint32_t value) noexcept nogil
cdef uint32_t clock_join(Processor *, uint32_t unit, uint32_t other, bint *changed) noexcept nogil
cdef uint32_t clock_of_epoch(Processor *, uint64_t epoch) noexcept nogil

# Private to clock.py.
cdef uint32_t clock_own(Processor *, uint32_t unit, uint32_t pairs) noexcept nogil
cdef uint32_t clock_copy(Processor *, uint32_t unit, uint32_t pairs) noexcept nogil
cdef void node_drop(Processor *, uint32_t node, uint32_t level) noexcept nogil
cdef uint32_t node_new(Processor *) noexcept nogil
cdef uint32_t node_own(Processor *, uint32_t node, uint32_t level) noexcept nogil
cdef uint32_t tree_set(Processor *, uint32_t node, uint32_t level, uint32_t slot, uint32_t value) noexcept nogil
cdef uint32_t tree_join(Processor *, uint32_t node, uint32_t other, uint32_t level) noexcept nogil
cdef uint32_t tree_join_low(Processor *, uint32_t node, uint32_t level, uint32_t other, uint32_t other_level) noexcept nogil
cdef bint tree_covers(uint32_t node, uint32_t level, uint32_t other, uint32_t other_level) noexcept nogil
cdef void grow_root(Processor *, Clock *, uint32_t level) noexcept nogil
cdef void flush(Processor *, Clock *) noexcept nogil
