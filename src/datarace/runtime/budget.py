# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""The memory budget and the floor checkpoint: when the memory budget is used up, all that happened so far is taken to be ordered before all that will.

Naive model: every recorded access goes, every clock becomes empty, every live task begins a new epoch (tests/model/naive.py).

That only adds order, so no false report can come of it. A pair of accesses with a checkpoint in between is lost; `state.checkpoints`
counts, and the end of the run says so. With the accesses go all cells and sets; with them whatever clock values could say
about them, so those too; with the cells all traces, and the stack nodes that only those named. What stays: tasks, who holds which
lock and where it was made, what is in a channel (without its clocks).

When memory is out, nothing is recorded until the next checkpoint: all that is missed is before it as well.

A checkpoint becomes due when the budget, the heap or an interning table is nearly full (`account`, `number_for`), at any depth inside the
runtime. It happens at the next safepoint, where the thread has nothing of the runtime in its hands, in a stopped world
(memory.py): all others are outside, or wait for a processor, or look at cells without a lock, which survives it (layout.pxd).
"""

import cython
from cython.cimports.libc.stdint import int64_t, uint8_t, uint32_t, uint64_t

attach()

busy = cython.declare(uint32_t, 0)  # somebody makes a checkpoint; the others do not wait for it here


def keep(kept, kind, unit):
    """This block stays."""
    mark(kept.units, unit - cython.cast(uint32_t, heap_capacity() >> 7), units_of_kind(kind))
    kept.counts[kind] += 1


def keep_tasks(kept, finished):
    """Tasks lose their clocks and what they know of lock sets."""
    task = first_task(finished)
    while task != cython.NULL:
        mark_stack(kept.stacks, task.creation)
        if task.held:
            keep(kept, KIND_HELD + task.held_level, task.held)
            i: uint32_t
            for i in range(task.held_count):
                held = cython.address(held_of(task)[i])
                held.scope = 0
                held.lockset = 0
                if not held.creation & FINALIZING:
                    mark_stack(kept.stacks, held.creation)
        task = cython.cast(cython.pointer(Task), block(task.next)) if task.next else cython.NULL


def keep_object(kept, shadow):
    """What stays of an object: its locks, the host's words, what is in its channels. False when that is nothing."""
    store64(cython.address(shadow.table), 0)
    shadow.used = 0
    shadow.features = 0
    unit: uint32_t = shadow.sync
    last: uint32_t = 0
    shadow.sync = 0
    while unit:
        sync = sync_at(unit)
        following: uint32_t = sync.next
        sync.value = 0
        sync.next = 0
        if kept.missed:
            sync.first = sync.last = 0
        if sync.which == LOCK_VARIABLE or sync.first or sync.flags & WORD:
            keep(kept, KIND_SYNC, unit)
            if sync.which == LOCK_VARIABLE:
                mark_stack(kept.stacks, sync.creation)
            if last:
                sync_at(last).next = unit
            else:
                shadow.sync = unit
            last = unit
            entry: uint32_t = sync.first
            while entry:
                pending_at(entry).value = 0
                keep(kept, KIND_PENDING, entry)
                entry = pending_at(entry).next
        unit = following
    return shadow.sync != 0


def keep_objects(kept):
    """Every header loses its cells; headers of which nothing is left go, and pages of the index without a header."""
    processor = first_processor()
    i: uint32_t
    page: uint32_t
    k: uint32_t
    for i in range(leaves_mapped()):
        leaf = leaf_number(i)
        for page in range((1 << LEAF_BITS) // PAGE_ENTRIES):
            word = cython.address(touched_pages(leaf)[page >> 6])
            bit: uint64_t = cython.cast(uint64_t, 1) << (page & 63)
            if not word[0] & bit:
                continue
            entries = leaf + page * PAGE_ENTRIES
            left: cython.bint = False
            for k in range(PAGE_ENTRIES):
                unit: uint32_t = entries[k]
                if unit == 0:
                    continue
                if keep_object(kept, shadow_at(unit)):
                    left = True
                else:
                    store32(cython.address(entries[k]), 0)
                    store64(cython.address(shadow_at(unit).addr), 0)
                    release_block(processor, KIND_SHADOW, unit)
            if not left:
                word[0] &= ~bit
                forget(entries, PAGE)


def set_threshold():
    """When the next checkpoint is due: at the budget, but not before a good deal was recorded since the last one."""
    state = get_state()
    state.bytes = heap_bytes() + index_bytes() + slot_bytes()
    i: uint32_t
    for i in range(TABLES):
        state.bytes += interned_bytes(i)
    most: uint64_t = heap_capacity() - (heap_capacity() >> 3)
    if state.limit and state.limit < most:
        most = state.limit
    store64(cython.address(state.threshold), max(most, state.bytes + (most >> 3)))
    set8(cython.address(state.due), 0)


def checkpoint():
    """See budget.pxd."""
    state = get_state()
    if not peek8(cython.address(state.running)) and state.lost_tasks:
        set8(cython.address(state.due), 0)  # Memory was out and a task refused: the order that goes through that one would be missed, so this is the end.
        return
    if load32(cython.address(state.pins)) or not try_lock(cython.address(busy)):
        return
    made: cython.bint = False
    stop_world()
    if peek8(cython.address(state.due)) and load32(cython.address(state.pins)) == 0 and state.open:
        kept: Kept
        i: uint32_t
        memset(cython.address(kept), 0, cython.sizeof(Kept))
        kept.missed = not peek8(cython.address(state.running))
        kept.units = begin_marks()
        kept.stacks = begin_stack_marks()
        keep_tasks(cython.address(kept), False)
        keep_tasks(cython.address(kept), True)
        keep_objects(cython.address(kept))
        forget_clocks()
        reclaim()
        for i in range(KIND_TASK + 1, KINDS):
            recount(i, kept.counts[i])
        sweep_table(STACKS, kept.stacks)
        sweep_table(TRACES, cython.NULL)
        sweep_table(LOCKSETS, cython.NULL)
        state.checkpoints += 1
        if kept.missed:
            set8(cython.address(state.running), 1)
            set_armed(state.live > 1)
        set_threshold()
        made = True
    start_world()
    spin_unlock(cython.address(busy))
    if made and state.host.checkpointed != cython.NULL:
        state.host.checkpointed()


def set_limit(limit):
    """See budget.pxd."""
    state = get_state()
    if state.checkpoint == cython.NULL:  # the first time: no other thread is here yet
        state.checkpoint = checkpoint
    stop_world()
    state.limit = limit
    set_threshold()
    start_world()


def slot_bytes():
    """Bytes that slots take."""
    return cython.sizeof(Slot) * cython.cast(uint64_t, get_state().slots)
