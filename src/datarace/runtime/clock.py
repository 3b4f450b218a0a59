# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Clock values: what a task has seen of all others.

Naive model: a map from slot to clock, copied at every release, joined entry by entry at every acquire
(tests/model/naive.py; tests/model/test_against_model.py holds the two equal).

A value is one cache line: up to six (slot, clock) pairs, and the root of a tree of 64-way nodes that holds the rest. With few
pairs it is half a line: of a million tasks each may hold what its parent knew at another moment.
Nodes are shared between values and counted. A value or node that more than one reference reaches is never changed:
without the GIL that is all the protection that is needed, since whoever reads one holds a reference or the lock of what
holds it, and whoever changes one holds the only reference. So publishing a value is an increment, taking it over
another, and a join looks only at subtrees that differ. Programs with up to six tasks never make a node, up to 64 slots
the tree is one flat leaf.

The clock of a slot is the larger of the pair's and the tree's. Functions that take a unit and return one consume the
reference to their first argument.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t

attach()
if cython.sizeof(Clock) != 16 + 8 * PAIRS or cython.sizeof(Node) != 288:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")


def node_new(processor):
    """An empty node."""
    unit: uint32_t = allocate(processor, KIND_NODE)
    memset(node_at(unit), 0, cython.sizeof(Node))
    node_at(unit).references = 1
    return unit


def node_drop(processor, node, level):
    """Give back one reference."""
    if sub32(cython.address(node_at(node).references), 1):
        return
    if level:
        i: cython.int
        for i in range(64):
            if node_at(node).items[i]:
                node_drop(processor, node_at(node).items[i], level - 1)
    release_block(processor, KIND_NODE, node)


def node_own(processor, node, level):
    """A node with the same content that nobody else refers to."""
    if node == 0:
        return node_new(processor)
    if load32(cython.address(node_at(node).references)) == 1:
        return node
    unit: uint32_t = allocate(processor, KIND_NODE)
    memcpy(node_at(unit), node_at(node), cython.sizeof(Node))
    node_at(unit).references = 1
    if level:
        i: cython.int
        for i in range(64):
            if node_at(unit).items[i]:
                add32(cython.address(node_at(node_at(unit).items[i]).references), 1)
    node_drop(processor, node, level)
    return unit


def tree_set(processor, node, level, slot, value):
    """Raise one slot to at least `value`."""
    node = node_own(processor, node, level)
    if level == 0:
        if node_at(node).items[slot & 63] < value:
            node_at(node).items[slot & 63] = value
        return node
    way: uint32_t = (slot >> (6 * level)) & 63
    child: uint32_t = tree_set(processor, node_at(node).items[way], level - 1, slot, value)
    node_at(node).items[way] = child
    return node


def tree_join(processor, node, other, level):
    """The larger of both for each slot. Shared subtrees are skipped, and taken over where one side has nothing."""
    if node == other or other == 0:
        return node
    if node == 0:
        add32(cython.address(node_at(other).references), 1)
        return other
    mine = cython.address(node_at(node).items[0])
    theirs = cython.address(node_at(other).items[0])
    i: cython.int
    if level == 0:
        more: uint32_t = 0
        less: uint32_t = 0
        for i in range(64):
            more |= theirs[i] > mine[i]
            less |= theirs[i] < mine[i]
        if not more:
            return node
        if not less:
            add32(cython.address(node_at(other).references), 1)
            node_drop(processor, node, 0)
            return other
        node = node_own(processor, node, 0)
        mine = cython.address(node_at(node).items[0])
        for i in range(64):
            mine[i] = theirs[i] if theirs[i] > mine[i] else mine[i]
        return node
    owned = False
    for i in range(64):
        if theirs[i] == 0 or theirs[i] == mine[i]:
            continue
        if not owned:
            node = node_own(processor, node, level)
            mine = cython.address(node_at(node).items[0])
            owned = True
        mine[i] = tree_join(processor, mine[i], theirs[i], level - 1)
    return node


def tree_join_low(processor, node, level, other, other_level):
    """As tree_join, for another tree that is not higher: it lies along the leftmost path."""
    if level == other_level:
        return tree_join(processor, node, other, level)
    node = node_own(processor, node, level)
    child: uint32_t = tree_join_low(processor, node_at(node).items[0], level - 1, other, other_level)
    node_at(node).items[0] = child
    return node


def tree_covers(node, level, other, other_level):
    """Whether joining would change nothing. Looks at one leaf or at equal roots only: a cheap answer or none."""
    if other == 0 or node == other:
        return True
    if node == 0 or other_level != 0:
        return False
    while level:
        node = node_at(node).items[0]
        if node == 0:
            return False
        if node == other:
            return True
        level -= 1
    more: uint32_t = 0
    i: cython.int
    for i in range(64):
        more |= node_at(other).items[i] > node_at(node).items[i]
    return more == 0


def clock_copy(processor, unit, pairs):
    """A new value with the same content, room for so many pairs, and one reference; the argument's reference stays the caller's."""
    few: cython.bint = pairs <= FEW_PAIRS
    copy: uint32_t = allocate(processor, KIND_FEW if few else KIND_CLOCK)
    clock = clock_at(copy)
    if unit:
        memcpy(clock, clock_at(unit), 16 + 8 * clock_at(unit).count)
        if clock.root:
            add32(cython.address(node_at(clock.root).references), 1)
    else:
        memset(clock, 0, 16)
    clock.references = 1
    clock.room = FEW_PAIRS if few else PAIRS
    return copy


def clock_own(processor, unit, pairs):
    """A value with the same content that the caller may change, with room for so many pairs or all that there can be."""
    if unit and load32(cython.address(clock_at(unit).references)) == 1:
        if clock_at(unit).room == PAIRS or pairs <= FEW_PAIRS:
            return unit
    copy: uint32_t = clock_copy(processor, unit, pairs)
    clock_drop(processor, unit)
    return copy


def clock_of_epoch(processor, epoch):
    """A value that covers one epoch and what its slot did before."""
    unit: uint32_t = clock_copy(processor, 0, 1)
    clock_at(unit).count = 1
    clock_at(unit).pairs[0] = epoch & EPOCH_MASK
    return unit


def grow_root(processor, clock, level):
    """Make the tree of an own value at least so high."""
    if clock.root == 0:
        clock.level = level
        return
    while clock.level < level:
        unit: uint32_t = node_new(processor)
        node_at(unit).items[0] = clock.root
        clock.root = unit
        clock.level += 1


def flush(processor, clock):
    """Move the pairs of an own value into its tree."""
    i: uint32_t
    if clock.root == 0:
        clock.level = 0
    for i in range(clock.count):
        slot: uint32_t = clock.pairs[i] >> 32
        level: uint32_t = clock.level
        while slot >> (6 + 6 * level):
            level += 1
        grow_root(processor, clock, level)
        clock.root = tree_set(processor, clock.root, clock.level, slot, cython.cast(uint32_t, clock.pairs[i]))
    clock.count = 0


def clock_set(processor, unit, slot, value):
    """Raise a slot: a value that is the caller's own."""
    pair: uint64_t = cython.cast(uint64_t, slot) << 32 | value
    count: uint32_t = clock_at(unit).count if unit else 0
    i: uint32_t
    for i in range(count):
        if clock_at(unit).pairs[i] >> 32 == slot:
            unit = clock_own(processor, unit, count)
            if clock_at(unit).pairs[i] < pair:
                clock_at(unit).pairs[i] = pair
            return unit
    unit = clock_own(processor, unit, count + 1)
    clock = clock_at(unit)
    if clock.count >= clock.room:
        flush(processor, clock)
    clock.pairs[clock.count] = pair
    clock.count += 1
    return unit


def clock_join(processor, unit, other, changed):
    """The larger of both for each slot: `unit` itself when it covers the other one. Sets `changed` otherwise."""
    if unit == other or other == 0:
        return unit
    if unit == 0:
        if changed != cython.NULL:
            changed[0] = True
        return clock_retain(other)
    theirs = clock_at(other)
    clock = clock_at(unit)
    different: cython.bint = False
    if not tree_covers(clock.root, clock.level, theirs.root, theirs.level):
        different = True
        unit = clock_own(processor, unit, clock.count)
        clock = clock_at(unit)
        if clock.root == 0:
            add32(cython.address(node_at(theirs.root).references), 1)
            clock.root = theirs.root
            clock.level = theirs.level
        else:
            grow_root(processor, clock, theirs.level)
            clock.root = tree_join_low(processor, clock.root, clock.level, theirs.root, theirs.level)
    i: uint32_t
    for i in range(theirs.count):
        slot: uint32_t = theirs.pairs[i] >> 32
        value: uint32_t = cython.cast(uint32_t, theirs.pairs[i])
        if clock_get(unit, slot) < value:
            different = True
            unit = clock_set(processor, unit, slot, value)
    if different and changed != cython.NULL:
        changed[0] = True
    return unit
