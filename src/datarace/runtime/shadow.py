# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Objects, their locations, and the check of an access.

Naive model (tests/model/naive.py, held equal by tests/model/test_against_model.py): for each location the list of
all accesses, thinned by the rules below; an access races with every one on the list that conflicts and is not ordered before.

    main cell of a key      plain accesses: the last write; all readers
    companion cell          atomic accesses (container methods): all writers; all readers
    cells of RANGE_KEY      accesses to all elements of the object, plain and atomic as above
    cells of POINTS_KEY     a summary of all accesses to single elements: all writers, all readers, plain and atomic apart

An access is checked against the main and the companion cell of its key; a POINT access also against the range cells; a RANGE
access against the range cells and the summary. Two accesses conflict if one writes and not both are atomic.

Rules, so that "all" stays small:

1. A plain write replaces the last write, also when it races with it. It drops the readers that happened before it.
2. An access that is added to a set drops what the new one makes superfluous: entries of the same set that happened before it (an
   added writer: readers too). Whatever is unordered with such an entry is unordered with the new one.
3. A task's access is neither checked nor recorded when its cell already holds, for the task's present epoch, a write (for a
   read-modify-write: one that was a read-modify-write), or, for a read, a read.

"Happened before it" in 1 and 2 does not count what a scope orders (tasks.py): that is over when the scope ends, and then
something can be ordered after the new entry and not after the dropped one.

An INSERT is atomic, but not against another one: whoever finds that another task made the same location, unordered and not
removed since, is a plain write.

Large sets are thinned only when they are full (rule 2 changes no verdict, only how many races are told at once).

A table of many cells is looked through before it grows. Cells that every live task is ordered after go: nothing that comes can
race with them. So do cells of locations that were removed from their object (a key that was deleted): between the removal and
the next access there is no such location, and a dictionary that lives for weeks would otherwise remember every key it ever had. What is
lost is a race of the removal itself with a later access to the same key; `state.removed_cells` counts them.

Without the GIL: everything behind a header changes under the header's lock. A header is made by compare-and-swap on
the index entry. Readers without the lock: see layout.pxd.
"""

import cython
from cython.cimports.libc.stdint import uint8_t, uint32_t, uint64_t

attach()
if cython.sizeof(Sync) != 32 or cython.sizeof(Pending) > 32:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")


def locked_shadow(processor, addr, pre):
    """The header of the object at `addr`, made if need be, locked. NULL when memory is out."""
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        if pre:
            set8(cython.address(shadow.pre), pre)
        return shadow
    leaf = map_leaf(addr)
    if leaf == cython.NULL:
        add64(cython.address(get_state().lost_cells), 1)
        return cython.NULL
    entry: uint64_t = (addr >> 4) & ((1 << LEAF_BITS) - 1)
    place = cython.address(leaf[entry])
    touch_index(leaf, entry)
    unit: uint32_t = allocate(processor, KIND_SHADOW)
    if unit == 0:
        return cython.NULL
    shadow = shadow_at(unit)
    # Word by word: who looked at what this block was before may still be looking.
    store64(cython.address(shadow.addr), addr)
    store64(cython.address(shadow.table), 0)
    shadow.used = 0
    shadow.sync = 0
    shadow.lock = 0
    set8(cython.address(shadow.pre), pre)
    shadow.features = 0
    set16(cython.address(shadow.marks), 0)
    spin_lock(cython.address(shadow.lock))
    while True:
        found: uint32_t = load32(place)
        if found == 0:
            if cas32(place, 0, unit):
                return shadow
        elif glance64(cython.address(shadow_at(found).addr)) == addr:  # another thread was faster
            shadow.lock = 0
            release_block(processor, KIND_SHADOW, unit)
            shadow = shadow_at(found)
            spin_lock(cython.address(shadow.lock))
            return shadow
        elif cas32(place, found, 0):  # an object that began in the same 16 bytes must be gone
            free_shadow(processor, shadow_at(found))


def free_shadow(processor, shadow):
    """Give back everything that hangs on a header that the index has no more."""
    # The object is dead: who used it last let go of the lock long ago, and its reference count or the collector put that before this.
    order_after(cython.cast(uintptr_t, cython.address(shadow.lock)))
    table: uint64_t = shadow.table
    i: uint64_t
    if table:
        cells = cython.cast(cython.pointer(Cell), block(cython.cast(uint32_t, table)))
        for i in range(table >> 32):
            if cells[i].key:
                free_cell(processor, cython.address(cells[i]))
        free_table(processor, table)
    unit: uint32_t = shadow.sync
    while unit:
        sync = sync_at(unit)
        following: uint32_t = sync.next
        clock_drop(processor, sync.value)
        free_pending(processor, sync)
        sync.owner = 0
        release_block(processor, KIND_SYNC, unit)
        unit = following
    store64(cython.address(shadow.addr), 0)
    store64(cython.address(shadow.table), 0)
    release_block(processor, KIND_SHADOW, unit_of(shadow))


def free_pending(processor, sync):
    """Give back all that a channel holds."""
    unit: uint32_t = sync.first
    while unit:
        following: uint32_t = pending_at(unit).next
        clock_drop(processor, pending_at(unit).value)
        release_block(processor, KIND_PENDING, unit)
        unit = following
    sync.first = 0
    sync.last = 0


def free_cell(processor, cell):
    """Give back what hangs on a cell that goes."""
    if cell.write & SET:
        free_set(processor, cell.write)
    if cell.read & SET:
        free_set(processor, cell.read)
    processor.cells -= 1


def level_of_table(table):
    """Which of the sizes of cells_of_level a table has."""
    count: uint32_t = table >> 32
    level: uint32_t = 0
    while cells_of_level(level) < count:
        level += 1
    return level


def free_table(processor, table):
    """Give back a table of cells; of a big one the pages as well."""
    unit: uint32_t = cython.cast(uint32_t, table)
    fence()  # who still reads it must see that the object has another one before it sees new content
    if table >> 32 >= BIG:
        forget(block(unit), table >> 32 << 5)
        add64(cython.address(get_state().bytes), -(table >> 32 << 5))
    release_block(processor, KIND_TABLE + level_of_table(table), unit)


def is_full(shadow):
    """Whether the next new cell needs another table: small ones are filled, of larger ones 13 of 16 cells."""
    count: uint64_t = load64(cython.address(shadow.table)) >> 32
    return load32(cython.address(shadow.used)) >= (count if count <= 16 else count - (count * 3 >> 4))


def past(word):
    """Whether every live task, and so whatever task is yet to come, is ordered after all of a set in any of its forms."""
    if not word & SET:
        return covered_by_all(word)
    entries = entries_at(word) + 1
    i: uint32_t
    for i in range(cython.cast(uint32_t, 1) << level_of_set(word)):
        if entries[i].epoch and not covered_by_all(entries[i].epoch):
            return False
    return True


def superfluous(shadow, cell):
    """Whether a cell may go when its table is full."""
    key: uint64_t = cell.key & ~ATOMIC_KEY
    if key == RANGE_KEY or key == POINTS_KEY:
        return False
    if cell.write & REMOVE_FLAG:
        add64(cython.address(get_state().removed_cells), 1)
        return True
    return past(cell.write) and past(cell.read)


def grow(processor, shadow):
    """A table of the next size (the first one: of one cell), or of the same when half of the cells are superfluous."""
    old: uint64_t = shadow.table
    count: uint64_t = old >> 32
    level: uint32_t = level_of_table(old) + 1 if old else 0
    old_cells = cython.cast(cython.pointer(Cell), block(cython.cast(uint32_t, old)))
    i: uint64_t
    if level >= TABLE_LEVELS:
        return False
    if count >= PRUNED:
        processor.floor_wanted = count
        for i in range(count):
            if old_cells[i].key and superfluous(shadow, cython.address(old_cells[i])):
                # The key stays for those who search past it without the lock; what is not copied below is gone.
                gone: Cell = old_cells[i]
                store64(cython.address(old_cells[i].write), 0)
                store64(cython.address(old_cells[i].read), 0)
                old_cells[i].write_trace = GONE
                free_cell(processor, cython.address(gone))
                store32(cython.address(shadow.used), shadow.used - 1)
        if shadow.used <= count >> 1:
            level -= 1
    unit: uint32_t = allocate(processor, KIND_TABLE + level)
    if unit == 0:
        return False
    cells = cython.cast(cython.pointer(Cell), block(unit))
    new_count: uint64_t = cells_of_level(level)
    if new_count >= BIG:
        account(new_count << 5)
    memset(cells, 0, cython.sizeof(Cell) * new_count)
    for i in range(count):
        if old_cells[i].key and old_cells[i].write_trace != GONE:
            place: uint64_t = bucket(old_cells[i].key, new_count)
            while cells[place].key:
                place = place + 1 if place + 1 < new_count else 0
            cells[place] = old_cells[i]
    store64(cython.address(shadow.table), new_count << 32 | unit)
    if old:
        free_table(processor, old)
    return True


def cell_for(processor, shadow, key):
    """The cell of a key, made if need be; NULL when memory is out. Cells found earlier may have moved."""
    cell = cell_in(shadow.table, key)
    if cell != cython.NULL:
        return cell
    if shadow.table == 0 or is_full(shadow):
        if not grow(processor, shadow):
            add64(cython.address(get_state().lost_cells), 1)
            return cython.NULL
    count: uint64_t = shadow.table >> 32
    cells = cython.cast(cython.pointer(Cell), block(cython.cast(uint32_t, shadow.table)))
    place: uint64_t = bucket(key, count)
    while cells[place].key:
        place = place + 1 if place + 1 < count else 0
    store32(cython.address(shadow.used), shadow.used + 1)
    processor.cells += 1
    store64(cython.address(cells[place].key), key)
    return cython.address(cells[place])


def never_written(shadow, key):
    """Whether a location that was not found is one that never was there."""
    cell = cell_in(shadow.table, key)
    if cell != cython.NULL and cell.write & ~REMOVE_FLAG:
        return False
    cell = cell_in(shadow.table, key ^ ATOMIC_KEY)
    return cell == cython.NULL or not cell.write & ~REMOVE_FLAG


def made_at_once(task, shadow, key):
    """Whether another task made the location as well, unordered: then one of the two did not find what the other had made."""
    cell = cell_in(shadow.table, key ^ ATOMIC_KEY)
    if cell == cython.NULL or cell.write == 0 or cell.write & REMOVE_FLAG:
        return False
    if not cell.write & SET:
        return not ordered(task, cell.write)
    entries = entries_at(cell.write) + 1
    i: uint32_t
    for i in range(cython.cast(uint32_t, 1) << level_of_set(cell.write)):
        if entries[i].epoch and not ordered(task, entries[i].epoch):
            return True
    return False


def mark_removed(shadow, key, removed):
    """Say of a location that it is not there any more, or that it is there again: in its main and its companion cell."""
    cell = cell_in(shadow.table, key)
    if cell != cython.NULL:
        store64(cython.address(cell.write), cell.write | REMOVE_FLAG if removed else cell.write & ~REMOVE_FLAG)
    cell = cell_in(shadow.table, key ^ ATOMIC_KEY)
    if cell != cython.NULL:
        store64(cython.address(cell.write), cell.write | REMOVE_FLAG if removed else cell.write & ~REMOVE_FLAG)


def new_set(processor, count):
    """The word of an empty set with room for so many entries; 0 when memory is out."""
    level: uint64_t = 2
    while (cython.cast(uint64_t, 1) << level) - (cython.cast(uint64_t, 1) << level >> 2 if level > 2 else 0) < count:
        level += 1
    if level >= ENTRIES_LEVELS:
        return 0
    unit: uint32_t = allocate(processor, KIND_ENTRIES + level)
    if unit == 0:
        return 0
    memset(block(unit), 0, cython.sizeof(Entry) * ((cython.cast(uint64_t, 1) << level) + 1))
    processor.tag += 1
    tag: uint64_t = (processor.tag * cython.cast(uint64_t, 64) + processor.number) & 0x7FFFF
    return SET | tag << 37 | level << 32 | unit


def free_set(processor, word):
    """Give back the block of a set."""
    fence()
    release_block(processor, KIND_ENTRIES + level_of_set(word), cython.cast(uint32_t, word))


def set_put(word, epoch, trace):
    """Put an entry into a set that has room and nothing of this slot."""
    epoch &= ~REMOVE_FLAG
    header = entries_at(word)
    entries = header + 1
    mask: uint32_t = (cython.cast(uint32_t, 1) << level_of_set(word)) - 1
    place: uint32_t = slot_of(epoch) & mask
    while entries[place].epoch:
        place = (place + 1) & mask
    entries[place].trace = trace
    store64(cython.address(entries[place].epoch), epoch)
    header.used += 1


def set_add(processor, task, word, trace_of_one, epoch, trace):
    """Add an epoch to a set in any of its forms: nothing, one epoch, a block of them."""
    old: uint64_t = word[0]
    if old == 0 or (not old & SET and settled(task, old)):
        if (old & WORD_MASK) == (epoch & WORD_MASK):
            epoch |= old & RMW_FLAG
        trace_of_one[0] = trace
        store64(word, epoch)
        return
    content: uint64_t
    if not old & SET:
        content = new_set(processor, 2)
        if content == 0:
            return
        set_put(content, old, trace_of_one[0])
        set_put(content, epoch, trace)
        store64(word, content)
        return
    header = entries_at(old)
    entries = header + 1
    capacity: uint32_t = cython.cast(uint32_t, 1) << level_of_set(old)
    slot: uint32_t = slot_of(epoch)
    place: uint32_t = slot & (capacity - 1)
    i: uint32_t
    for i in range(capacity):
        if entries[place].epoch == 0:
            break
        if slot_of(entries[place].epoch) == slot:
            if (entries[place].epoch & WORD_MASK) == (epoch & WORD_MASK):
                epoch |= entries[place].epoch & RMW_FLAG
            entries[place].trace = trace
            store64(cython.address(entries[place].epoch), epoch)
            return
        place = (place + 1) & (capacity - 1)
    full: cython.bint = header.used >= (capacity if capacity <= 4 else capacity - (capacity >> 2))
    if capacity > 16 and not full:
        set_put(old, epoch, trace)
        return
    left: uint32_t = 0
    for i in range(capacity):
        if entries[i].epoch and not settled(task, entries[i].epoch):
            left += 1
    if left == header.used and not full:
        set_put(old, epoch, trace)
        return
    if left == 0:
        trace_of_one[0] = trace
        store64(word, epoch)
        free_set(processor, old)
        return
    content = new_set(processor, left + 1)
    if content == 0:
        return
    for i in range(capacity):
        if entries[i].epoch and not settled(task, entries[i].epoch):
            set_put(content, entries[i].epoch, entries[i].trace)
    set_put(content, epoch, trace)
    store64(word, content)
    free_set(processor, old)


def set_filter(processor, task, word, trace_of_one):
    """Drop from a set in any of its forms what happened before the task's present step."""
    old: uint64_t = word[0]
    if old == 0:
        return
    if not old & SET:
        if settled(task, old):
            store64(word, 0)
        return
    header = entries_at(old)
    entries = header + 1
    capacity: uint32_t = cython.cast(uint32_t, 1) << level_of_set(old)
    left: uint32_t = 0
    i: uint32_t
    one: uint32_t = 0
    for i in range(capacity):
        if entries[i].epoch and not settled(task, entries[i].epoch):
            left += 1
            one = i
    if left == header.used:
        return
    if left == 0:
        store64(word, 0)
    elif left == 1:
        trace_of_one[0] = entries[one].trace
        store64(word, entries[one].epoch)
    else:
        content: uint64_t = new_set(processor, left)
        if content == 0:
            return
        for i in range(capacity):
            if entries[i].epoch and not settled(task, entries[i].epoch):
                set_put(content, entries[i].epoch, entries[i].trace)
        store64(word, content)
    free_set(processor, old)


def found(task, epoch, trace, mode, result):
    """Note a race with an earlier access, if it is one."""
    if ordered(task, epoch) or result.count == RACES:
        return
    race = cython.address(result.races[result.count])
    result.count += 1
    race.previous.epoch = epoch & EPOCH_MASK
    race.previous.trace = trace
    race.previous.mode = mode | (RMW if epoch & RMW_FLAG else 0) | (WIDE if epoch & WIDE_FLAG else 0)
    race.low = 0
    race.high = 0


def check_word(task, word, trace, mode, result):
    """Check against one set in any of its forms."""
    if word == 0:
        return
    if not word & SET:
        found(task, word, trace, mode, result)
        return
    entries = entries_at(word) + 1
    i: uint32_t
    for i in range(cython.cast(uint32_t, 1) << level_of_set(word)):
        if entries[i].epoch:
            found(task, entries[i].epoch, entries[i].trace, mode, result)


def check(task, shadow, key, mode, result):
    """Check an access against the main and the companion cell of a key."""
    kind: uint32_t = RANGE if key == RANGE_KEY else POINT if key == POINTS_KEY else 0
    check_cell(task, cell_in(shadow.table, key), mode, kind, result)
    if not mode & ATOMIC:
        check_cell(task, companion_in(shadow, key), mode, ATOMIC | kind, result)


def check_cell(task, cell, mode, kind, result):
    """Check an access against one cell, if there is it; `kind`: the mode of what is in there."""
    if cell == cython.NULL:
        return
    check_word(task, cell.write, cell.write_trace, WRITE | kind, result)
    if mode & WRITE:
        check_word(task, cell.read, cell.read_trace, kind, result)


def companion_in(shadow, key):
    """The companion cell of a key, or NULL."""
    if not shadow.features & HAS_ATOMIC:
        return cython.NULL
    return cell_in(shadow.table, key ^ ATOMIC_KEY)


def record(processor, task, shadow, key, epoch, mode, trace):
    """Put a plain access into a main cell, which is made if need be."""
    cell = cell_for(processor, shadow, key)
    if cell != cython.NULL:
        record_in(processor, task, cell, epoch, mode, trace)


def record_in(processor, task, cell, epoch, mode, trace):
    """Put a plain access into a main cell: rules 1 and 3."""
    if mode & WRITE:
        if (cell.write & WORD_MASK) == (epoch & WORD_MASK):
            epoch |= cell.write & RMW_FLAG
        cell.write_trace = trace
        store64(cython.address(cell.write), epoch)
        set_filter(processor, task, cython.address(cell.read), cython.address(cell.read_trace))
    elif (cell.write & WORD_MASK) != (epoch & WORD_MASK):
        set_add(processor, task, cython.address(cell.read), cython.address(cell.read_trace), epoch, trace)


def superseded(task, cell, epoch, mode, trace):
    """Put a plain access into a main cell if it comes after all that is there, for good; else, or without a cell, do nothing.

    What most accesses come to that follow a hand-over of a lock. It says what `check_cell` and `record_in` would say.
    """
    if cell == cython.NULL:
        return False
    write: uint64_t = cell.write
    read: uint64_t = cell.read
    if (write | read) & SET or (write and not settled(task, write)) or (read and not settled(task, read)):
        return False
    if mode & WRITE:
        if mode & RMW:
            epoch |= RMW_FLAG
        if (write & WORD_MASK) == (epoch & WORD_MASK):
            epoch |= write & RMW_FLAG
        cell.write_trace = trace
        store64(cython.address(cell.write), epoch)
        if read:
            store64(cython.address(cell.read), 0)
    elif (write & WORD_MASK) != epoch:
        cell.read_trace = trace
        store64(cython.address(cell.read), epoch)
    return True


def record_in_sets(processor, task, shadow, key, epoch, mode, trace):
    """Put an access into a cell whose writers are a set too: rule 2."""
    cell = cell_for(processor, shadow, key)
    if cell == cython.NULL:
        return
    if mode & WRITE:
        set_add(processor, task, cython.address(cell.write), cython.address(cell.write_trace), epoch, trace)
        set_filter(processor, task, cython.address(cell.read), cython.address(cell.read_trace))
    else:
        set_add(processor, task, cython.address(cell.read), cython.address(cell.read_trace), epoch, trace)


def access(task, addr, pre, key, mode, site, object):
    """Check an access against the recorded ones and record it.

    The caller has looked already: something can race (state.armed), the task's accesses count (not task.ignore), and this one
    is not recorded in the same epoch (seen_*). `key` is not 0 and below 2**62; always the same mode bits POINT for one key.
    """
    state = get_state()
    safepoint()
    if not peek8(cython.address(state.running)):
        return
    if (task.strict or peek8(cython.address(state.strict))) and not mode & SURELY:
        mode &= ~cython.cast(uint32_t, ATOMIC)
    mode &= ~cython.cast(uint32_t, SURELY)
    result: Found
    result.count = 0
    processor = enter()
    processor.accesses += 1
    where: uint32_t = trace_now(processor, task, site)
    shadow = locked_shadow(processor, addr, pre)
    if shadow == cython.NULL:
        leave(processor)
        return
    # The epoch before `recorded`: if another task publishes for this one in between (tasks.publish_for), this access counts as
    # done before that, or the next publication is a new value. Never neither.
    epoch: uint64_t = peek64(cython.address(task.epoch))
    task.recorded = epoch
    main = cell_in(shadow.table, RANGE_KEY if mode & RANGE else key)
    if shadow.features == 0 and not mode & ~cython.cast(uint32_t, WRITE | RMW) and superseded(task, main, epoch, mode, where):
        spin_unlock(cython.address(shadow.lock))
        leave(processor)
        return
    if mode & RANGE:
        key = RANGE_KEY
    if mode & INSERT and mode & ATOMIC and made_at_once(task, shadow, key):
        mode &= ~cython.cast(uint32_t, ATOMIC)
    companion = companion_in(shadow, key)
    removed: uint64_t = 0  # where it was removed before; also a read says that it is there again (below)
    if shadow.features & HAS_REMOVED:
        removed = ((0 if main == cython.NULL else main.write) | (0 if companion == cython.NULL else companion.write)) & REMOVE_FLAG
    kind: uint32_t = RANGE if mode & RANGE else 0
    check_cell(task, main, mode, kind, cython.address(result))
    if not mode & ATOMIC:
        check_cell(task, companion, mode, ATOMIC | kind, cython.address(result))
    if mode & POINT and shadow.features & HAS_RANGE:
        check(task, shadow, RANGE_KEY, mode, cython.address(result))
    if mode & RANGE and shadow.features & HAS_POINTS:
        check(task, shadow, POINTS_KEY, mode, cython.address(result))
    shadow.features |= (
        (HAS_ATOMIC if mode & ATOMIC else 0) | (HAS_RANGE if mode & RANGE else 0) | (HAS_POINTS if mode & POINT else 0))
    if mode & RMW:
        epoch |= RMW_FLAG
    atomic: uint64_t = 0
    if mode & ATOMIC:
        epoch |= ATOMIC_FLAG
        atomic = ATOMIC_KEY
        record_in_sets(processor, task, shadow, key ^ atomic, epoch, mode, where)
    elif main != cython.NULL:
        record_in(processor, task, main, epoch, mode, where)
    else:
        record(processor, task, shadow, key, epoch, mode, where)
    if mode & POINT:
        record_in_sets(processor, task, shadow, POINTS_KEY ^ atomic, epoch, mode, where)
    if mode & REMOVE and (mode & WRITE or never_written(shadow, key)):
        shadow.features |= HAS_REMOVED
        mark_removed(shadow, key, True)
    elif not mode & REMOVE and removed:
        # Also by a read: who made the location anew may have been alone, and then that was not recorded.
        mark_removed(shadow, key, False)
    i: uint32_t
    for i in range(result.count):
        result.races[i].key = key
    end_access(processor, task, shadow, addr, epoch, mode, where, object, cython.address(result))


def end_access(processor, task, shadow, addr, epoch, mode, where, object, result):
    """Unlock the header, leave the processor, and tell of the races that were found; each knows its key already."""
    state = get_state()
    spin_unlock(cython.address(shadow.lock))
    if processor.floor_wanted:  # not under the lock of an object; the next look through this table will use it
        raise_floor(processor.floor_wanted)
        processor.floor_wanted = 0
    if result.count:
        add32(cython.address(state.pins), 1)  # traces stay what they are until all is told
    leave(processor)
    if result.count == 0:
        return
    task.races += result.count
    i: uint32_t
    for i in range(result.count):
        race = cython.address(result.races[i])
        race.object = object
        race.current.epoch = epoch & EPOCH_MASK
        race.current.mode = mode
        race.current.trace = where
        tell(task, race, addr)
    sub32(cython.address(state.pins), 1)


def trace_now(processor, task, site):
    """The trace of what the task is doing: its stack, the site, the locks that it holds."""
    state = get_state()
    return trace(
        processor, state.host.stack(task, processor) if state.host.stack != cython.NULL else 0, site, lockset(processor, task))


def tell(task, race, addr):
    """Hand a race to the host: what is left to say of it is who made the earlier access."""
    state = get_state()
    race.addr = addr
    race.current.task_number = task.number
    race.previous.task_number = 0xFFFFFFFF
    creation: uint32_t = 0
    finished: cython.bint = False
    task_of(race.previous.epoch, cython.address(race.previous.task_number), cython.address(creation), cython.address(finished))
    add64(cython.address(state.races), 1)
    if state.host.race != cython.NULL:
        state.host.race(task, race)


def forget_location(addr, key):
    """Nothing was done to this location so far, by anybody: neither in its main cell nor in its companion."""
    if find_shadow(addr) == cython.NULL:
        return
    processor = enter()
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        i: uint32_t
        for i in range(2):
            cell = cell_in(shadow.table, key)
            if cell != cython.NULL:
                # The cell stays for those who search past it without the lock.
                write: uint64_t = cell.write
                read: uint64_t = cell.read
                store64(cython.address(cell.write), 0)
                store64(cython.address(cell.read), 0)
                if write & SET:
                    free_set(processor, write)
                if read & SET:
                    free_set(processor, read)
            key ^= ATOMIC_KEY
        spin_unlock(cython.address(shadow.lock))
    leave(processor)


def last_write(addr, key):
    """The epoch of the last write to a location; 0: none is known."""
    if find_shadow(addr) == cython.NULL:
        return 0
    word: uint64_t = 0
    processor = enter()  # else a checkpoint could take the table away meanwhile
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        cell = cell_in(shadow.table, key)
        if cell != cython.NULL and not cell.write & SET:
            word = cell.write & WORD_MASK
        spin_unlock(cython.address(shadow.lock))
    leave(processor)
    return word


def split_update(task, addr, key, read, site, object):
    """The task is about to write under a lock what it computed from a location that it read under a lock before.

    `read`: what last_write said at that time. If another task wrote since, in order, its write is lost, though nothing races.
    """
    state = get_state()
    safepoint()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    race: Race
    memset(cython.address(race), 0, cython.sizeof(Race))
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        cell = cell_in(shadow.table, key)
        if cell != cython.NULL and not cell.write & SET:
            word: uint64_t = cell.write & WORD_MASK
            mine: uint64_t = peek64(cython.address(task.epoch))
            if word and word != read and (word ^ mine) >> 32 and ordered(task, word):
                race.previous.epoch = word & EPOCH_MASK
                race.previous.mode = WRITE | (RMW if cell.write & RMW_FLAG else 0)
                race.previous.trace = cell.write_trace
        spin_unlock(cython.address(shadow.lock))
    if race.previous.mode:
        race.key = key & ~ATOMIC_KEY
        race.object = object
        race.current.epoch = peek64(cython.address(task.epoch)) & EPOCH_MASK
        race.current.mode = WRITE | SPLIT
        race.current.trace = trace_now(processor, task, site)
        add32(cython.address(state.pins), 1)
    leave(processor)
    if race.previous.mode:
        tell(task, cython.address(race), addr)
        sub32(cython.address(state.pins), 1)
