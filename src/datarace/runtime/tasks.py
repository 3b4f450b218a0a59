# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Tasks, the slots that they run in, and the edges between tasks.

Naive model: a task is a number that is never used again, its clock a map from numbers to clocks
(tests/model/naive.py, tests/model/test_against_model.py).

**Epochs.** A task's epoch is its slot and its own clock there. Publishing (a release, a start, an end) puts the own clock into
the task's clock value, hands that value out, and moves the task to its next epoch; when nothing was recorded and nothing
acquired since the last time the same value is handed out again. So a value with clock c of a task holds all that the task knew
when it published c. That gives the short cut of `acquire_value`: a value that has my last published clock covers all that I
published, and if my clock value did not change since, it can be taken over whole.

**Slots** are reused exactly: a new task may run in the slot of a finished one if it covers all that happened there. Then the slot's
old epochs happened before the new task, as its own do. Slots of finished tasks wait in a queue, those that somebody joined in
front; a new task looks whether it covers one of the first few. What the only live task covers is free for everybody.

**Scopes** (locks that order what is done under them and nothing else): a task that holds one has two clock values, `clock` with the
scopes' edges and `base` without. Every other edge goes into both; when a scope ends, `clock` is made again from `base` and what
the remaining scopes brought.

**Floors.** What every live task covers can race with nothing any more, since whoever comes later is started by one of them. For each
slot `floor` is a clock for which that was found to be so: it only rises, and is found anew when somebody can use it.

Without the GIL: `state.tasks_lock` protects slots, the lists of tasks, `armed` and the rise of floors, which are read without it. A task's own thread alone
changes its clock values (`clock`, `base`) and reads them without a lock; it changes them under the task's `lock`, since others copy
and look at them under that lock (`publish_for`, `update_armed`). Order of locks: tasks_lock, then a task's; objects' locks are never held with either.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t

attach()
if cython.sizeof(Slot) != 32:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")

slots = cython.declare(cython.pointer(Slot), cython.NULL)
deaths = cython.declare(cython.pointer(Death), cython.NULL)
slots_size = cython.declare(uint64_t, 0)
slot_limit = cython.declare(uint32_t, 0)
death_count = cython.declare(uint32_t, 0)
first_free = cython.declare(uint32_t, 0)
first_pending = cython.declare(uint32_t, 0)
last_pending = cython.declare(uint32_t, 0)
finished_value = cython.declare(uint32_t, 0)  # all that finished tasks knew, joined
first_finished = cython.declare(uint32_t, 0)  # list of finished tasks to which there are handles


def open_tasks(processor):
    """The first task, in slot 1; NULL when memory is out."""
    global slots, deaths, slots_size, slot_limit
    if slots == cython.NULL:
        slots_size = cython.sizeof(Slot) * SLOT_LIMIT
        slots = cython.cast(cython.pointer(Slot), reserve(cython.address(slots_size), 1 << 16))
        size: uint64_t = cython.sizeof(Death) * DEATHS
        deaths = cython.cast(cython.pointer(Death), reserve(cython.address(size), size))
        if slots == cython.NULL or deaths == cython.NULL:
            slots = cython.NULL
            return cython.NULL
        slot_limit = slots_size // cython.sizeof(Slot)
    state = get_state()
    state.tasks_lock = 0
    state.live = 0
    state.pending = 0
    state.first_task = 0
    state.next_number = 0
    state.slots = 1
    task = new_task(processor, 0)
    if task == cython.NULL:
        return cython.NULL
    task.epoch = cython.cast(uint64_t, 1) << 32 | 1
    task.start = 1
    slots[1].state = SLOT_LIVE
    slots[1].task = unit_of(task)
    state.slots = 2
    set_armed(False)
    return task


def close_tasks():
    """Forget all slots and who was in them; the tasks themselves go with the heap."""
    global death_count, first_free, first_pending, last_pending, finished_value, first_finished
    if slots == cython.NULL:
        return
    forget(slots, cython.sizeof(Slot) * cython.cast(uint64_t, get_state().slots))
    forget(deaths, cython.sizeof(Death) * cython.cast(uint64_t, min(death_count + 1, DEATHS)))
    death_count = 0
    first_free = first_pending = last_pending = finished_value = first_finished = 0


def new_task(processor, creation):
    """A task on the list of live ones, without slot and clock; NULL when memory is out. The caller holds tasks_lock (or is alone)."""
    state = get_state()
    unit: uint32_t = allocate(processor, KIND_TASK)
    if unit == 0:
        return cython.NULL
    task = task_at(unit)
    memset(task, 0, cython.sizeof(Task))
    task.number = state.next_number
    state.next_number += 1
    task.creation = creation
    task.references = 2
    task.joined = 1
    put_on(task, cython.address(state.first_task))
    store32(cython.address(state.live), state.live + 1)
    return task


def put_on(task, first):
    """Put a task on the list of live or of finished ones. Holds tasks_lock."""
    unit: uint32_t = unit_of(task)
    task.previous = 0
    task.next = first[0]
    if task.next:
        task_at(task.next).previous = unit
    first[0] = unit


def take_off(task, first):
    """Take it off the list that it is on. Holds tasks_lock."""
    if task.previous:
        task_at(task.previous).next = task.next
    else:
        first[0] = task.next
    if task.next:
        task_at(task.next).previous = task.previous


def task_start(parent, creation):
    """A task that starts now, after what its parent did so far; with no parent, after what all live tasks did. NULL: not recorded."""
    state = get_state()
    if creation == STACK_NOW or creation == 0:  # else a checkpoint could drop that
        safepoint()
    if not peek8(cython.address(state.running)):
        if state.open:
            add64(cython.address(state.lost_tasks), 1)
        return cython.NULL
    processor = enter()
    if creation == STACK_NOW:
        creation = state.host.stack(parent, processor) if state.host.stack != cython.NULL else 0
    value: uint32_t = publish(processor, parent) if parent != cython.NULL else 0
    spin_lock(cython.address(state.tasks_lock))
    if parent == cython.NULL:
        unit: uint32_t = state.first_task
        while unit:
            other: uint32_t = publish_for(processor, task_at(unit))
            value = clock_join(processor, value, other, cython.NULL)
            clock_drop(processor, other)
            unit = task_at(unit).next
        if value == 0:  # nobody lives
            value = clock_retain(finished_value)
    task = new_task(processor, creation)
    if task != cython.NULL:
        task.clock = value
        take_slot(task)
        set_armed(True)
    spin_unlock(cython.address(state.tasks_lock))
    if task == cython.NULL:
        add64(cython.address(state.lost_tasks), 1)
        clock_drop(processor, value)
    leave(processor)
    return task


def take_slot(task):
    """Give the task a slot whose past it covers. Holds tasks_lock."""
    global first_free
    state = get_state()
    slot: uint32_t = first_free
    if slot:
        first_free = slots[slot].next
    else:
        slot = covered_slot(task)
    if slot == 0 and state.slots < slot_limit:
        slot = state.slots
        state.slots += 1
        account(cython.sizeof(Slot))
    if slot == 0:  # 16 million finished tasks that nobody covers
        add64(cython.address(state.lost_tasks), 1)
        task.ignore += 1
        task.start = 1
        store64(cython.address(task.epoch), 1)
        return
    slots[slot].state = SLOT_LIVE
    slots[slot].task = unit_of(task)
    task.start = slots[slot].final + 1
    store64(cython.address(task.epoch), cython.cast(uint64_t, slot) << 32 | task.start)


def covered_slot(task):
    """One of the first pending slots, if the task covers it; the others go to the end of the queue. Holds tasks_lock."""
    tries: cython.int
    for tries in range(TRIES):
        slot: uint32_t = first_pending
        if slot == 0:
            return 0
        take_pending(slot)
        if clock_get(lasting_clock(task), slot) >= slots[slot].final:
            return slot
        put_pending(slot, False)
    return 0


def take_pending(slot):
    """Take a slot out of the queue. Holds tasks_lock."""
    global first_pending, last_pending
    it = cython.address(slots[slot])
    if it.previous:
        slots[it.previous].next = it.next
    else:
        first_pending = it.next
    if it.next:
        slots[it.next].previous = it.previous
    else:
        last_pending = it.previous
    get_state().pending -= 1


def put_pending(slot, front):
    """Put a slot into the queue, at the front when it is likely to be covered by who starts the next task. Holds tasks_lock."""
    global first_pending, last_pending
    it = cython.address(slots[slot])
    it.next = first_pending if front else 0
    it.previous = 0 if front else last_pending
    if it.next:
        slots[it.next].previous = slot
    else:
        last_pending = slot
    if it.previous:
        slots[it.previous].next = slot
    else:
        first_pending = slot
    get_state().pending += 1


def bury(slot, task):
    """Remember who was in a slot. Holds tasks_lock."""
    global death_count
    death_count += 1
    it = cython.address(deaths[death_count % DEATHS])
    it.start = task.start
    it.number = task.number
    it.creation = task.creation
    it.previous = slots[slot].death
    slots[slot].death = death_count
    i: uint32_t
    it.release = task.releases[0]
    for i in range(1, RELEASES):
        if task.releases[i].clock > it.release.clock:
            it.release = task.releases[i]


def task_end(task):
    """The task has done its last step. Its struct stays until the last handle goes."""
    global finished_value
    state = get_state()
    safepoint()
    if not peek8(cython.address(state.running)) or task.finished:
        return
    processor = enter()
    slot: uint32_t = slot_of(peek64(cython.address(task.epoch)))
    value: uint32_t
    final: uint32_t
    if task.published == 0 and task.recorded == 0 and cython.cast(uint32_t, peek64(cython.address(task.epoch))) == task.start:
        # Nothing of it can be seen: the slot is as it was.
        value = clock_retain(task.clock)
        final = task.start - 1
    else:
        value = publish(processor, task)
        if task.published == 0:  # that was the last clock in its slot: who covers it must cover the new slot
            clock_drop(processor, value)
            value = publish(processor, task)
        slot = slot_of(peek64(cython.address(task.epoch)))
        final = task.published
    spin_lock(cython.address(state.tasks_lock))
    latest: uint32_t = cython.cast(uint32_t, task.epoch) - 1
    if slot and latest != final:  # somebody published for it meanwhile: who covers that covers what comes later in this slot
        final = latest
        value = clock_set(processor, value, slot, final)
    task.last = value
    store32(cython.address(task.finished), 1)
    take_off(task, cython.address(state.first_task))
    put_on(task, cython.address(first_finished))
    store32(cython.address(state.live), state.live - 1)
    finished_value = clock_join(processor, finished_value, value, cython.NULL)
    if slot:
        bury(slot, task)
        slots[slot].task = 0
        slots[slot].final = final
        slots[slot].state = SLOT_PENDING
        put_pending(slot, False)
    update_armed()
    spin_unlock(cython.address(state.tasks_lock))
    drop_task(processor, task)
    leave(processor)


def drop_task(processor, task):
    """Give back one reference to a task."""
    if sub32(cython.address(task.references), 1):
        return
    state = get_state()
    spin_lock(cython.address(state.tasks_lock))
    take_off(task, cython.address(first_finished))
    spin_unlock(cython.address(state.tasks_lock))
    clock_drop(processor, task.clock)
    clock_drop(processor, task.base)
    clock_drop(processor, task.last)
    if task.held:
        i: uint32_t
        for i in range(task.held_count):
            clock_drop(processor, held_of(task)[i].scope)
        release_block(processor, KIND_HELD + task.held_level, task.held)
    release_block(processor, KIND_TASK, unit_of(task))


def task_retain(task):
    """One handle more."""
    add32(cython.address(task.references), 1)


def task_release(task):
    """One handle less; with the last one the struct of a finished task goes."""
    state = get_state()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    drop_task(processor, task)
    leave(processor)


def update_armed():
    """Whether anything can race. Holds tasks_lock.

    With one task alone nothing can, when it covers all that the finished ones did: whoever comes later is started by it.
    """
    global first_free
    state = get_state()
    if state.live != 1:
        return
    task = task_at(state.first_task)
    spin_lock(cython.address(task.lock))
    while first_pending and clock_get(lasting_clock(task), first_pending) >= slots[first_pending].final:
        slot: uint32_t = first_pending  # covered by all who come later, since they are started by this one
        take_pending(slot)
        slots[slot].state = SLOT_FREE
        slots[slot].next = first_free
        first_free = slot
    spin_unlock(cython.address(task.lock))
    set_armed(first_pending != 0)


def covered_by_all(epoch):
    """See tasks.pxd."""
    return load32(cython.address(slots[slot_of(epoch)].floor)) >= cython.cast(uint32_t, epoch)


def raise_floor(cells):
    """See tasks.pxd."""
    state = get_state()
    spin_lock(cython.address(state.tasks_lock))
    count: uint32_t = state.slots
    slot: uint32_t
    if cython.cast(uint64_t, state.live) * count <= 16 * cells:
        for slot in range(1, count):
            slots[slot].lowest = NO_TASK
        unit: uint32_t = state.first_task
        while unit:
            task = task_at(unit)
            spin_lock(cython.address(task.lock))
            own: uint32_t = slot_of(task.epoch)
            for slot in range(1, count):
                if slot != own and slots[slot].lowest > slots[slot].floor:
                    known: uint32_t = clock_get(lasting_clock(task), slot)
                    if known < slots[slot].lowest:
                        slots[slot].lowest = known
            spin_unlock(cython.address(task.lock))
            unit = task.next
        for slot in range(1, count):
            # Only one task lives: it covers all that it did itself.
            if slots[slot].lowest == NO_TASK:
                slots[slot].lowest = 0
            if slots[slot].lowest > slots[slot].floor:
                store32(cython.address(slots[slot].floor), slots[slot].lowest)
    spin_unlock(cython.address(state.tasks_lock))


def first_task(finished):
    """The list of live tasks, or of finished ones to which there are handles, linked by `next`. The world stands still."""
    unit: uint32_t = first_finished if finished else get_state().first_task
    return task_at(unit) if unit else cython.NULL


def forget_clocks():
    """See tasks.pxd: every live task goes on in a new epoch, finished ones leave nothing but their slots."""
    global finished_value, first_free, first_pending, last_pending, death_count
    state = get_state()
    finished_value = 0
    task = first_task(False)
    while task != cython.NULL:
        task.clock = task.base = 0
        task.published = 0
        task.joined = 1
        store64(cython.address(task.epoch), task.epoch + 1)
        task = task_at(task.next) if task.next else cython.NULL
    task = first_task(True)
    while task != cython.NULL:
        task.clock = task.base = task.last = 0
        task = task_at(task.next) if task.next else cython.NULL
    while first_pending:
        slot: uint32_t = first_pending
        take_pending(slot)
        slots[slot].state = SLOT_FREE
        slots[slot].next = first_free
        first_free = slot
    update_armed()


def publish(processor, task):
    """The value that holds all that the task did and knows so far; a reference to it. Only for the task itself."""
    spin_lock(cython.address(task.lock))
    if task.joined or task.recorded == task.epoch or task.published == 0:
        own: uint32_t = cython.cast(uint32_t, task.epoch)
        task.clock = clock_set(processor, task.clock, slot_of(task.epoch), own)
        task.published = own
        task.joined = 0
        store64(cython.address(task.epoch), task.epoch + 1)
    value: uint32_t = clock_retain(task.clock)
    spin_unlock(cython.address(task.lock))
    if cython.cast(uint32_t, peek64(cython.address(task.epoch))) >= CLOCK_LIMIT:
        migrate(processor, task)
    return value


def publish_own(processor, task):
    """As publish, without what scopes let the task see meanwhile.

    A primitive of the standard library releases under the lock that it has for itself; with that lock's edges everybody who ever
    used the primitive would come before the acquire. The lock itself, given back, hands out everything: who takes it next may touch
    what it guards.
    """
    if task.scopes == 0:
        return publish(processor, task)
    spin_lock(cython.address(task.lock))
    own: uint32_t = cython.cast(uint32_t, task.epoch)
    task.base = clock_set(processor, task.base, slot_of(task.epoch), own)
    value: uint32_t = clock_retain(task.base)
    task.published = own
    task.joined = 1  # the value with this clock does not cover all that the task knows: no short cut
    store64(cython.address(task.epoch), task.epoch + 1)
    spin_unlock(cython.address(task.lock))
    if cython.cast(uint32_t, peek64(cython.address(task.epoch))) >= CLOCK_LIMIT:
        migrate(processor, task)
    return value


def publish_for(processor, other):
    """As publish, on behalf of a task that may be running. Its own value stays as it is.

    It may be in the middle of an access; if it read its epoch before, the access counts as done before. The next
    publication of its own is a new value, since this one was not its.
    """
    spin_lock(cython.address(other.lock))
    value: uint32_t = clock_set(processor, clock_retain(other.clock), slot_of(other.epoch), cython.cast(uint32_t, other.epoch))
    store32(cython.address(other.joined), 1)
    store64(cython.address(other.epoch), other.epoch + 1)
    spin_unlock(cython.address(other.lock))
    return value


def migrate(processor, task):
    """The task's own clock is about to run over: it goes on in another slot. All it did is published."""
    state = get_state()
    spin_lock(cython.address(state.tasks_lock))
    slot: uint32_t = slot_of(task.epoch)
    if slot:
        final: uint32_t = cython.cast(uint32_t, task.epoch)
        bury(slot, task)
        slots[slot].state = SLOT_RETIRED
        slots[slot].task = 0
        slots[slot].final = final
        spin_lock(cython.address(task.lock))
        task.clock = clock_set(processor, task.clock, slot, final)
        if task.scopes:
            task.base = clock_set(processor, task.base, slot, final)
        take_slot(task)
        task.published = 0
        task.joined = 1
        spin_unlock(cython.address(task.lock))
    spin_unlock(cython.address(state.tasks_lock))


def acquire_value(processor, task, value):
    """The task is ordered after what the value holds. Only for the task itself; the reference stays the caller's."""
    state = get_state()
    if task.scopes:
        spin_lock(cython.address(task.lock))
        task.base = clock_join(processor, task.base, value, cython.NULL)
        spin_unlock(cython.address(task.lock))
    if value == 0 or value == task.clock:
        return
    old: uint32_t = task.clock
    if old == 0 or (not load32(cython.address(task.joined)) and task.published
                    and clock_get(value, slot_of(peek64(cython.address(task.epoch)))) >= task.published):
        spin_lock(cython.address(task.lock))
        task.clock = clock_retain(value)
        task.joined = 1
        spin_unlock(cython.address(task.lock))
        clock_drop(processor, old)
    else:
        spin_lock(cython.address(task.lock))
        changed: cython.bint = False
        task.clock = clock_join(processor, old, value, cython.address(changed))
        if changed:
            task.joined = 1
        spin_unlock(cython.address(task.lock))
    if load32(cython.address(state.live)) == 1 and peek8(cython.address(state.armed)):
        spin_lock(cython.address(state.tasks_lock))
        update_armed()
        spin_unlock(cython.address(state.tasks_lock))


def acquire_scoped(processor, task, value):
    """Open a scope: as acquire_value until the matching end_scope. Its entry is on top of the list of held locks."""
    spin_lock(cython.address(task.lock))
    if task.scopes == 0:
        task.base = clock_retain(task.clock)
    task.scopes += 1
    if value and value != task.clock:
        task.clock = clock_join(processor, task.clock, value, cython.NULL)
        task.joined = 1
    spin_unlock(cython.address(task.lock))


def join_scope(processor, task, value):
    """Give the scope on top of the list of held locks another edge."""
    entry = cython.address(held_of(task)[task.held_count - 1])
    entry.scope = clock_join(processor, entry.scope, value, cython.NULL)
    spin_lock(cython.address(task.lock))
    task.clock = clock_join(processor, task.clock, value, cython.NULL)
    task.joined = 1
    spin_unlock(cython.address(task.lock))


def end_scope(processor, task):
    """Close a scope whose entry is gone from the task's list of held locks."""
    old: uint32_t = task.clock
    spin_lock(cython.address(task.lock))
    task.scopes -= 1
    if task.scopes == 0:
        task.clock = task.base
        task.base = 0
    else:
        value: uint32_t = clock_retain(task.base)
        i: uint32_t
        for i in range(task.held_count):
            if held_of(task)[i].scoped:
                value = clock_join(processor, value, held_of(task)[i].scope, cython.NULL)
        task.clock = value
    task.joined = 1
    spin_unlock(cython.address(task.lock))
    clock_drop(processor, old)


def fork_tasks(task):
    """In the child of a fork: all other tasks are over, and what they did before it is done."""
    state = get_state()
    state.tasks_lock = 0
    unit: uint32_t = state.first_task
    while unit:
        other = task_at(unit)
        unit = other.next
        other.lock = 0
        if other != task:
            task_end(other)
    acquire_all_finished(task)


def task_join(task, child):
    """The task has seen the end of `child`. Nothing happens when that has not ended."""
    state = get_state()
    if not peek8(cython.address(state.running)) or not load32(cython.address(child.finished)):
        return
    processor = enter()
    acquire_value(processor, task, child.last)
    slot: uint32_t = slot_of(child.epoch)
    spin_lock(cython.address(state.tasks_lock))
    if slots[slot].state == SLOT_PENDING and deaths[slots[slot].death % DEATHS].number == child.number:
        take_pending(slot)
        put_pending(slot, True)
        update_armed()
    spin_unlock(cython.address(state.tasks_lock))
    leave(processor)


def acquire_all_finished(task):
    """The task is ordered after all tasks that have finished."""
    state = get_state()
    if not peek8(cython.address(state.running)):
        return
    processor = enter()
    spin_lock(cython.address(state.tasks_lock))
    value: uint32_t = clock_retain(finished_value)
    spin_unlock(cython.address(state.tasks_lock))
    acquire_value(processor, task, value)
    clock_drop(processor, value)
    leave(processor)


def acquire_task(task, other):
    """The task is ordered after all that `other` did so far, whether it has finished or not."""
    state = get_state()
    if not peek8(cython.address(state.running)) or task == other:
        return
    processor = enter()
    spin_lock(cython.address(state.tasks_lock))
    value: uint32_t = clock_retain(other.last) if other.finished else publish_for(processor, other)
    spin_unlock(cython.address(state.tasks_lock))
    acquire_value(processor, task, value)
    clock_drop(processor, value)
    leave(processor)


def value_at(processor, epoch):
    """A value that covers an epoch and all that its task knew then; a reference to it.

    Values of finished tasks are not kept each for itself: for those it is what all finished tasks knew.
    """
    state = get_state()
    slot: uint32_t = slot_of(epoch)
    own: uint32_t = cython.cast(uint32_t, epoch)
    value: uint32_t = 0
    spin_lock(cython.address(state.tasks_lock))
    it = cython.address(slots[slot])
    if it.state == SLOT_LIVE and own >= task_at(it.task).start:
        value = publish_for(processor, task_at(it.task))
    else:
        value = clock_retain(finished_value)
    spin_unlock(cython.address(state.tasks_lock))
    if not covers(value, epoch):  # a task that moved to another slot since
        only: uint32_t = clock_of_epoch(processor, epoch)
        value = clock_join(processor, value, only, cython.NULL)
        clock_drop(processor, only)
    return value


def last_met(task, epoch, creation):
    """How a task has met who did something in this epoch, by then: a Meeting; `creation` says where a lock was made."""
    state = get_state()
    known: uint32_t = clock_get(task.clock, slot_of(epoch))
    start: uint32_t = 0
    slot: uint32_t = slot_of(epoch)
    own: uint32_t = cython.cast(uint32_t, epoch)
    met: Meeting = MET
    spin_lock(cython.address(state.tasks_lock))
    it = cython.address(slots[slot])
    if it.state == SLOT_LIVE and own >= task_at(it.task).start:
        other = task_at(it.task)
        start = other.start
        release = cython.address(other.releases[known % RELEASES])
        if known >= start and load32(cython.address(release.clock)) == known:
            made: uint32_t = load32(cython.address(release.creation))
            if made and load32(cython.address(release.clock)) == known:  # still: else what was read is of another lock
                creation[0] = made
                met = MET_BY_LOCK
    else:
        i: uint32_t = it.death
        while i and death_count - i < DEATHS - 1:
            if deaths[i % DEATHS].start <= own:
                start = deaths[i % DEATHS].start
                if deaths[i % DEATHS].release.clock == known and deaths[i % DEATHS].release.creation:
                    creation[0] = deaths[i % DEATHS].release.creation
                    met = MET_BY_LOCK
                break
            i = deaths[i % DEATHS].previous
    spin_unlock(cython.address(state.tasks_lock))
    return met if known >= start and known else NEVER_MET


def task_of(epoch, number, creation, finished):
    """Who did something in this epoch. False when that task ended so long ago that it is forgotten."""
    state = get_state()
    slot: uint32_t = slot_of(epoch)
    own: uint32_t = cython.cast(uint32_t, epoch)
    found = False
    if slot >= slot_limit:
        return False
    spin_lock(cython.address(state.tasks_lock))
    it = cython.address(slots[slot])
    if it.state == SLOT_LIVE and own >= task_at(it.task).start:
        number[0] = task_at(it.task).number
        creation[0] = task_at(it.task).creation
        finished[0] = False
        found = True
    else:
        i: uint32_t = it.death
        while i and death_count - i < DEATHS - 1:
            if deaths[i % DEATHS].start <= own:
                number[0] = deaths[i % DEATHS].number
                creation[0] = deaths[i % DEATHS].creation
                finished[0] = True
                found = True
                break
            i = deaths[i % DEATHS].previous
    spin_unlock(cython.address(state.tasks_lock))
    return found
