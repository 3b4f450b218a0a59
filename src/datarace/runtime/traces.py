# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Where accesses happened, interned: the same place is the same 4-byte number for as long as the detector runs.

    stack    (parent, code, pc)         one call in a calling context; the parent is the caller's
    lock set (parent, address, stack)   one lock more than the parent holds, and where that lock was made; or one finalizer
                                        more that runs (0, FINALIZING and a site that says of what)
    trace    (stack, site, lock set)    what a cell keeps of an access

Naive model: three dictionaries (tests/runtime/test_trace.py). Each table is an array that only grows, and a hash table
of chains through it. Entries never change once they are linked, so readers take no lock; writers take one lock for all
three. 0 is "unknown" in all of them. They are bounded by the program's text and its calling contexts, with one
exception, lock sets, since those name locks: after half of the table is full new ones leave the address out and are
bounded by the text as well.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t

attach()
if cython.sizeof(Held) != 32:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")

STACK_BITS = cython.declare(cython.int, 17)  # of the hash tables
TRACE_BITS = cython.declare(cython.int, 18)
LOCKSET_BITS = cython.declare(cython.int, 14)

lock = cython.declare(uint32_t, 0)
stacks = cython.declare(cython.pointer(Stack), cython.NULL)
traces = cython.declare(cython.pointer(Trace), cython.NULL)
locksets = cython.declare(cython.pointer(LockSet), cython.NULL)
stack_heads = cython.declare(cython.pointer(uint32_t), cython.NULL)
trace_heads = cython.declare(cython.pointer(uint32_t), cython.NULL)
lockset_heads = cython.declare(cython.pointer(uint32_t), cython.NULL)
stack_size = cython.declare(uint64_t, 0)  # bytes reserved
trace_size = cython.declare(uint64_t, 0)
lockset_size = cython.declare(uint64_t, 0)
stacks_used = cython.declare(uint32_t, 0)  # the highest number given out
traces_used = cython.declare(uint32_t, 0)
locksets_used = cython.declare(uint32_t, 0)


def open_traces():
    """Reserve the tables, once in a process. False when the address space is refused."""
    global stacks, traces, locksets, stack_heads, trace_heads, lockset_heads, stack_size, trace_size, lockset_size
    if stacks != cython.NULL:
        return True
    one: uint64_t = 1
    stack_size = cython.sizeof(Stack) << 24
    trace_size = cython.sizeof(Trace) << 26
    lockset_size = cython.sizeof(LockSet) << 20
    heads: uint64_t = 4 * ((one << STACK_BITS) + (one << TRACE_BITS) + (one << LOCKSET_BITS))
    stack_space = reserve(cython.address(stack_size), one << 20)
    trace_space = reserve(cython.address(trace_size), one << 20)
    lockset_space = reserve(cython.address(lockset_size), one << 20)
    head_space = reserve(cython.address(heads), heads)
    if (stack_space == cython.NULL or trace_space == cython.NULL or lockset_space == cython.NULL
            or head_space == cython.NULL):
        return False
    stacks = cython.cast(cython.pointer(Stack), stack_space)
    traces = cython.cast(cython.pointer(Trace), trace_space)
    locksets = cython.cast(cython.pointer(LockSet), lockset_space)
    stack_heads = cython.cast(cython.pointer(uint32_t), head_space)
    trace_heads = stack_heads + (one << STACK_BITS)
    lockset_heads = trace_heads + (one << TRACE_BITS)
    return True


def close_traces():
    """Forget all entries; the address space stays reserved."""
    global stacks_used, traces_used, locksets_used
    if stacks == cython.NULL:
        return
    one: uint64_t = 1
    forget(stacks, cython.sizeof(Stack) * (stacks_used + one))
    forget(traces, cython.sizeof(Trace) * (traces_used + one))
    forget(locksets, cython.sizeof(LockSet) * (locksets_used + one))
    forget(stack_heads, 4 * ((one << STACK_BITS) + (one << TRACE_BITS) + (one << LOCKSET_BITS)))
    stacks_used = traces_used = locksets_used = 0


def fork_traces():
    """In the child of a fork: nobody else is in here."""
    global lock
    lock = 0


def stack_node(parent, code, pc, fresh):
    """The calling context `code` at `pc` under `parent`; `fresh` is set when it was not known before."""
    global stacks_used
    head = cython.address(stack_heads[mixed(code, parent, pc) >> (64 - STACK_BITS)])
    if fresh != cython.NULL:
        fresh[0] = False
    first: uint32_t = load32(head)
    i: uint32_t = first
    while i:
        entry = cython.address(stacks[i])
        if entry.code == code and entry.parent == parent and entry.pc == pc:
            return i
        i = entry.next
    spin_lock(cython.address(lock))
    i = load32(head)
    while i != first:  # what another thread added meanwhile
        entry = cython.address(stacks[i])
        if entry.code == code and entry.parent == parent and entry.pc == pc:
            spin_unlock(cython.address(lock))
            return i
        i = entry.next
    i = stacks_used + 1
    if (i + cython.cast(uint64_t, 1)) * cython.sizeof(Stack) > stack_size:
        get_state().lost_traces += 1
        spin_unlock(cython.address(lock))
        return 0
    entry = cython.address(stacks[i])
    entry.code = code
    entry.parent = parent
    entry.pc = pc
    entry.next = head[0]
    stacks_used = i
    store32(head, i)
    spin_unlock(cython.address(lock))
    if fresh != cython.NULL:
        fresh[0] = True
    return i


def stack_parts(node, parent, code, pc):
    """What a stack node stands for; False for 0 and numbers never given out."""
    if node == 0 or node > stacks_used:
        return False
    parent[0] = stacks[node].parent
    code[0] = stacks[node].code
    pc[0] = stacks[node].pc
    return True


def trace(stack, site, lockset):
    """The trace of an access at `site` in the context `stack` with these locks."""
    global traces_used
    head = cython.address(trace_heads[mixed(stack, site, lockset) >> (64 - TRACE_BITS)])
    first: uint32_t = load32(head)
    i: uint32_t = first
    while i:
        entry = cython.address(traces[i])
        if entry.stack == stack and entry.site == site and entry.lockset == lockset:
            return i
        i = entry.next
    spin_lock(cython.address(lock))
    i = load32(head)
    while i != first:
        entry = cython.address(traces[i])
        if entry.stack == stack and entry.site == site and entry.lockset == lockset:
            spin_unlock(cython.address(lock))
            return i
        i = entry.next
    i = traces_used + 1
    if (i + cython.cast(uint64_t, 1)) * cython.sizeof(Trace) > trace_size:
        get_state().lost_traces += 1
        spin_unlock(cython.address(lock))
        return 0
    entry = cython.address(traces[i])
    entry.stack = stack
    entry.site = site
    entry.lockset = lockset
    entry.next = head[0]
    traces_used = i
    store32(head, i)
    spin_unlock(cython.address(lock))
    return i


def trace_parts(trace, stack, site, lockset):
    """What a trace stands for; False for 0 and numbers never given out."""
    if trace == 0 or trace > traces_used:
        return False
    stack[0] = traces[trace].stack
    site[0] = traces[trace].site
    lockset[0] = traces[trace].lockset
    return True


def lockset_node(parent, addr, creation):
    """The lock set `parent` and one lock more."""
    global locksets_used
    if (locksets_used * cython.cast(uint64_t, 2)) * cython.sizeof(LockSet) > lockset_size:
        addr = 0
    head = cython.address(lockset_heads[mixed(addr, parent, creation) >> (64 - LOCKSET_BITS)])
    first: uint32_t = load32(head)
    i: uint32_t = first
    while i:
        entry = cython.address(locksets[i])
        if entry.addr == addr and entry.parent == parent and entry.creation == creation:
            return i
        i = entry.next
    spin_lock(cython.address(lock))
    i = load32(head)
    while i != first:
        entry = cython.address(locksets[i])
        if entry.addr == addr and entry.parent == parent and entry.creation == creation:
            spin_unlock(cython.address(lock))
            return i
        i = entry.next
    i = locksets_used + 1
    if (i + cython.cast(uint64_t, 1)) * cython.sizeof(LockSet) > lockset_size:
        get_state().lost_traces += 1
        spin_unlock(cython.address(lock))
        return 0
    entry = cython.address(locksets[i])
    entry.addr = addr
    entry.parent = parent
    entry.creation = creation
    entry.next = head[0]
    locksets_used = i
    store32(head, i)
    spin_unlock(cython.address(lock))
    return i


def lockset(task):
    """The set of locks that the task holds now; 0 when it holds none. Made when it is asked for, then remembered."""
    if task.held_count == 0:
        return 0
    held = held_of(task)
    i: uint32_t = task.held_count
    while i and held[i - 1].lockset == 0:
        i -= 1
    known: uint32_t = held[i - 1].lockset if i else 0
    while i < task.held_count:
        # A finalizer's object is about to be gone: named by its address, there would be a lock set for each that ever died.
        known = lockset_node(known, held[i].addr if held[i].sync else 0, held[i].creation)
        held[i].lockset = known
        i += 1
    return known


def lockset_parts(lockset, parent, addr, creation):
    """The newest lock of a lock set and the rest of it; False for the empty one."""
    if lockset == 0 or lockset > locksets_used:
        return False
    parent[0] = locksets[lockset].parent
    addr[0] = locksets[lockset].addr
    creation[0] = locksets[lockset].creation
    return True


def stack_count():
    """Stack nodes known; they are numbered from 1."""
    return stacks_used


def trace_count():
    """Traces known."""
    return traces_used


def lockset_count():
    """Lock sets known."""
    return locksets_used
