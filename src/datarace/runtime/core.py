# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Begin and end of the race runtime, and the pool of processors.

The runtime is split by concept, each with its naive model at the top of the file:

    memory      blocks of fixed kinds, processors' free lists, the index from address to header
    clock       clock values: persistent 64-way trees, one cache line for the common case
    traces      interned calling contexts, lock sets, traces
    tasks       tasks, slots, publishing and acquiring, scopes
    shadow      objects, cells, the check of an access
    sync        sync variables, locks, channels
    lifetime    the death of objects
    embedding   the same for Python callers

Imports point up this list only. Other compiled modules cimport everything from here.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t

attach()

POOL = cython.declare(cython.int, 64)
pool = cython.declare(cython.pointer(Processor)[64])
pool_busy = cython.declare(uint32_t[64])
pool_count = cython.declare(uint32_t, 0)


def init(host, processor):
    """Start the runtime. See core.pxd."""
    global pool_count
    state = get_state()
    if state.open or not open_traces():
        return cython.NULL
    first = open_memory()
    if first == cython.NULL:
        return cython.NULL
    state.host = host[0]
    state.accesses = state.races = state.lost_tasks = state.lost_traces = state.lost_cells = 0
    state.running = 1
    task = open_tasks(first)
    if task == cython.NULL:
        state.running = 0
        close_memory()
        return cython.NULL
    state.open = 1
    pool[0] = first
    pool_busy[0] = 0
    pool_count = 1
    if processor != cython.NULL:
        processor[0] = first
    return task


def fini():
    """Stop the runtime and forget everything."""
    global pool_count
    state = get_state()
    if not state.open:
        return
    state.armed = 0
    state.running = 0
    state.open = 0
    pool_count = 0
    close_tasks()
    close_traces()
    close_memory()


def fork_child(task):
    """Only this task is left. See core.pxd."""
    if not get_state().running:
        return
    i: uint32_t
    for i in range(pool_count):
        pool_busy[i] = 0
    fork_memory()
    fork_traces()
    fork_tasks(task)


def pool_get():
    """A processor that nobody uses, for a moment."""
    if not PARALLEL:
        return pool[0]
    # Threads begin at different ones: where its stack is tells one thread from another.
    here: uint32_t = 0
    place: uint32_t = (cython.cast(uintptr_t, cython.address(here)) >> 16) % 61
    while True:
        i: uint32_t
        for i in range(pool_count):
            candidate: uint32_t = (place + i) % pool_count
            if try_lock(cython.address(pool_busy[candidate])):
                return pool[candidate]
        pool_yield()


def pool_put(processor):
    """Give back what pool_get gave."""
    if not PARALLEL:
        return
    i: uint32_t
    for i in range(pool_count):
        if pool[i] == processor:
            spin_unlock(cython.address(pool_busy[i]))
            return


def pool_resize(count):
    """As many processors as threads can run at once. No other thread may be inside the runtime."""
    global pool_count
    count = max(1, min(count, POOL))
    while pool_count > count:
        pool_count -= 1
        proc_destroy(pool[pool_count])
    while pool_count < count:
        pool[pool_count] = proc_create()
        if pool[pool_count] == cython.NULL:
            return
        pool_busy[pool_count] = 0
        pool_count += 1
