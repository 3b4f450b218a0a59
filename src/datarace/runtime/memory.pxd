# Blocks of memory of fixed kinds. See memory.py.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t

from datarace.runtime.layout cimport (
    KINDS, LEAF_BITS, PARALLEL, TOP_BITS, Cell, Entry, Magazine, Processor, Shadow, State, Task, block, get_state, heap, load64, spin_lock,
    spin_unlock, state_address, store32, store64, top, unit_of)
from libc.stdlib cimport calloc, free
from libc.string cimport memset

cdef extern from *:
    """
    #include <stdlib.h>
    #include <sys/mman.h>
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
        for (; *size >= least; *size /= 2) {
            void *p = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (p == MAP_FAILED)
                continue;
            if (*size < wanted && *size / 4 >= least) {
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

# Kinds of block. A block never changes its kind, so that a reader without a lock who comes
# late still sees what it expects. Sized kinds take one number for each power of two.
cdef enum:
    KIND_NONE
    KIND_SHADOW             # Shadow
    KIND_SYNC               # Sync
    KIND_PENDING            # Pending: an entry of a channel
    KIND_TASK               # Task
    KIND_CLOCK              # Clock
    KIND_NODE               # Node of a clock tree
    KIND_HELD               # + level: 4 << level Held
    KIND_TABLE = 16         # + level: 1 << level Cell
    KIND_ENTRIES = 48       # + level: 1 << level Entry, and a header
    KIND_END = 80

cdef enum:
    SCRATCH = 4096          # units before the first block: what unit 0 stands for when memory is out

cdef enum:
    HELD_LEVELS = 8
    TABLE_LEVELS = 28
    ENTRIES_LEVELS = 24

cdef State *shared_state() noexcept nogil
cdef Processor *open_memory() noexcept nogil
cdef void close_memory() noexcept nogil
cdef Processor *proc_create() noexcept nogil
cdef void proc_destroy(Processor *) noexcept nogil
cdef uint32_t refill(Processor *, uint32_t kind) noexcept nogil
cdef void drain(Processor *, uint32_t kind) noexcept nogil
cdef void fork_memory() noexcept nogil
cdef uint32_t *map_leaf(uint64_t addr) noexcept nogil
cdef uint32_t units_of_kind(uint32_t kind) noexcept nogil
cdef uint32_t carve(uint32_t kind, uint32_t *count) noexcept nogil
cdef void give(uint32_t kind, uint32_t batch, uint32_t count) noexcept nogil
cdef int64_t blocks_in_use(uint32_t kind) noexcept nogil
cdef uint64_t heap_used() noexcept nogil

cdef enum:
    MAGAZINE = 32           # blocks in a full magazine, but for large kinds


cdef inline uint32_t limit_of_kind(uint32_t kind) noexcept nogil:
    """Blocks in a full magazine."""
    if kind < KIND_HELD:
        return MAGAZINE
    cdef uint32_t level = kind - KIND_HELD if kind < KIND_TABLE else (kind - KIND_TABLE) & 31
    return MAGAZINE >> level if level < 5 else 1


cdef inline uint32_t allocate(Processor *processor, uint32_t kind) noexcept nogil:
    """A block with old content, or 0 when memory is out."""
    cdef Magazine *magazine = &processor.magazines[kind]
    cdef uint32_t unit = magazine.current
    if unit == 0:
        unit = refill(processor, kind)
        if unit == 0:
            return 0
    magazine.current = (<uint32_t *>block(unit))[0]
    magazine.current_count -= 1
    magazine.balance += 1
    return unit


cdef inline void release_block(Processor *processor, uint32_t kind, uint32_t unit) noexcept nogil:
    cdef Magazine *magazine = &processor.magazines[kind]
    if magazine.current_count >= limit_of_kind(kind):
        drain(processor, kind)
    (<uint32_t *>block(unit))[0] = magazine.current
    magazine.current = unit
    magazine.current_count += 1
    magazine.balance -= 1


cdef inline void attach() noexcept nogil:
    """Set this module's own copies of the addresses that never change."""
    global heap, top, state_address
    state_address = shared_state()
    heap = (<State *>state_address).heap
    top = (<State *>state_address).top
