# Blocks of memory of fixed kinds. See memory.py.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t

from datarace.runtime.layout cimport (
    KINDS, LEAF_BITS, PARALLEL, TOP_BITS, Cell, Entry, Magazine, Processor, Shadow, State, Task, add64, block, get_state,
    heap, load64, or64, peek64, peek8, set8, set_armed, spin_lock, spin_unlock, state_address, store32, store64, top, unit_of)
from libc.stdlib cimport calloc
from libc.string cimport memset

cdef extern from *:
    """
    #include <stdlib.h>
    #include <sys/mman.h>
    #include <sys/resource.h>
    /* Built for AddressSanitizer (.ci/sanitize), free blocks are poisoned. Not without the GIL: readers without a lock
       may look at blocks that are free (layout.pxd). */
    #if defined(__SANITIZE_ADDRESS__) && !defined(Py_GIL_DISABLED)
      #include <sanitizer/asan_interface.h>
      #define DR_POISONING 1
    #else
      #define DR_POISONING 0
      #define ASAN_POISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
      #define ASAN_UNPOISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
    #endif
    static inline void dr_poison(void *p, uint64_t size) { ASAN_POISON_MEMORY_REGION(p, size); }
    static inline void dr_unpoison(void *p, uint64_t size) { ASAN_UNPOISON_MEMORY_REGION(p, size); }
    #ifndef MAP_NORESERVE
      #define MAP_NORESERVE 0
    #endif
    #ifndef MAP_ANONYMOUS
      #define MAP_ANONYMOUS MAP_ANON
    #endif
    /* Address space only: pages come when they are touched. Where that is limited, a quarter of
       the largest piece that is given: the program needs some too. */
    static inline void *dr_reserve(uint64_t *size, uint64_t least)
    {
        uint64_t wanted = *size;
        struct rlimit limit;
        int limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
        for (; *size >= least; *size /= 2) {
            void *p = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (p == MAP_FAILED)
                continue;
            if ((limited || *size < wanted) && *size / 4 >= least) {
                munmap((char *)p + *size / 4, *size - *size / 4);
                *size /= 4;
            }
            return p;
        }
        return NULL;
    }
    /* Back to zero pages; the address space stays ours. */
    static inline void dr_forget(void *p, uint64_t size)
    {
        if (size == 0)
            return;
    #ifdef __linux__
        if (madvise(p, size, MADV_DONTNEED) == 0)
            return;
    #endif
        mmap(p, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    }
    """
    void *reserve "dr_reserve"(uint64_t *size, uint64_t least) noexcept nogil
    void forget "dr_forget"(void *, uint64_t) noexcept nogil
    const bint POISONING "DR_POISONING"
    void poison "dr_poison"(void *, uint64_t) noexcept nogil
    void unpoison "dr_unpoison"(void *, uint64_t) noexcept nogil

# Kinds of block. Sized kinds take one number for each size. Headers and tasks never change their kind, since they are
# looked at without a lock or held by the host; what all others were is made free for any kind by a checkpoint.
cdef enum:
    KIND_NONE
    KIND_SHADOW             # Shadow
    KIND_TASK               # Task
    KIND_SYNC               # Sync
    KIND_PENDING            # Pending: an entry of a channel
    KIND_CLOCK              # Clock
    KIND_FEW                # Clock with room for FEW_PAIRS
    KIND_NODE               # Node of a clock tree
    KIND_HELD               # + level: 4 << level Held
    KIND_TABLE = 16         # + level: cells_of_level Cell
    KIND_ENTRIES = 116      # + level: 1 << level Entry, and a header
    KIND_END = 140

cdef enum:
    SCRATCH = 4096          # units before the first block: what unit 0 stands for when memory is out

cdef enum:
    LINK = 16               # bytes at the beginning of a free block that say where others are

cdef enum:
    HELD_LEVELS = 8
    TABLE_LEVELS = 100
    ENTRIES_LEVELS = 24

# A stretch of free units that a checkpoint left.
ctypedef struct Extent:
    uint32_t unit
    uint32_t count

cdef State *shared_state() noexcept nogil
cdef Processor *open_memory() noexcept nogil
cdef void close_memory() noexcept nogil
cdef Processor *proc_create() noexcept nogil
cdef void proc_retire(Processor *) noexcept nogil
cdef uint32_t refill(Processor *, uint32_t kind) noexcept nogil
cdef void drain(Processor *, uint32_t kind) noexcept nogil
cdef void fork_memory() noexcept nogil
cdef uint32_t *map_leaf(uint64_t addr) noexcept nogil
cdef uint32_t units_of_kind(uint32_t kind) noexcept nogil
cdef uint32_t carve(uint32_t kind, uint32_t *count) noexcept nogil
cdef void give(uint32_t kind, uint32_t batch, uint32_t count) noexcept nogil
cdef int64_t blocks_in_use(uint32_t kind) noexcept nogil
cdef int64_t cells_in_use() noexcept nogil
cdef uint64_t accesses_made() noexcept nogil
cdef Processor *first_processor() noexcept nogil
cdef uint64_t index_bytes() noexcept nogil
cdef uint64_t heap_bytes() noexcept nogil
cdef uint64_t heap_capacity() noexcept nogil

# The world stands still between the last two: no thread has a processor, so none is inside the runtime but for looks at
# cells without a lock. The caller has no processor and no lock.
cdef void hold_world() noexcept nogil
cdef void let_world_go() noexcept nogil
cdef void stop_world() noexcept nogil
cdef void start_world() noexcept nogil

# For a checkpoint, in a stopped world: walks the index, and takes back all blocks but headers, tasks and the marked ones.
cdef uint32_t *leaf_number(uint32_t i) noexcept nogil
cdef uint32_t leaves_mapped() noexcept nogil
cdef uint64_t *begin_marks() noexcept nogil
cdef void reclaim() noexcept nogil
cdef void recount(uint32_t kind, int64_t count) noexcept nogil
cdef void forget_index() noexcept nogil

cdef enum:
    MAGAZINE = 32           # blocks in a full magazine, but for large kinds
    PAGE = 4096
    PAGE_UNITS = 128
    BIG = 4096              # units: tables from here on are accounted by who uses them, and give their pages back
    PAGE_ENTRIES = 1024     # entries of the index in a page


cdef inline void mark(uint64_t *marks, uint32_t unit, uint32_t units) noexcept nogil:
    """This block is to stay."""
    while units:
        marks[unit >> 6] |= <uint64_t>1 << (unit & 63)
        unit += 1
        units -= 1


cdef inline uint32_t cells_of_level(uint32_t level) noexcept nogil:
    """1, 2, 3, 4, 6, 8, 12, 16, ..., 64, 80, 96, 112, 128, ...: small tables grow by a third or a half, larger ones by a quarter or
    less, so that on the whole few cells are idle."""
    if level == 0:
        return 1
    if level < 11:
        return <uint32_t>1 << ((level + 1) >> 1) if level & 1 else <uint32_t>3 << ((level >> 1) - 1)
    return <uint32_t>(4 + ((level - 11) & 3)) << (4 + ((level - 11) >> 2))


cdef inline uint32_t limit_of_kind(uint32_t kind) noexcept nogil:
    """Blocks in a full magazine."""
    cdef uint32_t size
    if kind < KIND_HELD:
        return MAGAZINE
    if kind < KIND_TABLE:
        size = <uint32_t>1 << (kind - KIND_HELD)
    elif kind < KIND_ENTRIES:
        size = cells_of_level(kind - KIND_TABLE)
    else:
        size = <uint32_t>1 << (kind - KIND_ENTRIES)
    return MAGAZINE // size if size < MAGAZINE else 1


cdef inline Processor *enter() noexcept nogil:
    """The processor to run on until `leave`. Waits while the world stands still."""
    return get_state().host.get_processor()


cdef inline void leave(Processor *processor) noexcept nogil:
    get_state().host.put_processor(processor)


cdef inline void safepoint() noexcept nogil:
    """Where a checkpoint may happen: the caller has no processor, no lock and nothing of the runtime in its hands."""
    if peek8(&get_state().due):
        get_state().checkpoint()


cdef inline void account(uint64_t size) noexcept nogil:
    """So many bytes more are touched."""
    cdef State *state = get_state()
    add64(&state.bytes, size)
    if peek64(&state.bytes) > peek64(&state.threshold):
        set8(&state.due, 1)


cdef inline uint64_t *touched_pages(uint32_t *leaf) noexcept nogil:
    """A bit for each page of a leaf of the index that may hold entries; they lie before the leaf."""
    return <uint64_t *>leaf - 16


cdef inline void touch_index(uint32_t *leaf, uint64_t entry) noexcept nogil:
    """An entry of this leaf is about to be set."""
    cdef uint64_t page = entry // PAGE_ENTRIES
    cdef uint64_t *word = &touched_pages(leaf)[page >> 6]
    cdef uint64_t bit = <uint64_t>1 << (page & 63)
    if not peek64(word) & bit:
        or64(word, bit)
        account(PAGE)


cdef inline uint32_t allocate(Processor *processor, uint32_t kind) noexcept nogil:
    """A block with old content, or 0 when memory is out."""
    cdef Magazine *magazine = &processor.magazines[kind]
    cdef uint32_t unit = magazine.current
    if unit == 0:
        unit = refill(processor, kind)
        if unit == 0:
            return 0
    if POISONING:
        unpoison(block(unit), <uint64_t>units_of_kind(kind) << 5)
    magazine.current = (<uint32_t *>block(unit))[0]
    magazine.current_count -= 1
    magazine.balance += 1
    return unit


cdef inline void release_block(Processor *processor, uint32_t kind, uint32_t unit) noexcept nogil:
    cdef Magazine *magazine = &processor.magazines[kind]
    if magazine.current_count >= limit_of_kind(kind):
        drain(processor, kind)
    store32(<uint32_t *>block(unit), magazine.current)  # of a header: others may look at it
    magazine.current = unit
    magazine.current_count += 1
    magazine.balance -= 1
    if POISONING:
        poison(block(unit), <uint64_t>units_of_kind(kind) << 5)


cdef inline void attach() noexcept nogil:
    """Set this module's own copies of the addresses that never change."""
    global heap, top, state_address
    state_address = shared_state()
    heap = (<State *>state_address).heap
    top = (<State *>state_address).top
