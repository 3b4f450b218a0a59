# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Where accesses happened, interned: the same place is the same 4-byte number until the next checkpoint.

    stack    (parent, code, pc)         one call in a calling context; the parent is the caller's
    lock set (parent, address, stack)   one lock more than the parent holds, and where that lock was made; or one finalizer
                                        more that runs (0, FINALIZING and a site that says of what)
    trace    (stack, site, lock set)    what a cell keeps of an access

Naive model: three dictionaries (tests/runtime/test_trace.py). Each table is an array that only grows between two checkpoints, and a
hash table of chains through it. 0 is "unknown" in all of them. They are bounded by the program's text and its calling contexts,
with one exception, lock sets, since those name locks: after half of the table is full new ones leave the address out and are
bounded by the text as well. A table that is nearly full makes a checkpoint due, which forgets what only forgotten accesses named.

Without the GIL: an entry never changes once it is linked, so readers take no lock. Whoever adds one takes a number of its
processor's, fills the entry and links it by compare-and-swap at the head of its chain; when another thread was faster it
looks at what that one linked. A table's `lock` protects only what processors take numbers from, 64 at a time.
"""

import cython
from cython.cimports.libc.stdint import uint8_t, uint32_t, uint64_t

attach()
if cython.sizeof(Held) != 32 or cython.sizeof(Interned) != 24:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")

NUMBERS = cython.declare(uint32_t, 64)  # that a processor takes at a time
tables = cython.declare(Table[3])
stack_marks = cython.declare(cython.pointer(uint8_t), cython.NULL)  # a bit for each stack node, for a checkpoint


def open_traces():
    """Reserve the tables, once in a process. False when the address space is refused."""
    global stack_marks
    if tables[STACKS].entries != cython.NULL:
        return True
    one: uint64_t = 1
    i: uint32_t
    for i in range(TABLES):
        table = cython.address(tables[i])
        table.bits = 18 if i == STACKS else 20 if i == TRACES else 16
        size: uint64_t = cython.sizeof(Interned) << (24 if i == STACKS else 26 if i == TRACES else 20)
        heads: uint64_t = cython.cast(uint64_t, 4) << table.bits
        space = reserve(cython.address(size), one << 20)
        head_space = reserve(cython.address(heads), heads)
        if space == cython.NULL or head_space == cython.NULL:
            tables[STACKS].entries = cython.NULL
            return False
        table.room = size // cython.sizeof(Interned)
        table.entries = cython.cast(cython.pointer(Interned), space)
        table.heads = cython.cast(cython.pointer(uint32_t), head_space)
    size = (tables[STACKS].room >> 3) + 4096
    stack_marks = cython.cast(cython.pointer(uint8_t), reserve(cython.address(size), size))
    if stack_marks == cython.NULL:
        tables[STACKS].entries = cython.NULL
    return stack_marks != cython.NULL


def close_traces():
    """Forget all entries; the address space stays reserved."""
    i: uint32_t
    if tables[STACKS].entries == cython.NULL:
        return
    for i in range(TABLES):
        table = cython.address(tables[i])
        forget(table.entries, cython.sizeof(Interned) * cython.cast(uint64_t, min(table.used + 1, table.room)))
        forget(table.heads, cython.cast(uint64_t, 4) << table.bits)
        table.used = table.recycled = table.settled = 0


def fork_traces():
    """In the child of a fork: nobody else is in here."""
    i: uint32_t
    for i in range(TABLES):
        tables[i].lock = 0


def find(table, number, end, a, b, c):
    """The entry with this content in a chain between two numbers of it; 0 when there is none."""
    while number != end:
        entry = cython.address(table.entries[number])
        if entry.a == a and entry.b == b and entry.c == c:
            return number
        number = entry.next
    return 0


def number_for(table, numbers):
    """A number for a new entry; 0 when the table is full."""
    number: uint32_t = numbers.recycled
    if number:
        numbers.recycled = table.entries[number].next
        return number
    if numbers.next == numbers.end:
        spin_lock(cython.address(table.lock))
        i: uint32_t
        for i in range(NUMBERS):
            number = table.recycled
            if number == 0:
                break
            table.recycled = table.entries[number].next
            table.entries[number].next = numbers.recycled
            numbers.recycled = number
        if number == 0 and numbers.recycled == 0:
            numbers.next = table.used + 1
            numbers.end = min(numbers.next + NUMBERS, table.room)
            store32(cython.address(table.used), numbers.end - 1)
            if table.used > table.room - (table.room >> 4):
                set8(cython.address(get_state().due), 1)
        spin_unlock(cython.address(table.lock))
        if numbers.recycled:
            return number_for(table, numbers)
        if numbers.next == numbers.end:
            return 0
        account((numbers.end - numbers.next) * cython.cast(uint64_t, cython.sizeof(Interned)))
    numbers.next += 1
    return numbers.next - 1


def give_numbers(processor):
    """Take back what a processor that is about to go has not used."""
    i: uint32_t
    for i in range(TABLES):
        table = cython.address(tables[i])
        numbers = cython.address(processor.numbers[i])
        spin_lock(cython.address(table.lock))
        while numbers.recycled:
            number: uint32_t = numbers.recycled
            numbers.recycled = table.entries[number].next
            table.entries[number].next = table.recycled
            table.recycled = number
        while numbers.next != numbers.end:
            table.entries[numbers.next].next = table.recycled
            table.recycled = numbers.next
            numbers.next += 1
        table.settled += numbers.made
        numbers.made = 0
        spin_unlock(cython.address(table.lock))


def intern(processor, which, a, b, c, fresh):
    """The number of the entry with this content; `fresh` is set when it was not known before. 0 when the table is full."""
    table = cython.address(tables[which])
    head = cython.address(table.heads[mixed(a, b, c) >> (64 - table.bits)])
    first: uint32_t = load32(head)
    number: uint32_t = find(table, first, 0, a, b, c)
    if fresh != cython.NULL:
        fresh[0] = False
    if number:
        return number
    numbers = cython.address(processor.numbers[which])
    number = number_for(table, numbers)
    if number == 0:
        add64(cython.address(get_state().lost_traces), 1)
        set8(cython.address(get_state().due), 1)
        return 0
    entry = cython.address(table.entries[number])
    entry.a = a
    entry.b = b
    entry.c = c
    while True:
        entry.next = first
        if cas32(head, first, number):
            break
        latest: uint32_t = load32(head)
        known: uint32_t = find(table, latest, first, a, b, c)
        if known:
            entry.a = 0  # nothing that anybody refers to (sweep_table, last_trace)
            entry.next = numbers.recycled
            numbers.recycled = number
            return known
        first = latest
    numbers.made += 1
    if fresh != cython.NULL:
        fresh[0] = True
    return number


def stack_node(processor, parent, code, pc, fresh):
    """The calling context `code` at `pc` under `parent`; `fresh` is set when it was not known before."""
    return intern(processor, STACKS, code, parent, pc, fresh)


def stack_parts(node, parent, code, pc):
    """What a stack node stands for; False for 0 and numbers never given out."""
    if node == 0 or node > load32(cython.address(tables[STACKS].used)):
        return False
    entry = cython.address(tables[STACKS].entries[node])
    parent[0] = entry.b
    code[0] = entry.a
    pc[0] = entry.c
    return True


def trace(processor, stack, site, lockset):
    """The trace of an access at `site` in the context `stack` with these locks; counts the access."""
    content: uint64_t = cython.cast(uint64_t, stack) << 32 | site
    table = cython.address(tables[TRACES])
    # Almost every one is known: this is `find`, in place, of what the table has at its heads.
    number: uint32_t = load32(cython.address(table.heads[mixed(content, lockset, 0) >> (64 - table.bits)]))
    entry = cython.address(table.entries[number])
    if number == 0 or entry.a != content or entry.b != lockset:
        number = intern(processor, TRACES, content, lockset, 0, cython.NULL)
        entry = cython.address(table.entries[number])
    store32(cython.address(entry.uses), load32(cython.address(entry.uses)) + 1)
    return number


def trace_parts(trace, stack, site, lockset):
    """What a trace stands for; False for 0 and numbers never given out."""
    if trace == 0 or trace > load32(cython.address(tables[TRACES].used)):
        return False
    entry = cython.address(tables[TRACES].entries[trace])
    stack[0] = entry.a >> 32
    site[0] = cython.cast(uint32_t, entry.a)
    lockset[0] = entry.b
    return True


def last_trace():
    """The highest number of a trace that was given to a processor."""
    return load32(cython.address(tables[TRACES].used))


def trace_uses(trace):
    """How many accesses were recorded with a trace; 0 for numbers that stand for none."""
    return load32(cython.address(tables[TRACES].entries[trace].uses)) if 0 < trace <= load32(cython.address(tables[TRACES].used)) else 0


def make_lockset(processor, task):
    """The set of locks that the task holds now, of which the last is not in a set yet: made, and remembered."""
    table = cython.address(tables[LOCKSETS])
    held = held_of(task)
    i: uint32_t = task.held_count
    while i and held[i - 1].lockset == 0:
        i -= 1
    known: uint32_t = held[i - 1].lockset if i else 0
    while i < task.held_count:
        # A finalizer's object is about to be gone: named by its address, there would be a lock set for each that ever died.
        addr: uint64_t = held[i].addr if held[i].sync and load32(cython.address(table.used)) < table.room >> 1 else 0
        known = intern(processor, LOCKSETS, addr, known, held[i].creation, cython.NULL)
        held[i].lockset = known
        i += 1
    return known


def lockset_parts(lockset, parent, addr, creation):
    """The newest lock of a lock set and the rest of it; False for the empty one."""
    if lockset == 0 or lockset > load32(cython.address(tables[LOCKSETS].used)):
        return False
    entry = cython.address(tables[LOCKSETS].entries[lockset])
    parent[0] = entry.b
    addr[0] = entry.a
    creation[0] = entry.c
    return True


def interned_count(which):
    """Entries in use: exact when no other thread is inside the runtime."""
    count: uint32_t = tables[which].settled
    processor = first_processor()
    while processor != cython.NULL:
        count += processor.numbers[which].made
        processor = cython.cast(cython.pointer(Processor), processor.next)
    return count


def interned_bytes(which):
    """Bytes that the entries take."""
    return cython.sizeof(Interned) * cython.cast(uint64_t, tables[which].used)


def begin_stack_marks():
    """A bit for each stack node, none set; sweep_table unsets them."""
    return stack_marks


def mark_stack(marks, node):
    """Keep a calling context, and its callers with it."""
    while node and not marked(marks, node):
        marks[node >> 3] |= cython.cast(uint8_t, 1) << (node & 7)
        node = tables[STACKS].entries[node].b


def sweep_table(which, marks):
    """Forget all entries that are not marked; with no marks, all."""
    table = cython.address(tables[which])
    state = get_state()
    number: uint32_t
    last: uint32_t = 0
    old: uint32_t = table.used
    processor = first_processor()
    while processor != cython.NULL:
        memset(cython.address(processor.numbers[which]), 0, cython.sizeof(Numbers))
        processor = cython.cast(cython.pointer(Processor), processor.next)
    forget(table.heads, cython.cast(uint64_t, 4) << table.bits)
    table.recycled = 0
    table.settled = 0
    for number in range(1, old + 1):
        entry = cython.address(table.entries[number])
        if marks != cython.NULL and marked(marks, number):
            head = cython.address(table.heads[mixed(entry.a, entry.b, entry.c) >> (64 - table.bits)])
            entry.next = head[0]
            head[0] = number
            table.settled += 1
            last = number
        else:
            if which == STACKS and entry.a and state.host.code_forgotten != cython.NULL:
                state.host.code_forgotten(entry.a)
            entry.a = 0
            entry.uses = 0
    for number in range(1, last + 1):
        if not marked(marks, number):
            table.entries[number].next = table.recycled
            table.recycled = number
    table.used = last
    if marks != cython.NULL:
        forget(marks, (old >> 3) + cython.cast(uint64_t, 1))
    # Whole pages behind the last entry go back to the system.
    first_page: uint64_t = ((last + cython.cast(uint64_t, 1)) * cython.sizeof(Interned) + 4095) & ~cython.cast(uint64_t, 4095)
    end: uint64_t = (old + cython.cast(uint64_t, 1)) * cython.sizeof(Interned)
    if first_page < end:
        forget(cython.cast(cython.p_char, table.entries) + first_page, end - first_page)
    state.bytes -= (old - last) * cython.cast(uint64_t, cython.sizeof(Interned))
