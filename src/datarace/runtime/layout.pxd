# What every compiled module of the runtime agrees on: words, structs, locks, and the
# inline fast path. Declarations only; there is no layout.py.
#
# Users outside the runtime cimport everything from datarace.runtime.core, and call
# `attach()` once, at the import of their module: `heap`, `top` and `state_address` below
# are static pointers of each importing module (one load on the fast path instead of two),
# set by attach() to addresses that stay the same for the life of the process.
#
#     from datarace.runtime.core cimport attach, get_state, Task, seen_read, access, READ
#     attach()
#     if peek8(&get_state().armed) and not task.ignore and not seen_read(addr, key, task):
#         access(task, addr, pre, key, READ, site, object)
#
# Words
#
#   epoch word    63 SET | 59 WIDE | 58 REMOVE | 57 ATOMIC | 56 RMW | 55..32 slot | 31..0 clock
#                 a task's own epoch has no flags; an epoch is never used twice
#   set word      63 SET | 55..37 tag | 36..32 log2 capacity | 31..0 unit of the block
#   table word    63..32 cells | 31..0 unit of the first cell; 0: no table
#   unit          index of 32 bytes in the heap; 0 is no block
#   key           62 bits, not 0, chosen by the caller; bit 63 marks the companion cell for
#                 atomic accesses, bit 62 the summary cells of an object; of an extent: extents.pxd

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t


cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    #include <sched.h>

    /* With the GIL every call into the runtime is made with the GIL held and never lets
       it go, so locks and atomics compile to nothing. */
    #ifdef Py_GIL_DISABLED
      #define DR_PARALLEL 1
      static inline uint32_t dr_load32(const uint32_t *p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
      static inline uint64_t dr_load64(const uint64_t *p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
      static inline uint64_t dr_peek64(const uint64_t *p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
      static inline uint8_t dr_peek8(const uint8_t *p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
      static inline void dr_set8(uint8_t *p, uint8_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
      static inline void dr_set16(uint16_t *p, uint16_t v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
      static inline void dr_store32(uint32_t *p, uint32_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
      static inline void dr_store64(uint64_t *p, uint64_t v) { __atomic_store_n(p, v, __ATOMIC_RELEASE); }
      static inline uint32_t dr_add32(uint32_t *p, uint32_t v) { return __atomic_add_fetch(p, v, __ATOMIC_RELAXED); }
      static inline uint32_t dr_sub32(uint32_t *p, uint32_t v) { return __atomic_sub_fetch(p, v, __ATOMIC_ACQ_REL); }
      static inline void dr_or64(uint64_t *p, uint64_t v) { __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
      static inline uint64_t dr_add64(uint64_t *p, uint64_t v) { return __atomic_add_fetch(p, v, __ATOMIC_RELAXED); }
      static inline int dr_cas32(uint32_t *p, uint32_t expected, uint32_t desired)
      { return __atomic_compare_exchange_n(p, &expected, desired, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE); }
      static inline void dr_fence(void) { __atomic_thread_fence(__ATOMIC_ACQ_REL); }
      static inline int dr_try(uint32_t *p) { return !__atomic_exchange_n(p, 1, __ATOMIC_ACQUIRE); }
      static inline void dr_unlock(uint32_t *p) { __atomic_store_n(p, 0, __ATOMIC_RELEASE); }
      static inline void dr_lock(uint32_t *p)
      {
          unsigned spins = 0;
          while (!dr_try(p))
              while (__atomic_load_n(p, __ATOMIC_RELAXED))
                  if (++spins % 64 == 0)
                      sched_yield();      /* the holder may be waiting for this very core */
      }
    #else
      #define DR_PARALLEL 0
      static inline uint32_t dr_load32(const uint32_t *p) { return *p; }
      static inline uint64_t dr_load64(const uint64_t *p) { return *p; }
      static inline uint64_t dr_peek64(const uint64_t *p) { return *p; }
      static inline uint8_t dr_peek8(const uint8_t *p) { return *p; }
      static inline void dr_set8(uint8_t *p, uint8_t v) { *p = v; }
      static inline void dr_set16(uint16_t *p, uint16_t v) { *p = v; }
      static inline void dr_store32(uint32_t *p, uint32_t v) { *p = v; }
      static inline void dr_store64(uint64_t *p, uint64_t v) { *p = v; }
      static inline uint32_t dr_add32(uint32_t *p, uint32_t v) { return *p += v; }
      static inline uint32_t dr_sub32(uint32_t *p, uint32_t v) { return *p -= v; }
      static inline void dr_or64(uint64_t *p, uint64_t v) { *p |= v; }
      static inline uint64_t dr_add64(uint64_t *p, uint64_t v) { return *p += v; }
      static inline int dr_cas32(uint32_t *p, uint32_t expected, uint32_t desired)
      { if (*p != expected) return 0; *p = desired; return 1; }
      static inline void dr_fence(void) {}
      static inline int dr_try(uint32_t *p) { (void)p; return 1; }
      static inline void dr_unlock(uint32_t *p) { (void)p; }
      static inline void dr_lock(uint32_t *p) { (void)p; }
    #endif

    /* What ThreadSanitizer has to be told (.ci/sanitize thread); in any other build it is nothing.

       dr_glance: a word that another thread may write meanwhile, of which one aligned load is enough. A plain load, since
       compilers fold those, but not atomic ones, into a comparison with memory. For the sanitizer it is the atomic one.
       dr_look64: the loads of a reader without a lock from blocks that may be free by then, and that it believes only after a
       second look at the word that led there (below): they race, harmlessly. Words of headers are never read with it.
       dr_order_before, dr_order_after: all before the one is ordered before all after the other at the same address. Order
       that the interpreter makes, which is not built with the sanitizer: by reference counts, by stopping all threads. Of an
       object's own address: made is before used. Of the next one: used is before dead. */
    /* dr_guess64: the same with the GIL, for a place that was remembered: a word of a header that may be free by now, which is
       believed when it says what the header of a living object would say. AddressSanitizer, for which free blocks are
       poisoned, does not see it. */
    #if defined(__SANITIZE_ADDRESS__)
      __attribute__((no_sanitize_address, noinline)) static uint64_t dr_guess64(const uint64_t *p) { return *p; }
    #else
      static inline uint64_t dr_guess64(const uint64_t *p) { return *p; }
    #endif
    #if defined(__SANITIZE_THREAD__) && defined(Py_GIL_DISABLED)
      #include <sanitizer/tsan_interface.h>
      #define DR_GLANCE(type, name) \
          static inline type name(const type *p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
      __attribute__((no_sanitize("thread"), noinline)) static uint64_t dr_look64(const uint64_t *p)
      { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
      static inline void dr_order_before(uintptr_t address) { __tsan_release((void *)address); }
      static inline void dr_order_after(uintptr_t address) { __tsan_acquire((void *)address); }
    #else
      #define DR_GLANCE(type, name) static inline type name(const type *p) { return *p; }
      static inline uint64_t dr_look64(const uint64_t *p) { return dr_load64(p); }
      static inline void dr_order_before(uintptr_t address) { (void)address; }
      static inline void dr_order_after(uintptr_t address) { (void)address; }
    #endif
    DR_GLANCE(uint64_t, dr_glance64)
    DR_GLANCE(uint32_t, dr_glance32)
    DR_GLANCE(uint16_t, dr_glance16)
    DR_GLANCE(uint8_t, dr_glance8)

    static uint8_t *dr_heap;
    static uint32_t **dr_top;
    static void *dr_state;

    #define DR_SET        (1ULL << 63)
    #define DR_WORD_MASK  0x80ffffffffffffffULL     /* an epoch word without its flags */
    #define DR_EPOCH_MASK 0x00ffffffffffffffULL
    #define DR_RMW_FLAG   (1ULL << 56)
    #define DR_ATOMIC_FLAG (1ULL << 57)
    #define DR_REMOVE_FLAG (1ULL << 58)
    #define DR_WIDE_FLAG  (1ULL << 59)
    #define DR_EXTENT_KEY (1ULL << 60)
    #define DR_ATOMIC_KEY (1ULL << 63)
    #define DR_RANGE_KEY  ((1ULL << 62) + 1)
    #define DR_POINTS_KEY ((1ULL << 62) + 2)
    #define DR_HASH       0x9e3779b97f4a7c15ULL
    #define DR_FINALIZING (1U << 31)
    """
    const bint PARALLEL "DR_PARALLEL"
    uint32_t load32 "dr_load32"(const uint32_t *) noexcept nogil
    uint64_t load64 "dr_load64"(const uint64_t *) noexcept nogil
    uint64_t peek64 "dr_peek64"(const uint64_t *) noexcept nogil
    uint8_t peek8 "dr_peek8"(const uint8_t *) noexcept nogil
    uint64_t glance64 "dr_glance64"(const uint64_t *) noexcept nogil
    uint32_t glance32 "dr_glance32"(const uint32_t *) noexcept nogil
    uint16_t glance16 "dr_glance16"(const uint16_t *) noexcept nogil
    uint8_t glance8 "dr_glance8"(const uint8_t *) noexcept nogil
    uint64_t look64 "dr_look64"(const uint64_t *) noexcept nogil
    uint64_t guess64 "dr_guess64"(const uint64_t *) noexcept nogil
    void order_before "dr_order_before"(uintptr_t) noexcept nogil
    void order_after "dr_order_after"(uintptr_t) noexcept nogil
    void set8 "dr_set8"(uint8_t *, uint8_t) noexcept nogil
    void set16 "dr_set16"(uint16_t *, uint16_t) noexcept nogil
    void store32 "dr_store32"(uint32_t *, uint32_t) noexcept nogil
    void store64 "dr_store64"(uint64_t *, uint64_t) noexcept nogil
    uint32_t add32 "dr_add32"(uint32_t *, uint32_t) noexcept nogil
    uint32_t sub32 "dr_sub32"(uint32_t *, uint32_t) noexcept nogil
    void or64 "dr_or64"(uint64_t *, uint64_t) noexcept nogil
    uint64_t add64 "dr_add64"(uint64_t *, uint64_t) noexcept nogil
    bint cas32 "dr_cas32"(uint32_t *, uint32_t expected, uint32_t desired) noexcept nogil
    void fence "dr_fence"() noexcept nogil
    bint try_lock "dr_try"(uint32_t *) noexcept nogil
    void spin_lock "dr_lock"(uint32_t *) noexcept nogil
    void spin_unlock "dr_unlock"(uint32_t *) noexcept nogil

    uint8_t *heap "dr_heap"
    uint32_t **top "dr_top"
    void *state_address "dr_state"

    const uint64_t SET "DR_SET"
    const uint64_t WORD_MASK "DR_WORD_MASK"
    const uint64_t EPOCH_MASK "DR_EPOCH_MASK"
    const uint64_t RMW_FLAG "DR_RMW_FLAG"
    const uint64_t ATOMIC_FLAG "DR_ATOMIC_FLAG"
    const uint64_t REMOVE_FLAG "DR_REMOVE_FLAG"
    const uint64_t WIDE_FLAG "DR_WIDE_FLAG"
    const uint64_t EXTENT_KEY "DR_EXTENT_KEY"
    const uint64_t ATOMIC_KEY "DR_ATOMIC_KEY"
    const uint64_t RANGE_KEY "DR_RANGE_KEY"
    const uint64_t POINTS_KEY "DR_POINTS_KEY"
    const uint64_t HASH "DR_HASH"
    const uint32_t FINALIZING "DR_FINALIZING"   # in the place of a lock's creation: a finalizer, of what says the site


# Mode bits of an access.
cdef enum:
    READ = 0
    WRITE = 1
    ATOMIC = 2      # a container operation that the interpreter makes atomic
    RMW = 4         # the value written derives from a read of the same location
    POINT = 8       # one element: conflicts with RANGE accesses of the same object as well
    RANGE = 16      # all elements (the key is ignored)
    REMOVE = 32     # a write that takes the location out of its object: until it is made anew there is none
    SPLIT = 64      # of a race: nothing is unordered, but what the task had read under the lock was written since (split_update)
    INSERT = 128    # an atomic write that makes the location: of two tasks that do so at once the later overwrites what the other made
    WIDE = 256      # several elements of a buffer, one after the other: others can see its middle
    SURELY = 512    # with ATOMIC: also where no container operation is (State.strict)

# Bits of Shadow.features: which other cells an access has to be checked against.
cdef enum:
    HAS_ATOMIC = 1          # companion cells
    HAS_RANGE = 2           # cells of accesses to all elements
    HAS_POINTS = 4          # summary cells of accesses to elements
    HAS_REMOVED = 8         # cells of locations that were removed

# Flags of lock_created.
cdef enum:
    LOCK_INTERNAL = 1   # made by the standard library for its own use

cdef enum:
    LEAF_BITS = 20                      # entries of a leaf of the index, one for 16 bytes
    TOP_BITS = 23                       # leaves: 47 bits of address in all
    SLOT_LIMIT = 1 << 24


# That a task gave back a lock, for reports: its clock then, and where the lock was made.
ctypedef struct Release:
    uint32_t clock
    uint32_t creation

cdef enum:
    RELEASES = 3            # that a task remembers

# One flow of execution. Fields are written by its own thread only, except where said.
ctypedef struct Task:
    uint64_t epoch          # slot << 32 | clock. First: the fast path. Written under `lock`
    uint32_t ignore         # > 0: accesses are not recorded
    uint32_t ignore_sync    # > 0: synchronisation gives no edges
    uint32_t number         # 0 main, then 1, 2, ... in order of creation, never reused
    uint32_t creation       # stack node where it was started; 0 unknown
    uint32_t finished
    uint32_t lock           # for readers of `clock` other than the task itself
    void *host              # the host's own
    uint64_t recorded       # epoch of the latest access recorded
    uint32_t clock          # unit of the clock value that it holds; own slot: see epoch
    uint32_t published      # own clock in the last value it published; 0: none yet
    uint32_t joined         # its clock value changed since then
    uint32_t base           # scopes > 0: the clock value without the scopes' edges
    uint32_t scopes
    uint32_t held           # unit of a block of Held, 0: none
    uint32_t held_count
    uint16_t held_level     # log2 of the capacity of the block
    uint16_t strict         # no access of this task is atomic, whatever state.strict says; written by the task itself
    uint32_t start          # first clock value in its slot
    uint32_t last           # finished: unit of its last clock value
    uint32_t references     # handles, plus one while it runs
    uint32_t next           # list of live tasks, under state.tasks_lock
    uint32_t previous
    uint32_t races          # found by its accesses
    Release releases[3]     # RELEASES latest of locks, each of another clock; read by who reports a race with it

# One location of one object, 32 bytes. Changed under the lock of its object.
ctypedef struct Cell:
    uint64_t key
    uint64_t write          # last write, or a set word of unordered writers
    uint64_t read           # last read, or a set word of unordered readers
    uint32_t write_trace
    uint32_t read_trace

# A block of `Entry` behind one header of the same size: open addressing by slot.
ctypedef struct Entry:
    uint64_t epoch          # with flags; 0: free
    uint32_t trace
    uint32_t used           # in the header: entries in use

# One object that was accessed or synchronised on, 32 bytes. Lives until free_object. `addr`, `table`, `pre` and `marks` are
# read without the lock (glance, load64) and therefore written as one word each.
ctypedef struct Shadow:
    uint64_t addr
    uint64_t table          # table word. Published with release; the old table is recycled
    uint32_t used           # cells in use
    uint32_t sync           # unit of the first sync variable
    uint32_t lock           # spin lock for everything behind this header
    uint8_t pre             # bytes between the allocator's block and the object
    uint8_t features        # which kinds of summary and companion cells exist
    uint16_t marks          # the host's own bits (sync.set_word). Written under `lock`

ctypedef struct RaceAccess:
    uint64_t epoch
    uint32_t mode
    uint32_t trace
    uint32_t task_number

ctypedef struct Race:
    uint64_t addr
    uint64_t key            # RANGE_KEY for a range, EXTENT_KEY | low for an extent
    uint64_t low            # of an extent: the bytes that both touched, as far as known; else 0
    uint64_t high
    RaceAccess current
    RaceAccess previous
    void *object

cdef enum:
    KINDS = 140             # kinds of block, see memory.pxd

# Free blocks of one kind: two magazines, so that a run of frees after a run of
# allocations (and the other way round) does not go to the global lists each time.
ctypedef struct Magazine:
    uint32_t current        # first free block, chained through the first word of a block
    uint32_t spare
    uint32_t current_count
    uint32_t spare_count
    int64_t balance         # blocks allocated here minus blocks freed here

# Numbers of an interning table (traces.pxd) that a processor may give out without asking:
# a run of fresh ones, and a chain of used ones that nothing refers to any more.
ctypedef struct Numbers:
    uint32_t next
    uint32_t end
    uint32_t recycled
    uint32_t made           # entries that this processor added

# The context of whoever is executing: every cache, free list and counter. Used by one thread
# at a time, from the host's get_processor to put_processor; `busy` says so, and whoever stops
# the world (memory.pxd) takes it of all of them. The struct of a processor that was destroyed
# waits, busy, for the next proc_create: a thread may still try to get it.
ctypedef struct Processor:
    void *host              # the host's own
    void *next              # list of all processors, or of the destroyed ones, under the memory's lock
    uint32_t busy
    uint32_t number
    uint32_t tag            # counter for the tags of set words
    uint32_t floor_wanted   # a table of so many cells was looked through: floors may be worth raising (tasks.py)
    Numbers numbers[3]      # of stacks, traces and lock sets
    uint64_t accesses       # that took the slow path
    int64_t cells           # cells made here minus cells that went here
    Magazine magazines[KINDS]

cdef enum:
    STACK_NOW = 0xffffffff  # as a stack node: the runtime asks the host for the present one

# Who schedules. get_processor may be called where no task is current (in the collector, in a
# deallocation, on a thread that nobody announced), never with a lock of the runtime held.
ctypedef struct Host:
    Processor *(*get_processor)() noexcept nogil
    void (*put_processor)(Processor *) noexcept nogil
    # The stack node of what the calling thread is doing; `processor` is for stack_node.
    uint32_t (*stack)(Task *, Processor *) noexcept nogil
    # A race was found. Called without processor and locks; traces stay good until it returns.
    void (*race)(Task *, Race *) noexcept nogil
    # No stack node names this code any more. The world stands still: only take note of it.
    void (*code_forgotten)(uint64_t code) noexcept nogil
    # That is over: a checkpoint was made by the calling thread, which has no processor and no lock.
    void (*checkpointed)() noexcept nogil
    # It has probes in the program's code, which stay there when it stops and another host starts: those ask `probed`.
    uint8_t probes

# What all modules share. One for the process, at an address that never changes.
ctypedef struct State:
    uint8_t armed           # more than one task, or a finished one that is not covered. Read anywhere: peek8; set_armed
    uint8_t probed          # the same, while the host is the one whose probes are in the program's code
    uint8_t running         # between init and fini, unless memory ran out. Read anywhere: peek8, set8
    uint8_t open            # between init and fini
    uint8_t due             # a checkpoint is due: some table or the budget is full. Read and set anywhere: peek8, set8
    uint8_t strict          # no access is atomic: each conflicts with each. Set before the first task starts; peek8, set8
    uint32_t pins           # threads that read traces without a processor: no checkpoint meanwhile
    uint8_t *heap
    uint32_t **top
    Host host
    uint32_t tasks_lock     # slots, list of live tasks, `armed`, finished tasks
    uint32_t live           # tasks that run
    uint32_t pending        # finished slots that nobody covers yet
    uint32_t first_task     # list of live tasks
    uint32_t next_number
    uint32_t slots          # slots ever used
    uint64_t races
    uint64_t limit          # budget in bytes; 0: none
    uint64_t threshold      # bytes in use at which the next checkpoint is due
    uint64_t bytes          # of heap, index and tables that were touched and not given back
    uint64_t checkpoints
    uint64_t removed_cells  # cells of removed locations that made room (shadow.py)
    void (*checkpoint)() noexcept nogil
    uint64_t lost_tasks     # tasks for which there was no slot
    uint64_t lost_traces    # traces or lock sets for which there was no room
    uint64_t lost_cells     # accesses or edges not recorded: out of memory
    uint64_t numbers        # numbers given to objects (sync.number_of), in all runs


cdef inline State *get_state() noexcept nogil:
    return <State *>state_address


cdef inline void set_armed(bint value) noexcept nogil:
    """Something can race, or nothing can."""
    cdef State *state = get_state()
    set8(&state.armed, value)
    set8(&state.probed, value and peek8(&state.host.probes))


cdef inline void *block(uint32_t unit) noexcept nogil:
    return heap + (<uint64_t>unit << 5)


cdef inline uint32_t unit_of(void *address) noexcept nogil:
    return <uint32_t>((<uint64_t>(<uintptr_t>address) - <uint64_t>(<uintptr_t>heap)) >> 5)


cdef inline Shadow *find_shadow(uint64_t addr) noexcept nogil:
    """The header of the object at `addr`, or NULL. The caller keeps the object alive."""
    cdef uint32_t *leaf = <uint32_t *>load64(<uint64_t *>&top[(addr >> 24) & ((1 << TOP_BITS) - 1)])
    if leaf == NULL:
        return NULL
    cdef uint32_t unit = load32(&leaf[(addr >> 4) & ((1 << LEAF_BITS) - 1)])
    if unit == 0:
        return NULL
    cdef Shadow *shadow = <Shadow *>block(unit)
    return shadow if glance64(&shadow.addr) == addr else NULL


cdef inline Shadow *find_block(uint64_t start) noexcept nogil:
    """The header of the object that lives in the allocator's block at `start`, or NULL.

    CPython puts nothing, a GC header, or that and a pre-header before an object: 0, 16 or 32
    bytes. `pre` in the header says which it was, so that a neighbour is never taken for it.
    """
    cdef Shadow *shadow
    cdef uint32_t *leaf = <uint32_t *>load64(<uint64_t *>&top[(start >> 24) & ((1 << TOP_BITS) - 1)])
    cdef uint64_t entry = (start >> 4) & ((1 << LEAF_BITS) - 1)
    if leaf == NULL:
        return NULL
    if entry + 2 < (1 << LEAF_BITS) and not (
            glance32(&leaf[entry]) | glance32(&leaf[entry + 1]) | glance32(&leaf[entry + 2])):
        return NULL
    cdef uint64_t pre
    for pre in range(0, 48, 16):
        shadow = find_shadow(start + pre)
        if shadow != NULL and glance8(&shadow.pre) == pre:
            return shadow
    return NULL


cdef inline uint64_t bucket(uint64_t key, uint64_t count) noexcept nogil:
    """Where the search for a key begins in a table of `count` cells: groups of neighbours, scattered.

    What walks along a list walks along the cells of a group, which the processor fetches ahead. Within its group each key
    has a place that depends on the group too, so that keys with a stride share no places.
    """
    cdef uint64_t mixed
    cdef uint64_t place
    if count >= 1024:  # multiples of 64
        mixed = ((key >> 6) ^ (key >> 35)) * HASH >> 32
        return ((mixed * (count >> 6)) >> 32 << 6) | ((key + mixed) & 63)
    mixed = ((key >> 2) ^ (key >> 35)) * HASH >> 32
    place = ((mixed * (count >> 2)) >> 32 << 2) | ((key ^ (key >> 4)) & 3)
    return place if place < count else 0


cdef inline Cell *cell_in(uint64_t table, uint64_t key) noexcept nogil:
    """The cell of `key` in the table of a table word, or NULL."""
    if table == 0:
        return NULL
    cdef Cell *cells = <Cell *>block(<uint32_t>table)
    cdef uint64_t count = table >> 32
    cdef uint64_t place = bucket(key, count)
    cdef uint64_t left = count
    cdef uint64_t found
    while left:
        found = look64(&cells[place].key)
        if found == key:
            return &cells[place]
        if found == 0:
            return NULL
        place += 1
        if place == count:
            place = 0
        left -= 1
    return NULL


cdef inline Cell *find_cell(uint64_t addr, uint64_t key) noexcept nogil:
    """The cell of a location, or NULL. Atomic companion: `key ^ ATOMIC_KEY`."""
    cdef Shadow *shadow = find_shadow(addr)
    if shadow == NULL:
        return NULL
    return cell_in(load64(&shadow.table), key)


# The whole fast path. Why it may read without a lock: the caller keeps the object alive, and the block of a header is never
# anything but a header. A table that another thread replaces meanwhile may come to hold anything, but nothing is
# believed before the object has been seen to have the same table still (it never gets an earlier one back): then the
# cell was this object's, and a cell with my epoch was written by me, or copied from one that I wrote. A set word is
# followed only after the same look, so that it leads to a block that was a set at least then.

cdef inline bint still(Shadow *shadow, uint64_t table) noexcept nogil:
    """Nobody replaced the table meanwhile."""
    return not PARALLEL or load64(&shadow.table) == table


cdef inline bint in_set(Shadow *shadow, uint64_t table, uint64_t *word, uint64_t epoch, uint64_t mask) noexcept nogil:
    """Whether the set behind a set word has this epoch; `mask` says which bits of an epoch word count.

    That a location was removed is said by the word, not by entries.
    """
    cdef uint64_t content = look64(word)
    if not content & SET or (content ^ epoch) & mask & REMOVE_FLAG or not still(shadow, table):
        return False
    epoch &= ~REMOVE_FLAG
    mask &= ~REMOVE_FLAG
    cdef Entry *entries = <Entry *>block(<uint32_t>content) + 1
    cdef uint64_t last = (<uint64_t>1 << ((content >> 32) & 31)) - 1
    cdef uint64_t place = (epoch >> 32) & last
    cdef uint64_t left = last + 1
    cdef uint64_t found
    while left:
        found = look64(&entries[place].epoch)
        if (found & mask) == epoch:
            # The block may have been given to another cell meanwhile, together with a copy of an entry of
            # mine; then the word, whose tag changes with each new block, is another too.
            return not PARALLEL or (look64(word) == content and still(shadow, table))
        if found == 0:
            return False
        place = (place + 1) & last
        left -= 1
    return False


cdef inline bint read_at(Shadow *shadow, uint64_t table, Cell *cell, Task *task) noexcept nogil:
    cdef uint64_t epoch = peek64(&task.epoch)
    cdef uint64_t read = look64(&cell.read)
    cdef uint64_t write = look64(&cell.write)
    if (read & WORD_MASK) == epoch or (write & WORD_MASK) == epoch:
        return still(shadow, table)
    if not (read | write) & SET:
        return False
    return in_set(shadow, table, &cell.read, epoch, WORD_MASK) or in_set(shadow, table, &cell.write, epoch, WORD_MASK)


cdef inline bint written_at(Shadow *shadow, uint64_t table, Cell *cell, Task *task) noexcept nogil:
    cdef uint64_t epoch = peek64(&task.epoch)
    cdef uint64_t write = look64(&cell.write)
    if (write & (WORD_MASK | REMOVE_FLAG)) == epoch:
        return still(shadow, table)
    return write & SET and in_set(shadow, table, &cell.write, epoch, WORD_MASK | REMOVE_FLAG)


cdef inline bint seen_read(uint64_t addr, uint64_t key, Task *task) noexcept nogil:
    """The access would change nothing: this task has read or written the location in its present epoch."""
    cdef Shadow *shadow = find_shadow(addr)
    if shadow == NULL:
        return False
    cdef uint64_t table = load64(&shadow.table)
    cdef Cell *cell = cell_in(table, key)
    return cell != NULL and read_at(shadow, table, cell, task)


cdef inline bint written(uint64_t addr, uint64_t key, uint64_t epoch, uint64_t mask) noexcept nogil:
    """The location's last write, or one of its unordered writes, has this epoch word but for bits outside of `mask`."""
    cdef Shadow *shadow = find_shadow(addr)
    if shadow == NULL:
        return False
    cdef uint64_t table = load64(&shadow.table)
    cdef Cell *cell = cell_in(table, key)
    if cell == NULL:
        return False
    if (look64(&cell.write) & mask) == epoch:
        return still(shadow, table)
    return in_set(shadow, table, &cell.write, epoch, mask)


cdef inline bint seen_write(uint64_t addr, uint64_t key, Task *task) noexcept nogil:
    """As seen_read, for a write: this task has written the location in its present epoch, and not removed it since."""
    cdef Shadow *shadow = find_shadow(addr)
    if shadow == NULL:
        return False
    cdef uint64_t table = load64(&shadow.table)
    cdef Cell *cell = cell_in(table, key)
    return cell != NULL and written_at(shadow, table, cell, task)


cdef inline bint seen_near(uint64_t addr, uint64_t key, Task *task, bint write, uint64_t *near) noexcept nogil:
    """As seen_read, or seen_write, for who comes to the same few objects with the same key again and again.

    `near`, 0 at the beginning of a run, is where the last cell was: unit of the header << 32 | index in the table. That is a
    guess, believed when header and cell say so; objects of one class mostly have a key at the same index. Without the GIL
    nothing is kept: threads would write the same word in turn.
    """
    if PARALLEL:
        return seen_write(addr, key, task) if write else seen_read(addr, key, task)
    cdef Shadow *shadow = <Shadow *>block(<uint32_t>(near[0] >> 32))
    if guess64(&shadow.addr) != addr:
        shadow = find_shadow(addr)
        if shadow == NULL:
            return False
    cdef uint64_t table = load64(&shadow.table)
    cdef uint64_t place = <uint32_t>near[0]
    cdef Cell *cell = <Cell *>block(<uint32_t>table) + place
    if place >= table >> 32 or cell.key != key:
        cell = cell_in(table, key)
        if cell == NULL:
            return False
        near[0] = <uint64_t>unit_of(shadow) << 32 | <uint64_t>(cell - <Cell *>block(<uint32_t>table))
    return written_at(shadow, table, cell, task) if write else read_at(shadow, table, cell, task)


cdef inline bint seen_there(uint64_t addr, uint64_t key, Task *task, bint write, uint64_t near) noexcept nogil:
    """The answer of `seen_near` where the guess is right and nobody came between; False: ask there."""
    if PARALLEL:
        return False
    cdef Shadow *shadow = <Shadow *>block(<uint32_t>(near >> 32))
    if guess64(&shadow.addr) != addr:
        shadow = find_shadow(addr)
        if shadow == NULL:
            return False
    cdef uint64_t table = shadow.table
    cdef uint64_t place = <uint32_t>near
    cdef Cell *cell = <Cell *>block(<uint32_t>table) + place
    if place >= table >> 32 or cell.key != key:
        return False
    return (cell.write & (WORD_MASK | REMOVE_FLAG)) == task.epoch or (not write and (cell.read & WORD_MASK) == task.epoch)


cdef inline bint seen_update(uint64_t addr, uint64_t key, Task *task) noexcept nogil:
    """As seen_write, and what it wrote derived from a read (RMW)."""
    return written(addr, key, peek64(&task.epoch) | RMW_FLAG, ~ATOMIC_FLAG)


cdef inline bint seen_removal(uint64_t addr, uint64_t key, Task *task) noexcept nogil:
    """As seen_write, for a write that removes the location."""
    return written(addr, key, peek64(&task.epoch) | REMOVE_FLAG, WORD_MASK | REMOVE_FLAG)
