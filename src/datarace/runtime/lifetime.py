# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""The end of an object: its finalizer, and its memory.

The runtime is told of every object that dies, by whoever frees it, and with no task current if need be: what belongs to the
object goes back to the free lists of the processor that is asked for then. Nothing is kept for an address, so the next
object there is a new one.

Whoever drops the last reference to an object runs its finalizer, and the reference count orders that after every use by others.
A finalizer is a scope (tasks.py) whose entry in the list of held locks has no sync variable; it is part of the lock set, so that
both sides of a race know what was being finalized.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t

attach()


def free_object(addr):
    """The object at this address is no more."""
    if not peek8(cython.address(get_state().running)) or find_shadow(addr) == cython.NULL:
        return
    leaf = map_leaf(addr)
    place = cython.address(leaf[(addr >> 4) & ((1 << LEAF_BITS) - 1)])
    processor = enter()
    unit: uint32_t = load32(place)
    if unit and glance64(cython.address(shadow_at(unit).addr)) == addr and cas32(place, unit, 0):
        free_shadow(processor, shadow_at(unit))
    leave(processor)


def free_range(addr, size):
    """No object that begins in this range is left."""
    state = get_state()
    if not peek8(cython.address(state.running)) or size == 0:
        return
    processor = enter()
    size = min(size, (cython.cast(uint64_t, 1) << (TOP_BITS + 24)) - addr)
    entry: uint64_t = addr >> 4
    end: uint64_t = (addr + size + 15) >> 4
    page: uint64_t
    while entry < end:
        leaf = cython.cast(
            cython.pointer(uint32_t),
            load64(cython.cast(
                cython.pointer(uint64_t), cython.address(top[(entry >> LEAF_BITS) & ((1 << TOP_BITS) - 1)]))))
        if leaf == cython.NULL:
            entry = ((entry >> LEAF_BITS) + 1) << LEAF_BITS
            continue
        page = (entry & ((1 << LEAF_BITS) - 1)) // PAGE_ENTRIES
        if not peek64(cython.address(touched_pages(leaf)[page >> 6])) >> (page & 63) & 1:
            entry = (entry // PAGE_ENTRIES + 1) * PAGE_ENTRIES
            continue
        place = cython.address(leaf[entry & ((1 << LEAF_BITS) - 1)])
        unit: uint32_t = load32(place)
        if unit and addr <= glance64(cython.address(shadow_at(unit).addr)) < addr + size and cas32(place, unit, 0):
            free_shadow(processor, shadow_at(unit))
        entry += 1
    leave(processor)


def add_user(task, epoch, users):
    """Note a user of the object, unless the task is ordered after it anyway."""
    if users.to_date:
        if slot_of(epoch) == slot_of(task.epoch):
            return
    elif ordered(task, epoch):
        return
    i: uint32_t
    for i in range(users.count):
        if (users.epochs[i] ^ epoch) << 8 >> 40 == 0:
            if cython.cast(uint32_t, users.epochs[i]) < cython.cast(uint32_t, epoch):
                users.epochs[i] = epoch
            return
    if users.count == USERS:
        users.full = 1
        return
    users.epochs[users.count] = epoch
    users.count += 1


def add_users(task, word, users):
    """Note all that are in a set in any of its forms."""
    if word == 0:
        return
    if not word & SET:
        add_user(task, word, users)
        return
    entries = entries_at(word) + 1
    i: uint32_t
    for i in range(cython.cast(uint32_t, 1) << level_of_set(word)):
        if entries[i].epoch:
            add_user(task, entries[i].epoch, users)


def finalizer_begin(task, addr, site, to_date):
    """Until finalizer_end the task is ordered after all that the users of the object did so far. False: not noted, no room.

    It is a scope only if there are users that the task is not ordered after anyway.

    A task that the finalizer comes after anyway, by its latest recorded use, is a user no more; with `to_date` it is one until
    now, for objects of which not every use is recorded. `site` says in reports what is being finalized.
    """
    state = get_state()
    if not peek8(cython.address(state.running)):
        return False
    processor = enter()
    held: Held
    held.addr = addr
    held.sync = 0
    held.lockset = 0
    held.creation = FINALIZING | site
    held.scope = 0
    held.scoped = False
    if not push_held(processor, task, cython.address(held)):
        leave(processor)
        return False
    users: Users
    users.to_date = to_date
    i: uint64_t
    more: cython.bint = True
    while more:  # 64 at a time
        more = False
        users.count = 0
        users.full = 0
        shadow = find_shadow(addr)
        if shadow == cython.NULL:
            break
        spin_lock(cython.address(shadow.lock))
        table: uint64_t = shadow.table
        if table:
            cells = cython.cast(cython.pointer(Cell), block(cython.cast(uint32_t, table)))
            for i in range(table >> 32):
                if cells[i].key:
                    add_users(task, cells[i].write, cython.address(users))
                    add_users(task, cells[i].read, cython.address(users))
        spin_unlock(cython.address(shadow.lock))
        entry = cython.address(held_of(task)[task.held_count - 1])
        if users.count and not entry.scoped:
            acquire_scoped(processor, task, 0)
            entry.scoped = True
        for i in range(users.count):
            one: uint32_t = value_at(processor, users.epochs[i])
            join_scope(processor, task, one)
            clock_drop(processor, one)
        more = users.full and peek8(cython.address(state.running))  # without memory nothing is covered
        users.to_date = False
    leave(processor)
    return True


def finalizer_end(task):
    """The latest finalizer that the task runs is done."""
    state = get_state()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    i: uint32_t = task.held_count
    while i:
        i -= 1
        if held_of(task)[i].sync == 0:
            if held_of(task)[i].scope and task.recorded == peek64(cython.address(task.epoch)):
                # What the task does from here on is not ordered by the scope: not a repetition of what it did within.
                clock_drop(processor, publish_own(processor, task))
            remove_held(processor, task, i)
            break
    leave(processor)


def acquire_writers(task, addr, key):
    """The task is ordered after all that those did so far who wrote this location in atomic operations.

    For who takes an item out of a dict: who put it in has not released anything, for what is put into dicts is too much. What
    they did since they put it in is counted in, then.
    """
    state = get_state()
    if not peek8(cython.address(state.running)) or find_shadow(addr) == cython.NULL:
        return
    processor = enter()
    users: Users
    users.count = 0
    users.full = 0
    users.to_date = False
    i: uint32_t
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        cell = cell_in(shadow.table, key ^ ATOMIC_KEY)
        if cell != cython.NULL:
            add_users(task, cell.write, cython.address(users))
        spin_unlock(cython.address(shadow.lock))
        for i in range(users.count):
            value: uint32_t = value_at(processor, users.epochs[i])
            acquire_value(processor, task, value)
            clock_drop(processor, value)
    leave(processor)
