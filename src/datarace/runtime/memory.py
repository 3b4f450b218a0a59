# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""Blocks of memory, all of the runtime's own, none of Python's.

One stretch of address space is reserved when the module is imported and never given back. It is handed out in
units of 32 bytes, so that a reference is 4 bytes and the addresses never change:

    global lists    batches of free blocks, one list for each kind, under `lock`
    Processor       two magazines of free blocks for each kind, no lock: one thread uses a processor at a time
    block           first word of a free block: next free block; of a batch's first block: next batch, count. In a build for
                    AddressSanitizer with the GIL the rest of it is poisoned, and that too but while it is looked at

Headers and tasks lie in the first quarter of the heap and keep their kind for ever. That is what makes the readers without a
lock in layout.pxd safe: whatever they reach late is a header, and the rest they do not believe without a second look
at it. All other blocks keep their kind until a checkpoint (budget.py) takes back all that is free, as extents
for any kind. Memory is never unmapped while the process lives; what a checkpoint frees goes back to the system page by page.

The index from addresses of objects to their headers has two levels: 2**23 leaves of 2**20 entries of 4 bytes, one
entry for 16 bytes of the program's memory, all of it address space that costs nothing until it is touched. Before each leaf lie the
bits that say which of its pages were.

`world` protects the list of processors and says who stopped the world; `lock` everything else here. Order: world, then
processors' `busy`, then anything else; `lock` is the last of all.
"""

import cython
from cython.cimports.libc.stdint import int64_t, uint8_t, uint32_t, uint64_t

lock = cython.declare(uint32_t, 0)
world = cython.declare(uint32_t, 0)
heap_units = cython.declare(uint64_t, 0)  # units of address space reserved
headers_end = cython.declare(uint64_t, 0)  # where headers and tasks end and the other blocks begin
headers_bump = cython.declare(uint64_t, 0)  # units handed out so far, of each part
headers_threshold = cython.declare(uint64_t, 0)  # of headers_bump: beyond it a checkpoint is due
bump = cython.declare(uint64_t, 0)
extents = cython.declare(cython.pointer(Extent), cython.NULL)
extent_count = cython.declare(uint32_t, 0)
marks = cython.declare(cython.pointer(uint64_t), cython.NULL)  # of a checkpoint: a bit for each unit behind the headers
batches = cython.declare(uint32_t[KINDS])
settled = cython.declare(int64_t[KINDS])  # balances of processors that are gone
settled_cells = cython.declare(int64_t, 0)
settled_accesses = cython.declare(uint64_t, 0)
processors = cython.declare(cython.pointer(Processor), cython.NULL)
idle_processors = cython.declare(cython.pointer(Processor), cython.NULL)
next_processor = cython.declare(uint32_t, 0)
leaves = cython.declare(cython.pointer(uint32_t), cython.NULL)  # places of the leaves in the top level
leaf_count = cython.declare(uint32_t, 0)


def reserve_all():
    """Reserve the address space; called once, when the module is imported."""
    global state_address, heap, top, heap_units, headers_end, leaves, marks, extents
    size: uint64_t = cython.cast(uint64_t, 1) << 37
    space = reserve(cython.address(size), cython.cast(uint64_t, 1) << 26)
    top_size: uint64_t = cython.cast(uint64_t, 8) << TOP_BITS
    top_space = reserve(cython.address(top_size), top_size)
    list_size: uint64_t = cython.cast(uint64_t, 4) << TOP_BITS
    leaf_space = reserve(cython.address(list_size), list_size)
    # What a checkpoint needs: it must not depend on memory that may be out. At most every other page is an extent.
    marks_size: uint64_t = size >> 8
    marks = cython.cast(cython.pointer(uint64_t), reserve(cython.address(marks_size), marks_size))
    extents_size: uint64_t = (size // PAGE // 2 + 1) * cython.sizeof(Extent)
    extents = cython.cast(cython.pointer(Extent), reserve(cython.address(extents_size), extents_size))
    state: cython.pointer(State) = cython.cast(cython.pointer(State), calloc(1, cython.sizeof(State)))
    if (space == cython.NULL or top_space == cython.NULL or leaf_space == cython.NULL or marks == cython.NULL
            or extents == cython.NULL or state == cython.NULL):
        raise MemoryError("datarace: no address space for the race runtime (a limit on virtual memory, ulimit -v?)")
    heap_units = size >> 5
    headers_end = heap_units >> 2
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
    global bump, headers_bump, headers_threshold
    headers_bump = SCRATCH
    headers_threshold = headers_end - (headers_end >> 3)
    bump = headers_end
    get_state().bytes = 0
    return proc_create()


def close_memory():
    """Forget all blocks and the whole index. The address space stays reserved."""
    global bump, headers_bump, extent_count, settled_cells, settled_accesses
    while processors != cython.NULL:
        spin_lock(cython.address(processors.busy))
        proc_retire(processors)
    memset(cython.cast(cython.p_void, batches), 0, cython.sizeof(batches))
    memset(cython.cast(cython.p_void, settled), 0, cython.sizeof(settled))
    settled_cells = 0
    settled_accesses = 0
    extent_count = 0
    forget(heap, headers_bump << 5)
    forget(heap + (headers_end << 5), (bump - headers_end) << 5)
    headers_bump = SCRATCH
    bump = headers_end
    forget_index()


def proc_create():
    """A new processor context with empty caches, or NULL when memory is out."""
    global processors, idle_processors, next_processor
    spin_lock(cython.address(world))
    processor: cython.pointer(Processor) = idle_processors
    if processor != cython.NULL:
        idle_processors = cython.cast(cython.pointer(Processor), processor.next)
    else:
        processor = cython.cast(cython.pointer(Processor), calloc(1, cython.sizeof(Processor)))
    if processor != cython.NULL:
        store32(cython.address(processor.number), next_processor)
        next_processor += 1
        spin_lock(cython.address(lock))
        processor.next = processors
        processors = processor
        spin_unlock(cython.address(lock))
        spin_unlock(cython.address(processor.busy))
    spin_unlock(cython.address(world))
    return processor


def proc_retire(processor: cython.pointer(Processor)):
    """Give everything that the processor caches back to the global lists. The caller holds `world` and has the processor."""
    global processors, idle_processors, settled_cells, settled_accesses
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
    settled_cells += processor.cells
    settled_accesses += processor.accesses
    if processors == processor:
        processors = cython.cast(cython.pointer(Processor), processor.next)
    else:
        other = processors
        while other.next != processor:
            other = cython.cast(cython.pointer(Processor), other.next)
        other.next = processor.next
    spin_unlock(cython.address(lock))
    # All but `busy`, which is 1 for ever, also to a thread that is just trying to get it.
    store32(cython.address(processor.number), 0xFFFFFFFF)
    processor.host = cython.NULL
    processor.tag = 0
    processor.accesses = 0
    processor.cells = 0
    memset(cython.address(processor.numbers), 0, cython.sizeof(processor.numbers))
    memset(cython.address(processor.magazines), 0, cython.sizeof(processor.magazines))
    processor.next = idle_processors
    idle_processors = processor


def hold_world():
    """No processor comes or goes, and nobody stops the world, until let_world_go."""
    spin_lock(cython.address(world))


def let_world_go():
    """End of hold_world."""
    spin_unlock(cython.address(world))


def stop_world():
    """Take every processor."""
    spin_lock(cython.address(world))
    processor = processors
    while processor != cython.NULL:
        spin_lock(cython.address(processor.busy))
        processor = cython.cast(cython.pointer(Processor), processor.next)


def start_world():
    """Give every processor back."""
    processor = processors
    while processor != cython.NULL:
        spin_unlock(cython.address(processor.busy))
        processor = cython.cast(cython.pointer(Processor), processor.next)
    spin_unlock(cython.address(world))


def units_of_kind(kind):
    """Size of a block of this kind, in units."""
    one: uint32_t = 1
    if kind >= KIND_ENTRIES:
        return ((one << (kind - KIND_ENTRIES)) + 2) >> 1
    if kind >= KIND_TABLE:
        return cells_of_level(kind - KIND_TABLE)
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
    """A batch of new blocks, chained; 0 when the heap is full."""
    global bump, headers_bump, headers_threshold, extent_count
    units: uint64_t = units_of_kind(kind)
    wanted: uint32_t = limit_of_kind(kind)
    # What goes back page by page (shadow.free_table) begins with a page.
    align: uint64_t = PAGE_UNITS if units >= BIG else 2
    needed: uint64_t = (units * wanted + align - 1) & ~(align - 1)
    first: uint64_t = 0
    spin_lock(cython.address(lock))
    if kind <= KIND_TASK:
        if headers_bump + needed <= headers_end:
            first = headers_bump
            headers_bump += needed
            if headers_bump > headers_threshold:
                headers_threshold = (headers_bump + headers_end) >> 1
                set8(cython.address(get_state().due), 1)
    else:
        i: uint32_t
        for i in range(min(extent_count, 16)):
            extent = cython.address(extents[extent_count - 1 - i])
            if extent.count >= needed:
                extent.count -= cython.cast(uint32_t, needed)  # from its end: extents begin with a page
                first = (extent.unit + extent.count) & ~(align - 1)
                extent.count = cython.cast(uint32_t, first) - extent.unit
                if extent.count == 0:
                    extent_count -= 1
                    extent[0] = extents[extent_count]
                break
        if first == 0:
            bump = (bump + align - 1) & ~(align - 1)
            if bump + needed <= heap_units:
                first = bump
                bump += needed
                if bump > heap_units - (heap_units >> 3):
                    set8(cython.address(get_state().due), 1)
    spin_unlock(cython.address(lock))
    if first == 0:
        return 0
    if units < BIG or kind >= KIND_ENTRIES:
        account(needed << 5)
    i: uint32_t
    for i in range(wanted):
        unit: uint32_t = first + units * i
        if POISONING:
            unpoison(block(unit), LINK)
        store32(cython.cast(cython.pointer(uint32_t), block(unit)), unit + units if i + 1 < wanted else 0)
        if POISONING:
            poison(block(unit), units << 5)
    count[0] = wanted
    return first


def give(kind, batch, count):
    """Put a batch on the global list."""
    words = cython.cast(cython.pointer(uint32_t), block(batch))
    spin_lock(cython.address(lock))
    if POISONING:
        unpoison(words, LINK)
    store32(cython.address(words[1]), batches[kind])
    store32(cython.address(words[2]), count)
    if POISONING:
        poison(words, LINK)
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
        if POISONING:
            unpoison(words, LINK)
        batches[kind] = words[1]
        count = words[2]
        if POISONING:
            poison(words, LINK)
    spin_unlock(cython.address(lock))
    if batch == 0:
        batch = carve(kind, cython.address(count))
        if batch == 0:  # whoever asked gets the scratch block, and nobody asks again before the next checkpoint
            set8(cython.address(get_state().running), 0)
            set_armed(False)
            set8(cython.address(get_state().due), 1)
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
        size: uint64_t = (cython.cast(uint64_t, 4) << LEAF_BITS) + PAGE
        space = cython.cast(cython.pointer(uint8_t), reserve(cython.address(size), size))
        if space != cython.NULL:
            leaf = cython.cast(cython.pointer(uint32_t), space + PAGE)
            store64(cython.cast(cython.pointer(uint64_t), cython.address(top[place])), cython.cast(uint64_t, leaf))
            leaves[leaf_count] = place
            leaf_count += 1
    spin_unlock(cython.address(lock))
    return leaf


def fork_memory():
    """In the child of a fork: open the locks that other threads held at that moment, they are gone."""
    global lock, world
    lock = 0
    world = 0
    if not PARALLEL:
        return
    processor = processors
    while processor != cython.NULL:
        processor.busy = 0
        processor = cython.cast(cython.pointer(Processor), processor.next)


def leaves_mapped():
    """How many leaves the index has."""
    return leaf_count


def leaf_number(i):
    """One of them."""
    return top[leaves[i]]


def forget_index():
    """No object has a header."""
    i: uint32_t
    for i in range(leaf_count):
        leaf = cython.cast(cython.pointer(uint8_t), top[leaves[i]])
        forget(leaf - PAGE, (cython.cast(uint64_t, 4) << LEAF_BITS) + PAGE)


def index_bytes():
    """Bytes of the index that were touched."""
    pages: uint64_t = 0
    i: uint32_t
    k: uint32_t
    for i in range(leaf_count):
        words = touched_pages(top[leaves[i]])
        for k in range(16):
            word: uint64_t = words[k]
            while word:
                word &= word - 1
                pages += 1
    return pages * PAGE


def begin_marks():
    """A bit for each unit behind the headers, none set. Units count from the first of them."""
    return marks


def reclaim():
    """Make everything behind the headers free that is not marked, for any kind of block, and forget the marks.

    Whole pages go back to the system. What lies between two marked blocks and is less than a page stays unused until the next time.
    All tables are among what is free: there are no cells, and big ones need no account any more.
    """
    global extent_count, settled_cells
    kind: uint32_t
    extent_count = 0
    settled_cells = 0
    for kind in range(KIND_TASK + 1, KINDS):
        batches[kind] = 0
        settled[kind] = 0
    processor = processors
    while processor != cython.NULL:
        memset(
            cython.address(processor.magazines[KIND_TASK + 1]), 0,
            (KINDS - KIND_TASK - 1) * cython.cast(uint64_t, cython.sizeof(Magazine)))
        processor.cells = 0
        processor = cython.cast(cython.pointer(Processor), processor.next)
    units: uint64_t = bump - headers_end
    at: uint64_t = 0
    while at < units:
        if at & 63 == 0 and marks[at >> 6] == ~cython.cast(uint64_t, 0):
            at += 64
            continue
        if marks[at >> 6] >> (at & 63) & 1:
            at += 1
            continue
        end: uint64_t = at
        while end < units:
            if end & 63 == 0 and marks[end >> 6] == 0:
                end += 64
            elif marks[end >> 6] >> (end & 63) & 1:
                break
            else:
                end += 1
        end = min(end, units)
        if POISONING:
            poison(block(cython.cast(uint32_t, headers_end + at)), (end - at) << 5)
        first: uint64_t = (headers_end + at + 127) & ~cython.cast(uint64_t, 127)  # whole pages of 128 units
        last: uint64_t = (headers_end + end) & ~cython.cast(uint64_t, 127)
        at = end
        if first >= last:
            continue
        forget(block(cython.cast(uint32_t, first)), (last - first) << 5)
        extents[extent_count].unit = cython.cast(uint32_t, first)
        extents[extent_count].count = cython.cast(uint32_t, last - first)
        extent_count += 1
    forget(marks, (units >> 6 << 3) + 8)


def recount(kind, count):
    """After reclaim: so many blocks of this kind were marked."""
    settled[kind] = count


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


def cells_in_use():
    """Cells of all tables that stand for a location."""
    spin_lock(cython.address(lock))
    count: int64_t = settled_cells
    processor = processors
    while processor != cython.NULL:
        count += processor.cells
        processor = cython.cast(cython.pointer(Processor), processor.next)
    spin_unlock(cython.address(lock))
    return count


def accesses_made():
    """Accesses that took the slow path."""
    spin_lock(cython.address(lock))
    count: uint64_t = settled_accesses
    processor = processors
    while processor != cython.NULL:
        count += processor.accesses
        processor = cython.cast(cython.pointer(Processor), processor.next)
    spin_unlock(cython.address(lock))
    return count


def first_processor():
    """The list of processors, linked by `next`. Whoever walks it has stopped the world."""
    return processors


def heap_bytes():
    """Bytes of the heap that were handed out, after a checkpoint: all but extents."""
    units: uint64_t = bump - headers_end + headers_bump - SCRATCH
    i: uint32_t
    for i in range(extent_count):
        units -= extents[i].count
    return units << 5


def heap_capacity():
    """Bytes of address space for the heap."""
    return heap_units << 5


# Units are 32 bytes: a struct of another size would overlap its neighbour.
if cython.sizeof(Task) != 128 or cython.sizeof(Cell) != 32 or cython.sizeof(Shadow) != 32 or cython.sizeof(Entry) != 16:
    raise ImportError("datarace: the C compiler lays the runtime's structs out in another way than expected")

reserve_all()
