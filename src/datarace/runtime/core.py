# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Begin and end of the race runtime, and the pool of processors.

The runtime is split by concept, each with its naive model at the top of the file:

    memory      blocks of fixed kinds, processors' free lists, the index from address to header
    clock       clock values: persistent 64-way trees, one cache line for the common case
    traces      interned calling contexts, lock sets, traces
    tasks       tasks, slots, publishing and acquiring, scopes
    shadow      objects, cells, the check of an access
    extents     byte ranges of an object
    sync        sync variables, locks, channels
    budget      what is forgotten when the memory budget is used up
    lifetime    the death of objects
    embedding   the same for Python callers
    replay      a trace that drives it

Imports point up this list only. Other compiled modules cimport everything from here.
"""

import cython
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t

attach()

# Processors of the pool. A place of a processor that was destroyed keeps it: who is just trying to get it finds it busy for
# ever (memory.py). Changes under `pool_lock`.
POOL = cython.declare(cython.int, 64)
pool = cython.declare(cython.pointer(Processor)[64])
pool_count = cython.declare(uint32_t, 0)
pool_lock = cython.declare(uint32_t, 0)


def init(host, processor):
    """Start the runtime. See core.pxd."""
    global pool_count
    state = get_state()
    if state.open or not open_traces():
        return cython.NULL
    state.threshold = ~cython.cast(uint64_t, 0)
    first = open_memory()
    if first == cython.NULL:
        return cython.NULL
    state.host = host[0]
    set8(cython.address(state.strict), 0)
    state.races = state.lost_tasks = state.lost_traces = state.lost_cells = state.checkpoints = state.removed_cells = 0
    state.pins = 0
    set8(cython.address(state.running), 1)
    task = open_tasks(first)
    if task == cython.NULL:
        set8(cython.address(state.running), 0)
        close_memory()
        return cython.NULL
    state.open = 1
    pool[0] = first
    pool_count = 1
    set_limit(0)
    if processor != cython.NULL:
        processor[0] = first
    return task


def fini():
    """Stop the runtime and forget everything."""
    global pool_count
    state = get_state()
    if not state.open:
        return
    set_armed(False)
    set8(cython.address(state.running), 0)
    state.open = 0
    set8(cython.address(state.due), 0)
    pool_count = 0
    close_tasks()
    close_traces()
    close_memory()


def fork_child(task):
    """Only this task is left. See core.pxd."""
    global pool_lock
    if not get_state().open:
        return
    pool_lock = 0
    get_state().pins = 0
    fork_memory()
    fork_traces()
    fork_tasks(task)


def proc_destroy(processor):
    """See core.pxd."""
    hold_world()
    spin_lock(cython.address(processor.busy))
    give_numbers(processor)
    proc_retire(processor)
    let_world_go()


def pool_get():
    """A processor that nobody uses, for a moment."""
    if not PARALLEL:
        return pool[0]
    # Threads begin at different ones: where its stack is tells one thread from another.
    here: uint32_t = 0
    place: uint32_t = (cython.cast(uintptr_t, cython.address(here)) >> 16) % 61
    while True:
        count: uint32_t = load32(cython.address(pool_count))
        i: uint32_t
        for i in range(count):
            candidate = cython.cast(
                cython.pointer(Processor),
                load64(cython.cast(cython.pointer(uint64_t), cython.address(pool[(place + i) % count]))))
            if try_lock(cython.address(candidate.busy)):
                return candidate
        pool_yield()


def pool_put(processor):
    """Give back what pool_get gave."""
    spin_unlock(cython.address(processor.busy))


def pool_first():
    """The processor that init made."""
    return pool[0]


def pool_resize(count):
    """As many processors as threads can run at once."""
    global pool_count
    count = max(1, min(count, POOL))
    spin_lock(cython.address(pool_lock))
    while pool_count > count:
        store32(cython.address(pool_count), pool_count - 1)
        proc_destroy(pool[pool_count])
    while pool_count < count:
        processor = proc_create()
        if processor == cython.NULL:
            break
        store64(
            cython.cast(cython.pointer(uint64_t), cython.address(pool[pool_count])), cython.cast(uint64_t, processor))
        store32(cython.address(pool_count), pool_count + 1)
    spin_unlock(cython.address(pool_lock))


def bytes_in_use(first, end):
    """Bytes of the blocks in use of some kinds."""
    total: uint64_t = 0
    kind: uint32_t
    for kind in range(first, end):
        total += cython.cast(uint64_t, blocks_in_use(kind)) * units_of_kind(kind) << 5
    return total


def count_in_use(first, end):
    """Blocks in use of some kinds."""
    total: uint64_t = 0
    kind: uint32_t
    for kind in range(first, end):
        total += blocks_in_use(kind)
    return total


def get_stats(stats):
    """See core.pxd."""
    state = get_state()
    memset(stats, 0, cython.sizeof(Stats))
    if not state.open:
        return
    stop_world()
    stats.tasks_live = state.live
    stats.tasks_ever = state.next_number
    stats.slots = state.slots - 1
    processor = first_processor()
    while processor != cython.NULL:
        stats.processors += 1
        processor = cython.cast(cython.pointer(Processor), processor.next)
    stats.objects = blocks_in_use(KIND_SHADOW)
    stats.locations = cells_in_use()
    stats.sync_variables = blocks_in_use(KIND_SYNC)
    stats.channel_entries = blocks_in_use(KIND_PENDING)
    stats.clock_values = count_in_use(KIND_CLOCK, KIND_NODE)
    stats.clock_nodes = blocks_in_use(KIND_NODE)
    stats.tasks = blocks_in_use(KIND_TASK)
    stats.held_lists = count_in_use(KIND_HELD, KIND_TABLE)
    stats.tables = count_in_use(KIND_TABLE, KIND_ENTRIES)
    stats.read_sets = count_in_use(KIND_ENTRIES, KINDS)
    stats.bytes_of_tasks = bytes_in_use(KIND_TASK, KIND_TASK + 1) + bytes_in_use(KIND_HELD, KIND_TABLE)
    stats.bytes_of_slots = slot_bytes()
    stats.bytes_of_objects = bytes_in_use(KIND_SHADOW, KIND_SHADOW + 1)
    stats.bytes_of_locations = bytes_in_use(KIND_TABLE, KIND_ENTRIES)
    stats.bytes_of_sync_variables = bytes_in_use(KIND_SYNC, KIND_PENDING + 1)
    stats.bytes_of_read_sets = bytes_in_use(KIND_ENTRIES, KINDS)
    stats.bytes_of_clock_values = bytes_in_use(KIND_CLOCK, KIND_NODE)
    stats.bytes_of_clock_nodes = bytes_in_use(KIND_NODE, KIND_NODE + 1)
    stats.bytes_of_index = index_bytes()
    stats.bytes_total = state.bytes
    stats.bytes_of_heap = state.bytes - stats.bytes_of_slots - stats.bytes_of_index
    i: uint32_t
    for i in range(TABLES):
        stats.interned[i] = interned_count(i)
        stats.bytes_interned[i] = interned_bytes(i)
        stats.bytes_of_heap -= stats.bytes_interned[i]
    stats.bytes_free = stats.bytes_of_heap - bytes_in_use(KIND_SHADOW, KINDS)
    stats.accesses = accesses_made()
    stats.slots_pending = state.pending
    stats.limit = state.limit
    stats.checkpoints = state.checkpoints
    start_world()
    stats.races = peek64(cython.address(state.races))
    stats.removed_locations = peek64(cython.address(state.removed_cells))
    stats.lost_tasks = peek64(cython.address(state.lost_tasks))
    stats.lost_traces = peek64(cython.address(state.lost_traces))
    stats.lost_cells = peek64(cython.address(state.lost_cells))
