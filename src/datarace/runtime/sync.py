# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Sync variables, locks and channels: the edges that go through an object.

Naive model: a dictionary from (object, which) to a clock or to a list of (item, clock) (tests/model/naive.py).

A sync variable holds the unit of a clock value that some task published, so a release stores a number and an acquire mostly
compares two. It lives and dies with its object. Locks are sync variables that also know their holder, for the lock sets of
reports and for scopes (tasks.py). The same block can also hold a word of the host's, such as a number that tells an object
from all that had its address before.

Without the GIL: everything here changes under the lock of the object's header. A value is retained under that lock and
joined after it was let go, so that no join is made with a lock held, but for merging. The list of locks that a task holds is
its own thread's alone: what another task's release makes of it is noticed at the next acquire of that lock.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t

attach()


def find_sync(shadow, which):
    """A sync variable of an object, or NULL."""
    unit: uint32_t = shadow.sync
    while unit:
        if sync_at(unit).which == which:
            return sync_at(unit)
        unit = sync_at(unit).next
    return cython.NULL


def sync_for(processor, shadow, which):
    """A sync variable of an object, made if need be; NULL when memory is out."""
    sync = find_sync(shadow, which)
    if sync != cython.NULL:
        return sync
    unit: uint32_t = allocate(processor, KIND_SYNC)
    if unit == 0:
        add64(cython.address(get_state().lost_cells), 1)
        return cython.NULL
    sync = sync_at(unit)
    memset(sync, 0, cython.sizeof(Sync))
    sync.which = which
    sync.next = shadow.sync
    shadow.sync = unit
    return sync


def has_sync(addr, which):
    """Whether something was released on this sync variable since the object came to be."""
    shadow = find_shadow(addr)
    if shadow == cython.NULL:
        return False
    spin_lock(cython.address(shadow.lock))
    found: cython.bint = find_sync(shadow, which) != cython.NULL
    spin_unlock(cython.address(shadow.lock))
    return found


def acquire(task, addr, which):
    """The task is ordered after the latest release of this sync variable."""
    state = get_state()
    if task.ignore_sync or not peek8(cython.address(state.running)) or find_shadow(addr) == cython.NULL:
        return
    processor = enter()
    shadow = find_shadow(addr)  # again: a checkpoint may have come first
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        sync = find_sync(shadow, which)
        value: uint32_t = clock_retain(sync.value) if sync != cython.NULL else 0
        spin_unlock(cython.address(shadow.lock))
        if value:
            acquire_value(processor, task, value)
            clock_drop(processor, value)
    leave(processor)


def release(task, addr, pre, which):
    """What the task did so far is ordered before later acquires; what was released before is forgotten."""
    replace_value(task, addr, pre, which, False)


def exchange(task, addr, pre, which):
    """A release in the place of the latest one, which the task is then ordered after: nothing of that is in its own."""
    replace_value(task, addr, pre, which, True)


def replace_value(task, addr, pre, which, acquires):
    """Release in the place of the latest release, and be ordered after that or not."""
    state = get_state()
    if task.ignore_sync:
        return
    safepoint()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    value: uint32_t = publish_own(processor, task)
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, which)
        before: uint32_t = 0
        if sync != cython.NULL:
            before = sync.value
            sync.value = value
            value = before
        spin_unlock(cython.address(shadow.lock))
        if acquires and before:
            acquire_value(processor, task, before)
    clock_drop(processor, value)
    leave(processor)


def release_merge(task, addr, pre, which):
    """As release, and what was released before stays."""
    state = get_state()
    if task.ignore_sync:
        return
    safepoint()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    value: uint32_t = publish_own(processor, task)
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, which)
        if sync != cython.NULL:
            sync.value = clock_join(processor, sync.value, value, cython.NULL)
        spin_unlock(cython.address(shadow.lock))
    clock_drop(processor, value)
    leave(processor)


def release_acquire(task, addr, pre, which):
    """Both at once: ordered after the latest release, and a release of its own."""
    acquire(task, addr, which)
    release(task, addr, pre, which)


def lock_created(addr, pre, creation, flags):
    """A new lock at this address. Says where it was made; a lock that was made unseen works as well."""
    state = get_state()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    if creation == STACK_NOW:
        creation = state.host.stack(cython.NULL, processor) if state.host.stack != cython.NULL else 0
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, LOCK_VARIABLE)
        if sync != cython.NULL:
            clock_drop(processor, sync.value)
            sync.value = 0
            sync.owner = 0
            sync.depth = 0
            sync.creation = creation
            sync.flags = flags
        spin_unlock(cython.address(shadow.lock))
    leave(processor)


def lock_flags(addr):
    """What lock_created was told; 0 when the lock is not known."""
    if find_shadow(addr) == cython.NULL:
        return 0
    flags: uint32_t = 0
    processor = enter()
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        sync = find_sync(shadow, LOCK_VARIABLE)
        flags = sync.flags if sync != cython.NULL else 0
        spin_unlock(cython.address(shadow.lock))
    leave(processor)
    return flags


def lock_acquired(task, addr, pre, scoped):
    """The task has the lock. When scoped, what the lock orders before it counts only until the release."""
    state = get_state()
    if task.ignore_sync:
        return
    safepoint()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    shadow = locked_shadow(processor, addr, pre)
    if shadow == cython.NULL:
        leave(processor)
        return
    sync = sync_for(processor, shadow, LOCK_VARIABLE)
    if sync == cython.NULL:
        spin_unlock(cython.address(shadow.lock))
        leave(processor)
        return
    again: cython.bint = sync.depth != 0 and sync.owner == task.number + 1
    if not again:
        sync.owner = task.number + 1
        sync.depth = 0
    sync.depth += 1
    held: Held
    held.addr = addr
    held.sync = unit_of(sync)
    held.lockset = 0
    held.creation = sync.creation
    held.scope = 0
    held.scoped = scoped
    value: uint32_t = clock_retain(sync.value)
    spin_unlock(cython.address(shadow.lock))
    i: uint32_t
    if not again:  # entries that another task's release left behind
        i = task.held_count
        while i:
            i -= 1
            if held_of(task)[i].addr == addr and held_of(task)[i].sync:
                remove_held(processor, task, i)
    if scoped:
        held.scope = value
    if not push_held(processor, task, cython.address(held)):
        acquire_value(processor, task, value)
        clock_drop(processor, value)
    elif scoped:
        acquire_scoped(processor, task, value)
    else:
        acquire_value(processor, task, value)
        clock_drop(processor, value)
    leave(processor)


def lock_released(task, addr):
    """The task is about to give the lock back."""
    lock_released_at(task, addr, 0)


def lock_released_at(task, addr, pre):
    """As lock_released; `pre` is for a lock that is released before it was ever seen."""
    state = get_state()
    if task.ignore_sync or not peek8(cython.address(state.running)):
        return
    processor = enter()
    value: uint32_t = publish(processor, task)
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, LOCK_VARIABLE)
        if sync != cython.NULL:
            note_release(task, sync.creation)
            old: uint32_t = sync.value
            sync.value = value
            value = old
            if sync.depth > 1 and sync.owner == task.number + 1:
                sync.depth -= 1
            else:
                sync.depth = 0
                sync.owner = 0
        spin_unlock(cython.address(shadow.lock))
    clock_drop(processor, value)
    i: uint32_t = task.held_count
    while i:
        i -= 1
        if held_of(task)[i].addr == addr and held_of(task)[i].sync:
            remove_held(processor, task, i)
            break
    leave(processor)


def note_release(task, creation):
    """Remember which lock handed out what the task has done so far."""
    latest = cython.address(task.releases[task.published % RELEASES])
    if latest.clock != task.published:
        store32(cython.address(latest.clock), 0)  # who reports a race may be reading it (tasks.last_met)
        store32(cython.address(latest.creation), creation)
        store32(cython.address(latest.clock), task.published)


def lock_reset(addr):
    """The lock starts anew: free, and nothing happened before it."""
    state = get_state()
    if not peek8(cython.address(state.running)) or find_shadow(addr) == cython.NULL:
        return
    processor = enter()
    shadow = find_shadow(addr)
    if shadow == cython.NULL:
        leave(processor)
        return
    spin_lock(cython.address(shadow.lock))
    sync = find_sync(shadow, LOCK_VARIABLE)
    if sync != cython.NULL:
        clock_drop(processor, sync.value)
        sync.value = 0
        sync.owner = 0
        sync.depth = 0
    spin_unlock(cython.address(shadow.lock))
    leave(processor)


def push_held(processor, task, held):
    """Put a lock on top of the task's list. False when that is full, at 512."""
    if task.held == 0:
        task.held_level = 0
        task.held = allocate(processor, KIND_HELD)
        if task.held == 0:
            return False
    elif task.held_count == cython.cast(uint32_t, 4) << task.held_level:
        if task.held_level + 1 == HELD_LEVELS:
            return False
        unit: uint32_t = allocate(processor, KIND_HELD + task.held_level + 1)
        if unit == 0:
            return False
        memcpy(block(unit), held_of(task), cython.sizeof(Held) * task.held_count)
        release_block(processor, KIND_HELD + task.held_level, task.held)
        task.held = unit
        task.held_level += 1
    held_of(task)[task.held_count] = held[0]
    task.held_count += 1
    return True


def remove_held(processor, task, index):
    """Take a lock off the task's list, and end its scope. Who holds none has no list."""
    held = held_of(task)
    scoped: cython.bint = held[index].scoped
    scope: uint32_t = held[index].scope
    task.held_count -= 1
    while index < task.held_count:
        held[index] = held[index + 1]
        held[index].lockset = 0
        index += 1
    if scoped:
        end_scope(processor, task)
        clock_drop(processor, scope)
    if task.held_count == 0:
        release_block(processor, KIND_HELD + task.held_level, task.held)
        task.held = 0


def append(processor, sync, item, value, count):
    """Put an entry at the young end of a channel. The reference to the value becomes the channel's."""
    unit: uint32_t = allocate(processor, KIND_PENDING)
    if unit == 0:
        add64(cython.address(get_state().lost_cells), 1)
        clock_drop(processor, value)
        return
    entry = pending_at(unit)
    entry.item = item
    entry.value = value
    entry.count = count
    entry.next = 0
    entry.previous = sync.last
    if sync.last:
        pending_at(sync.last).next = unit
    else:
        sync.first = unit
    sync.last = unit


def take(processor, sync, unit):
    """Take one of an entry's count, and the entry itself with the last one. Its value is the caller's then."""
    entry = pending_at(unit)
    if entry.count > 1:
        entry.count -= 1
        return
    if entry.previous:
        pending_at(entry.previous).next = entry.next
    else:
        sync.first = entry.next
    if entry.next:
        pending_at(entry.next).previous = entry.previous
    else:
        sync.last = entry.previous
    release_block(processor, KIND_PENDING, unit)


def channel_put(task, addr, pre, which, item):
    """The task puts an item (or with 0 a permit) into a channel, together with what it did so far."""
    state = get_state()
    if task.ignore_sync:
        return
    safepoint()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    value: uint32_t = publish_own(processor, task)
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, which)
        if sync != cython.NULL:
            append(processor, sync, item, value, 1)
            value = 0
        spin_unlock(cython.address(shadow.lock))
    clock_drop(processor, value)
    leave(processor)


def channel_get(task, addr, which, item):
    """The task took an item out: it is ordered after the oldest put of that item.

    When no put of it was seen, it may be any: the task is ordered after all that are in, and they stay.
    """
    state = get_state()
    if task.ignore_sync or not peek8(cython.address(state.running)) or find_shadow(addr) == cython.NULL:
        return
    processor = enter()
    shadow = find_shadow(addr)
    if shadow == cython.NULL:
        leave(processor)
        return
    value: uint32_t = 0
    spin_lock(cython.address(shadow.lock))
    sync = find_sync(shadow, which)
    if sync != cython.NULL:
        unit: uint32_t = sync.first
        while unit and pending_at(unit).item != item:
            unit = pending_at(unit).next
        if unit:
            value = pending_at(unit).value
            take(processor, sync, unit)
        else:
            unit = sync.first
            while unit:
                value = clock_join(processor, value, pending_at(unit).value, cython.NULL)
                unit = pending_at(unit).next
    spin_unlock(cython.address(shadow.lock))
    acquire_value(processor, task, value)
    clock_drop(processor, value)
    leave(processor)


def channel_fill(addr, pre, which, count):
    """Permits that carry nothing: a semaphore's initial ones."""
    state = get_state()
    if not peek8(cython.address(state.running)) or count == 0:
        return
    processor = enter()
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, which)
        if sync != cython.NULL:
            append(processor, sync, 0, 0, count)
        spin_unlock(cython.address(shadow.lock))
    leave(processor)


def channel_clear(addr, which):
    """Nothing is in the channel any more."""
    state = get_state()
    if not peek8(cython.address(state.running)) or find_shadow(addr) == cython.NULL:
        return
    processor = enter()
    shadow = find_shadow(addr)
    if shadow == cython.NULL:
        leave(processor)
        return
    spin_lock(cython.address(shadow.lock))
    sync = find_sync(shadow, which)
    if sync != cython.NULL:
        free_pending(processor, sync)
    spin_unlock(cython.address(shadow.lock))
    leave(processor)


def word_of(addr, which):
    """The word that the host keeps with an object under this number; 0: none."""
    word: uint64_t = 0
    if find_shadow(addr) == cython.NULL:
        return word
    processor = enter()
    shadow = find_shadow(addr)
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        sync = find_sync(shadow, which)
        if sync != cython.NULL:
            word = cython.cast(uint64_t, sync.owner) << 32 | sync.creation
        spin_unlock(cython.address(shadow.lock))
    leave(processor)
    return word


def set_word(addr, pre, which, word, marks):
    """Keep a word with an object, and set marks in its header, which say without a search that there is one."""
    state = get_state()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, which)
        if sync != cython.NULL:
            sync.creation = cython.cast(uint32_t, word)
            sync.owner = word >> 32
            sync.flags = WORD
            set16(cython.address(shadow.marks), shadow.marks | marks)
        spin_unlock(cython.address(shadow.lock))
    leave(processor)


def number_of(addr, pre, which, marks):
    """The number of an object: a word that no other object has or ever had, given when it is first asked for."""
    word: uint64_t = word_of(addr, which)
    state = get_state()
    if word or not peek8(cython.address(state.running)):
        return word
    processor = enter()
    shadow = locked_shadow(processor, addr, pre)
    if shadow != cython.NULL:
        sync = sync_for(processor, shadow, which)
        if sync != cython.NULL:
            word = cython.cast(uint64_t, sync.owner) << 32 | sync.creation
            if word == 0:  # no other thread was faster
                word = add64(cython.address(state.numbers), 1)
                sync.creation = cython.cast(uint32_t, word)
                sync.owner = word >> 32
                sync.flags = WORD
                set16(cython.address(shadow.marks), shadow.marks | marks)
        spin_unlock(cython.address(shadow.lock))
    leave(processor)
    return word
