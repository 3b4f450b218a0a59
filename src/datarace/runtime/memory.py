# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Blocks of memory, all of the runtime's own, none of Python's.

One stretch of address space is reserved when the module is imported and never given back. It is handed out in
units of 32 bytes, so that a reference is 4 bytes and the addresses never change:

    global lists    batches of free blocks, one list for each kind, under `lock`
    Processor       two magazines of free blocks for each kind, no lock: one thread uses a processor at a time
    block           first word of a free block: next free block; of a batch's first block: next batch, count

A block keeps its kind for ever, and memory is never unmapped while the process lives. That is what makes the
readers without a lock in layout.pxd safe: whatever they reach late is still a header, a cell or an entry.

The index from addresses of objects to their headers has two levels: 2**23 leaves of 2**20 entries of 4 bytes, one
entry for 16 bytes of the program's memory, all of it address space that costs nothing until it is touched.
"""

import cython
from cython.cimports.libc.stdint import int64_t, uint8_t, uint32_t, uint64_t

lock = cython.declare(uint32_t, 0)
heap_units = cython.declare(uint64_t, 0)  # units of address space reserved
bump = cython.declare(uint64_t, 0)  # units handed out so far
batches = cython.declare(uint32_t[80])
settled = cython.declare(int64_t[80])  # balances of processors that are gone
processors = cython.declare(cython.pointer(Processor), cython.NULL)
next_processor = cython.declare(uint32_t, 0)
leaves = cython.declare(cython.pointer(uint32_t), cython.NULL)  # places of the leaves in the top level
leaf_count = cython.declare(uint32_t, 0)


def reserve_all():
    """Reserve the address space; called once, when the module is imported."""
    global state_address, heap, top, heap_units, leaves
    size: uint64_t = cython.cast(uint64_t, 1) << 37
    space = reserve(cython.address(size), cython.cast(uint64_t, 1) << 26)
    top_size: uint64_t = cython.cast(uint64_t, 8) << TOP_BITS
    top_space = reserve(cython.address(top_size), top_size)
    list_size: uint64_t = cython.cast(uint64_t, 4) << TOP_BITS
    leaf_space = reserve(cython.address(list_size), list_size)
    state: cython.pointer(State) = cython.cast(cython.pointer(State), calloc(1, cython.sizeof(State)))
    if space == cython.NULL or top_space == cython.NULL or leaf_space == cython.NULL or state == cython.NULL:
        raise MemoryError("datarace: no address space for the race runtime (a limit on virtual memory, ulimit -v?)")
    heap_units = size >> 5
    leaves = cython.cast(cython.pointer(uint32_t), leaf_space)
    state.heap = cython.cast(cython.pointer(uint8_t), space)
    state.top = cython.cast(cython.pointer(cython.pointer(uint32_t)), top_space)
    state_address = state
    heap = state.heap
    top = state.top


def shared_state():
    return get_state()


def open_memory():
    """Start with empty lists; the first processor, or NULL."""
    global bump
    bump = SCRATCH
    return proc_create()


def close_memory():
    """Forget all blocks and the whole index. The address space stays reserved."""
    global bump, leaf_count
    while processors != cython.NULL:
        proc_destroy(processors)
    memset(cython.cast(cython.p_void, batches), 0, cython.sizeof(batches))
    memset(cython.cast(cython.p_void, settled), 0, cython.sizeof(settled))
    forget(heap, bump << 5)
    bump = SCRATCH
    i: uint32_t
    for i in range(leaf_count):
        forget(top[leaves[i]], cython.cast(uint64_t, 4) << LEAF_BITS)


def proc_create():
    """A new processor context with empty caches, or NULL when memory is out."""
    global processors, next_processor
    processor: cython.pointer(Processor) = cython.cast(
        cython.pointer(Processor), calloc(1, cython.sizeof(Processor)))
    if processor == cython.NULL:
        return processor
    spin_lock(cython.address(lock))
    processor.number = next_processor
    next_processor += 1
    processor.next = processors
    processors = processor
    spin_unlock(cython.address(lock))
    return processor


def proc_destroy(processor: cython.pointer(Processor)):
    """Give everything that the processor caches back to the global lists, and free it."""
    global processors
    kind: uint32_t
    for kind in range(KINDS):
        magazine = cython.address(processor.magazines[kind])
        if magazine.current:
            give(kind, magazine.current, magazine.current_count)
        if magazine.spare:
            give(kind, magazine.spare, magazine.spare_count)
    spin_lock(cython.address(lock))
    for kind in range(KINDS):
        settled[kind] += processor.magazines[kind].balance
    if processors == processor:
        processors = cython.cast(cython.pointer(Processor), processor.next)
    else:
        other = processors
        while other.next != processor:
            other = cython.cast(cython.pointer(Processor), other.next)
        other.next = processor.next
    spin_unlock(cython.address(lock))
    free(processor)


def units_of_kind(kind):
    """Size of a block of this kind, in units."""
    one: uint32_t = 1
    if kind >= KIND_ENTRIES:
        return ((one << (kind - KIND_ENTRIES)) + 2) >> 1
    if kind >= KIND_TABLE:
        return one << (kind - KIND_TABLE)
    if kind >= KIND_HELD:
        return cython.cast(uint32_t, 4) << (kind - KIND_HELD)
    if kind == KIND_NODE:
        return 9
    if kind == KIND_TASK:
        return (cython.sizeof(Task) + 31) >> 5
    if kind == KIND_CLOCK:
        return 2
    return 1


def carve(kind, count):
    """A batch of new blocks from the end of the heap, chained; 0 when the heap is full."""
    global bump
    units: uint64_t = units_of_kind(kind)
    wanted: uint32_t = limit_of_kind(kind)
    spin_lock(cython.address(lock))
    first: uint64_t = bump
    if first + units * wanted + 1 > heap_units:
        spin_unlock(cython.address(lock))
        return 0
    bump = (first + units * wanted + 1) & ~cython.cast(uint64_t, 1)
    spin_unlock(cython.address(lock))
    i: uint32_t
    for i in range(wanted):
        unit: uint32_t = first + units * i
        cython.cast(cython.pointer(uint32_t), block(unit))[0] = unit + units if i + 1 < wanted else 0
    count[0] = wanted
    return first


def give(kind, batch, count):
    """Put a batch on the global list."""
    words = cython.cast(cython.pointer(uint32_t), block(batch))
    spin_lock(cython.address(lock))
    words[1] = batches[kind]
    words[2] = count
    batches[kind] = batch
    spin_unlock(cython.address(lock))


def refill(processor, kind):
    """`allocate` found the current magazine empty: the spare one, a batch of the global list, or new blocks."""
    magazine = cython.address(processor.magazines[kind])
    if magazine.spare:
        magazine.current = magazine.spare
        magazine.current_count = magazine.spare_count
        magazine.spare = 0
        magazine.spare_count = 0
        return magazine.current
    batch: uint32_t = 0
    count: uint32_t = 0
    spin_lock(cython.address(lock))
    batch = batches[kind]
    if batch:
        words = cython.cast(cython.pointer(uint32_t), block(batch))
        batches[kind] = words[1]
        count = words[2]
    spin_unlock(cython.address(lock))
    if batch == 0:
        batch = carve(kind, cython.address(count))
        if batch == 0:  # whoever asked gets the scratch block, and nobody asks again
            get_state().running = 0
            get_state().armed = 0
    magazine.current = batch
    magazine.current_count = count
    return batch


def drain(processor, kind):
    """`release_block` found the current magazine full: it becomes the spare one, an older spare one goes out."""
    magazine = cython.address(processor.magazines[kind])
    if magazine.spare:
        give(kind, magazine.spare, magazine.spare_count)
    magazine.spare = magazine.current
    magazine.spare_count = magazine.current_count
    magazine.current = 0
    magazine.current_count = 0


def map_leaf(addr):
    """The leaf of the index for an address, made when it is not there yet; NULL when memory is out."""
    global leaf_count
    place: uint64_t = (addr >> 24) & ((1 << TOP_BITS) - 1)
    leaf = cython.cast(
        cython.pointer(uint32_t), load64(cython.cast(cython.pointer(uint64_t), cython.address(top[place]))))
    if leaf != cython.NULL:
        return leaf
    spin_lock(cython.address(lock))
    leaf = top[place]
    if leaf == cython.NULL:
        size: uint64_t = cython.cast(uint64_t, 4) << LEAF_BITS
        leaf = cython.cast(cython.pointer(uint32_t), reserve(cython.address(size), size))
        if leaf != cython.NULL:
            store64(cython.cast(cython.pointer(uint64_t), cython.address(top[place])), cython.cast(uint64_t, leaf))
            leaves[leaf_count] = place
            leaf_count += 1
    spin_unlock(cython.address(lock))
    return leaf


def fork_memory():
    """In the child of a fork: open the locks that other threads held at that moment, they are gone."""
    global lock
    lock = 0
    if not PARALLEL:
        return
    i: uint32_t
    entry: uint32_t
    for i in range(leaf_count):
        for entry in range(cython.cast(uint32_t, 1) << LEAF_BITS):
            if top[leaves[i]][entry]:
                cython.cast(cython.pointer(Shadow), block(top[leaves[i]][entry])).lock = 0


def blocks_in_use(kind):
    """Blocks of one kind that are allocated now: exact when no other thread is inside the runtime."""
    spin_lock(cython.address(lock))
    count: int64_t = settled[kind]
    processor = processors
    while processor != cython.NULL:
        count += processor.magazines[kind].balance
        processor = cython.cast(cython.pointer(Processor), processor.next)
    spin_unlock(cython.address(lock))
    return count


def heap_used():
    """Bytes of the heap handed out so far, whether in use or on free lists."""
    return bump << 5


# Units are 32 bytes: a struct of another size would overlap its neighbour.
if cython.sizeof(Task) != 128 or cython.sizeof(Cell) != 32 or cython.sizeof(Shadow) != 32 or cython.sizeof(Entry) != 16:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")

reserve_all()
