# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Accesses to byte ranges of one object: buffers, of which a program may use one byte or a gigabyte at a time.

Naive model (tests/model/test_extents.py): the list of all accesses to the object, each with the range [low, high) that it touches; two
conflict if their ranges have a byte in common and one writes.

The bytes are cut into aligned blocks of growing sizes, a tree. A range is the few largest blocks that make it up, a single item most
often one. Each block has two cells, by keys of their own:

    cell of a block         accesses to the whole block, as one location has them: the last write, all readers
    summary of a block      accesses to parts of the block, as sets: all writers, all readers

So an access to a block is checked against the block's cell and its summary, and against the cells of the blocks around it; and it is noted
in their summaries. Around the largest block that the object has room for (`span`) comes all of it: the cells RANGE_KEY and
POINTS_KEY of shadow.py, by which operations on the whole container are known.

When the summary of a block around holds the task's present epoch already, with a write or for a read with either, then it has been
checked from there on, and noted: later accesses by others were checked against that entry. Dense loops stop there.

An extent is never atomic, but what races with it may be. All under the lock of the object's header, as in shadow.py.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t

attach()


def access_extent(task, addr, pre, low, high, span, mode, site, object):
    """Check an access to the bytes from `low` up to `high` against the recorded ones and record it. As shadow.access.

    span: no byte of the object that is accessed lies beyond it
    """
    state = get_state()
    safepoint()
    if low >= high or not peek8(cython.address(state.running)):
        return
    result: Found
    result.count = 0
    processor = enter()
    processor.accesses += 1
    where: uint32_t = trace_now(processor, task, site)
    shadow = locked_shadow(processor, addr, pre)
    if shadow == cython.NULL:
        leave(processor)
        return
    epoch: uint64_t = peek64(cython.address(task.epoch))
    task.recorded = epoch
    last: uint32_t = 0
    while last < LEVELS and cython.cast(uint64_t, 1) << size_shift(last) < span:
        last += 1
    at: uint64_t = low
    while at < high:
        level: uint32_t = widest_level(at, high)
        access_block(processor, task, shadow, level, at, last, epoch, mode, where, cython.address(result))
        at += cython.cast(uint64_t, 1) << size_shift(level)
    shadow.features |= HAS_POINTS
    i: uint32_t
    for i in range(result.count):
        result.races[i].key = EXTENT_KEY | result.races[i].low
    end_access(processor, task, shadow, addr, epoch, mode, where, object, cython.address(result))


def access_block(processor, task, shadow, level, low, last, epoch, mode, where, result):
    """The access to one block of the range."""
    key: uint64_t = block_key(level, low)
    addr: uint64_t = shadow.addr
    if written(addr, key, epoch, WORD_MASK) if mode & WRITE else seen_read(addr, key, task):
        return
    marked: uint64_t = epoch | (RMW_FLAG if mode & RMW else 0) | (WIDE_FLAG if mode & WIDE else 0)
    first: uint32_t = result.count
    check(task, shadow, key, mode, result)
    if level:
        check(task, shadow, key | SUMMARY, mode, result)
    look_above(processor, task, shadow, level, low, last, marked, mode, where, result)
    note_extent(shadow, result, first, level, low)
    record(processor, task, shadow, key, marked, mode, where)


def look_above(processor, task, shadow, level, low, last, epoch, mode, where, result):
    """Check the blocks around a block, and note in their summaries that something in them was accessed."""
    addr: uint64_t = shadow.addr
    bare: uint64_t = peek64(cython.address(task.epoch))
    level += 1
    while level < last:
        key: uint64_t = block_key(level, low)
        if written(addr, key | SUMMARY, bare, WORD_MASK) if mode & WRITE else seen_read(addr, key | SUMMARY, task):
            return
        check(task, shadow, key, mode, result)
        record_in_sets(processor, task, shadow, key | SUMMARY, epoch, mode, where)
        level += 1
    if shadow.features & HAS_RANGE:
        check(task, shadow, RANGE_KEY, mode, result)
    record_in_sets(processor, task, shadow, POINTS_KEY, epoch, mode, where)


def note_extent(shadow, result, first, level, low):
    """Say of the races that were found from `first` on which bytes they are about; one for blocks that raced with one same access."""
    kept: uint32_t = first
    i: uint32_t
    j: uint32_t
    for i in range(first, result.count):
        race = cython.address(result.races[i])
        race.low = ~cython.cast(uint64_t, 0)
        race.high = 0
        narrow(shadow, level, low, race)
        if race.high == 0:  # what raced is larger than the block, or was not found again
            race.low = low
            race.high = low + (cython.cast(uint64_t, 1) << size_shift(level))
        known: cython.bint = False
        for j in range(kept):
            other = cython.address(result.races[j])
            if other.previous.epoch == race.previous.epoch and other.previous.trace == race.previous.trace and (
                other.previous.mode == race.previous.mode
            ):
                other.high = race.high
                known = True
                break
        if not known:
            result.races[kept] = race[0]
            kept += 1
    result.count = kept


def narrow(shadow, level, low, race):
    """Extend the bytes of a race by those within a block that the earlier access, as its epoch tells, touched."""
    size: uint64_t = cython.cast(uint64_t, 1) << size_shift(level)
    reads: cython.bint = not race.previous.mode & WRITE
    if has_epoch(shadow, block_key(level, low), race.previous.epoch, reads):
        race.low = min(race.low, low)
        race.high = max(race.high, low + size)
    elif level and has_epoch(shadow, block_key(level, low) | SUMMARY, race.previous.epoch, reads):
        part: uint64_t = cython.cast(uint64_t, 1) << size_shift(level - 1)
        at: uint64_t = low
        while at < low + size:
            narrow(shadow, level - 1, at, race)
            at += part


def has_epoch(shadow, key, epoch, reads):
    """Whether an epoch is among the readers, or the writers, of a cell."""
    cell = cell_in(shadow.table, key)
    if cell == cython.NULL:
        return False
    word: uint64_t = cell.read if reads else cell.write
    if not word & SET:
        return (word & WORD_MASK) == epoch
    entries = entries_at(word) + 1
    i: uint32_t
    for i in range(cython.cast(uint32_t, 1) << level_of_set(word)):
        if (entries[i].epoch & WORD_MASK) == epoch:
            return True
    return False
