# A trace drives the runtime. See replay.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memchr, memcmp, memcpy, memset

from datarace.runtime.core cimport acquire, acquire_task, fini, init, release, task_end, task_join, task_of, task_release, task_start
from datarace.runtime.layout cimport (
    HASH, SET, WORD_MASK, Cell, Entry, Host, Processor, Shadow, State, Task, find_cell, get_state, heap, peek8, spin_unlock,
    state_address, store64, top)
from datarace.runtime.memory cimport attach
from datarace.runtime.shadow cimport cell_for, entries_at, free_set, level_of_set, locked_shadow, ordered, set_add

cdef extern from *:
    """
    /* Eight bytes, the first one lowest, whatever the machine's order is. */
    static inline uint64_t dr_bytes(const uint8_t *p)
    {
        uint64_t word;
        memcpy(&word, p, 8);
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
    #endif
        return word;
    }
    /* How many bytes of a word come before the first that is equal to those of `sought`; 8 when none is. */
    static inline uint64_t dr_before(uint64_t word, uint64_t sought)
    {
        uint64_t zeros = word ^ sought;
        zeros = (zeros - 0x0101010101010101ULL) & ~zeros & 0x8080808080808080ULL;
        return zeros ? (uint64_t)__builtin_ctzll(zeros) >> 3 : 8;
    }
    #define DR_BARS     0x7c7c7c7c7c7c7c7cULL
    #define DR_NEWLINES 0x0a0a0a0a0a0a0a0aULL
    #define DR_2(a, b) ((uint64_t)(a) | (uint64_t)(b) << 8)
    #define DR_4(a, b, c, d) (DR_2(a, b) | DR_2(c, d) << 16)
    #define DR_5(a, b, c, d, e) (DR_4(a, b, c, d) | (uint64_t)(e) << 32)
    #define DR_VARIABLES (1ULL << 40)
    #define DR_LOCKS     (1ULL << 46)
    """
    uint64_t bytes_at "dr_bytes"(const uint8_t *) noexcept nogil
    uint64_t bytes_before "dr_before"(uint64_t word, uint64_t sought) noexcept nogil
    const uint64_t BARS "DR_BARS"
    const uint64_t NEWLINES "DR_NEWLINES"
    const uint64_t OP_READ "DR_2('r', '(')"
    const uint64_t OP_WRITE "DR_2('w', '(')"
    const uint64_t OP_ACQUIRE "DR_4('a', 'c', 'q', '(')"
    const uint64_t OP_RELEASE "DR_4('r', 'e', 'l', '(')"
    const uint64_t OP_FORK "DR_5('f', 'o', 'r', 'k', '(')"
    const uint64_t OP_JOIN "DR_5('j', 'o', 'i', 'n', '(')"
    const uint64_t TWO_BYTES "0xffffULL"
    const uint64_t FOUR_BYTES "0xffffffffULL"
    const uint64_t FIVE_BYTES "0xffffffffffULL"
    # Where the addresses of variables and of locks begin; 16 bytes for each.
    const uint64_t VARIABLES "DR_VARIABLES"
    const uint64_t LOCKS "DR_LOCKS"
    # In the word of readers: the rule has made a vector of them, although it may hold one epoch
    # now. The bit is free here, since all accesses of a trace are plain.
    const uint64_t VECTOR "DR_ATOMIC_FLAG"

cdef enum:
    NOBODY = 0xffffffff     # no name, no thread
    MARGIN = 8              # bytes behind a line that may be read
    LINE_LIMIT = 1 << 20    # bytes; what has longer lines is no trace, and need not be read wholly
    KEY = 1                 # of the one location that a variable has

# What stopped `read_lines`.
cdef enum:
    FINE
    BAD_LINE
    NO_MEMORY

# One place of a hash table, 16 bytes.
ctypedef struct Place:
    uint64_t word           # the first eight bytes of the name, zeros behind them
    uint32_t length
    uint32_t number         # of the name, plus 1; 0: free

ctypedef struct Name:
    uint64_t offset         # of its bytes
    uint32_t length

# Names and their numbers: 0, 1, 2, ... in order of appearance.
ctypedef struct Names:
    Place *places           # open addressing; at most half of it in use
    uint64_t mask
    uint32_t shift          # 64 minus log2 of the number of places
    uint32_t count
    Name *names             # room for half as many as there are places
    uint8_t *bytes          # of all names, one after the other
    uint64_t used
    uint64_t room

# An access that another one races with.
ctypedef struct Earlier:
    uint64_t epoch
    uint32_t loc
    bint write

# A racy access, to be told.
ctypedef struct Note:
    uint64_t line
    uint32_t thread
    uint32_t variable
    uint32_t loc
    uint32_t earlier_thread # NOBODY: too long ago
    uint32_t earlier_loc
    uint8_t write
    uint8_t earlier_write

ctypedef struct Run:
    Processor *processor
    Task *origin            # knows nothing and does nothing: parent of whoever is not forked
    bint all                # which rule
    bint telling            # whether racy accesses are noted
    uint32_t problem
    uint64_t line           # number of the line that is read
    uint64_t events
    uint64_t racy
    uint64_t racy_locs
    Names threads
    Names locks
    Names variables
    Names locs
    Task **tasks            # of each thread; NULL: has not run
    uint64_t tasks_room
    uint8_t *racy_loc       # of each loc: whether an access there was racy
    uint64_t racy_loc_room
    Note *notes
    uint64_t noted
    uint64_t notes_room

cdef class Replay:
    cdef Run *run
    cdef bytes rest         # the beginning of a line whose end was not fed yet
    cdef bint finished

    cdef list read(self, bytes data, bint last)
    cdef list told(self)
    cdef void end(self) noexcept

cdef Processor *own_get() noexcept nogil
cdef void own_put(Processor *) noexcept nogil

cdef bint is_text(const uint8_t *start, uint64_t length) noexcept nogil
cdef bint decodes(const uint8_t *start, uint64_t length) noexcept with gil
cdef bint open_names(Names *) noexcept nogil
cdef void close_names(Names *) noexcept nogil
cdef uint64_t hash_long(uint64_t hash, const uint8_t *start, uint64_t length) noexcept nogil
cdef uint32_t add_name(Run *, Names *, uint64_t hash, uint64_t word, const uint8_t *start, uint64_t length) noexcept nogil
cdef bint grow_names(Names *) noexcept nogil
cdef str name_of(Names *, uint32_t number)
cdef void *grown(void *array, uint64_t *room, uint64_t wanted, uint64_t size) noexcept nogil

cdef Task *task_for(Run *, uint32_t thread) noexcept nogil
cdef Task *start(Run *, uint32_t thread, Task *parent) noexcept nogil
cdef void fork(Run *, uint32_t thread, uint32_t other) noexcept nogil
cdef void join(Run *, uint32_t thread, uint32_t other) noexcept nogil

cdef Cell *cell_of(Run *, uint64_t addr) noexcept nogil
cdef bint racy_fasttrack(Run *, Task *, Cell *, bint write, uint32_t loc, Earlier *) noexcept nogil
cdef bint racy_all(Run *, Task *, Cell *, bint write, uint32_t loc, Earlier *) noexcept nogil
cdef void empty(Run *, uint64_t *word) noexcept nogil
cdef void note(Run *, uint32_t thread, uint32_t variable, bint write, uint32_t loc, Earlier *) noexcept nogil

cdef const uint8_t *seek(const uint8_t *place, const uint8_t *limit, uint64_t sought) noexcept nogil
cdef bint is_idle(const uint8_t *start, const uint8_t *end) noexcept nogil
cdef uint64_t read_lines(Run *, const uint8_t *data, uint64_t size) noexcept nogil


cdef inline uint32_t intern(Run *run, Names *names, const uint8_t *start, uint64_t length) noexcept nogil:
    """The number of a name, new or known; NOBODY when it cannot be a name, or memory is out: see `problem`."""
    cdef uint64_t word = bytes_at(start)
    if length < 8:
        word &= (<uint64_t>1 << (8 * length)) - 1
    cdef uint64_t hash = (word ^ (word >> 32)) * HASH
    if length > 8:
        hash = hash_long(hash, start, length)
    cdef uint64_t at = hash >> names.shift
    cdef Place *place
    while True:
        place = &names.places[at]
        if place.word == word and place.length == length and place.number:
            if length <= 8 or memcmp(names.bytes + names.names[place.number - 1].offset, start, length) == 0:
                return place.number - 1
        elif place.number == 0:
            return add_name(run, names, hash, word, start, length)
        at = (at + 1) & names.mask


cdef inline bint unordered(Task *task, uint64_t word, uint32_t trace, bint write, Earlier *earlier) noexcept nogil:
    """Whether an access in a set in any of its forms is not ordered before. The first such one is in `earlier`."""
    if word == 0 or (not word & SET and ordered(task, word)):
        return False
    earlier.write = write
    if not word & SET:
        earlier.epoch = word
        earlier.loc = trace
        return True
    cdef Entry *entries = entries_at(word) + 1
    cdef uint64_t i
    for i in range(<uint64_t>1 << level_of_set(word)):
        if entries[i].epoch and not ordered(task, entries[i].epoch):
            earlier.epoch = entries[i].epoch
            earlier.loc = entries[i].trace
            return True
    return False
