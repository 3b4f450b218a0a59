# Types of core.py: what sites say, what a site caches, the calling thread.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t, int64_t
from datarace.probes.cpython cimport PyObject, PyTypeObject, PyCodeObject
from datarace.probes.threads cimport ThreadInfo
from datarace.runtime.core cimport Task

cdef extern from *:
    """
    /* The calling thread's ThreadInfo. One module owns it: a thread-local in a shared .pxd would exist once for each. */
    static _Thread_local __attribute__((tls_model("initial-exec"))) void *dr_me = NULL;

    #include <pthread.h>
    static pthread_key_t dr_thread_key;
    static void (*dr_thread_gone)(void *) = NULL;
    static void dr_thread_destructor(void *p) { dr_me = NULL; if (dr_thread_gone) dr_thread_gone(p); }
    static int dr_make_thread_key(void) { return pthread_key_create(&dr_thread_key, dr_thread_destructor); }
    static void dr_set_thread_key(void *p) { pthread_setspecific(dr_thread_key, p); }
    """
    void *tls_me "dr_me"
    void (*on_thread_gone "dr_thread_gone")(void *) noexcept nogil
    int make_thread_key "dr_make_thread_key"() noexcept nogil
    void set_thread_key "dr_set_thread_key"(void *) noexcept nogil

# the same numbers as kinds.py
cdef enum:
    ATTR_READ = 1
    ATTR_WRITE = 2
    ATTR_DELETE = 3
    GLOBAL_READ = 4
    GLOBAL_WRITE = 5
    GLOBAL_DELETE = 6
    CELL_READ = 7
    CELL_WRITE = 8
    CELL_DELETE = 9
    ITEM_READ = 10
    ITEM_WRITE = 11
    ITEM_DELETE = 12
    SLICE_WRITE = 13
    MATCH_KEYS = 14
    CONTAINS = 15
    ITERATE = 16
    STEP = 17
    UNPACK = 18
    METHOD = 19
    CALL = 20
    CONSTRUCT = 21
    CONSTRUCT_END = 22
    FINALIZE = 23
    FINALIZE_END = 24
    IMPORTED = 25
    MODULE_END = 26
    MATCH_CLASS = 27
    ARRAY_CALL = 28
    FIRST_LOOK = 29
    SECOND_LOOK_WRITE = 30
    BASE_CALL = 31
    LOOK_AT_SIZE = 32
    LOOK_FOR_VALUE = 33
    NEW_DICT = 34
    ADDS = 1
    OF_SUPER = 256
    CHECKED = 512
    CHECKED_VALUE = 1024
    OF_RECEIVER = 256
    OUT_SHIFT = 9
    AT_ONCE = 1
    TAKEN = 256

# what an attribute name means on objects of one type; kept in Site.cache
cdef enum Decision:
    UNKNOWN = 0
    SKIP = 1                # a call (property, method) or a type whose attributes are no locations
    INSTANCE = 2            # a field of the object: in its dict, inline values or a slot
    INSTANCE_OR_CLASS = 3   # a field, or the class's default for it
    OF_MODULE = 4
    OF_CLASS = 5
    METHOD_OF_CLASS = 6     # found on the class, and somebody has written it
    CACHED_PROPERTY = 7     # of functools: what it holds was made by whoever asked first
    OF_READ = 4             # bits by which the decision on the read of an update is shifted, if that may be of another location
    OLD_OF_CLASS = 50       # INSTANCE | INSTANCE_OR_CLASS << OF_READ

# families of containers, in the order of effects.FAMILIES
cdef enum Family:
    LIST = 0
    DICT = 1
    SET = 2
    DEQUE = 3
    BYTEARRAY = 4
    ARRAY = 5
    MEMORYVIEW = 6
    NO_CONTAINER = 7        # in a table: of str and bytes
    COUNTER = 8             # in a table only: one is a dict
    NDARRAY = 9             # of numpy
    STREAM = 10             # in a table: of files and sockets
    FAMILIES = 11

# effects of a method, the same bits as effects.py
cdef enum Effect:
    KEY_R = 1
    KEY_W = 2
    ALL_R = 4
    ALL_W = 8
    SHAPE_R = 16
    SHAPE_W = 32
    PLAIN = 64
    ARG_R = 128
    PUT = 256
    GET = 512
    IF_ABSENT = 1024
    IS_STEP = 2048
    IS_GETATTR = 4096
    IS_SETATTR = 8192
    IS_DELATTR = 16384
    DEEP = 32768
    GONE = 65536
    STEPS = 131072
    IS_GETITEM = 262144
    IS_SETITEM = 524288
    IS_DELITEM = 1048576
    IS_CONTAINS = 2097152
    IS_PACK = 4194304
    IS_UNPACK = 8388608
    UPDATE = 16777216
    LOCKLESS = 33554432
    ARG_W = 67108864
    EACH_W = 134217728

# which argument of a call a CALL site is given, the same numbers as effects.py
cdef enum:
    EACH = -1
    ALONE = -2
    TOGETHER = -3
    MOST_NESTED = 1000      # containers within one that is walked with all that is in it
    DEEPEST_NESTING = 30

# Keys of locations inside an object. The runtime keeps bits 62 and 63 for itself.
cdef extern from *:
    """
    #define DR_HASHED (1ULL << 61)      /* attribute names and dictionary keys, by hash */
    #define DR_ELEMENT (1ULL << 60)     /* index; of a buffer a block of bytes (runtime/extents.pxd) */
    #define DR_HASH_BITS ((1ULL << 61) - 1)
    #define DR_OF_SUBCLASS (1ULL << 59) /* flipped in the keys of a subclass of dict or set, and of a set */
    #define DR_SHAPE 0x10001ULL
    #define DR_CONTENT 0x10002ULL       /* of a closure cell */
    #define DR_STATE 0x10003ULL         /* uses of an object that race with none: only ever read */
    #define DR_POSITION 0x10004ULL      /* how far an iterator or generator is */
    #define DR_MIDDLE 0x10005ULL        /* of a list: written by what moves elements one by one, read by who takes no lock */
    #define DR_REMOVED 0x10006ULL       /* of a container: written by what takes items out after a look at how many there are */
    #define DR_ADDED 0x10007ULL         /* and by what puts items in after such a look */
    """
    const uint64_t HASHED "DR_HASHED"
    const uint64_t HASH_BITS "DR_HASH_BITS"
    const uint64_t ELEMENT "DR_ELEMENT"
    const uint64_t OF_SUBCLASS "DR_OF_SUBCLASS"
    const uint64_t SHAPE_KEY "DR_SHAPE"
    const uint64_t CONTENT_KEY "DR_CONTENT"
    const uint64_t STATE_KEY "DR_STATE"
    const uint64_t POSITION_KEY "DR_POSITION"
    const uint64_t MIDDLE_KEY "DR_MIDDLE"
    const uint64_t REMOVED_KEY "DR_REMOVED"
    const uint64_t ADDED_KEY "DR_ADDED"

# why code runs for an object that nobody references any more; flags of a site of kind FINALIZE that stands for it
cdef enum Finalizer:
    BY_DEL = 0              # __del__
    CALLBACK = 1            # the callback of a weak reference
    CLOSING = 2             # a generator or its like: what it still has to do

cdef enum:
    SYNC_OBJECT = 0         # sync variables of one object are told apart by `which`
    SYNC_HANDOVER = 100
    SYNC_MODULE = 101
    SYNC_THREAD = 102
    SYNC_HANDED = 106       # a value that came out of a cache: who made it comes before who gets it (interpose/caches.py)
    SYNC_CACHED = 107       # an instance whose cached properties were filled
    SYNC_GONE = 109         # the callback of a WeakValueDictionary: all uses of the values that are gone (interpose/caches.py)
    SYNC_LOOKED = 108       # where a variable is looked at without the lock first (double-checked locking)
    SYNC_NUMBER = 105       # 103, 104: namespaces.pxd
    LOCAL = 1048576    # of a site: kinds.LOCAL
    SPLIT = 2          # of a site: kinds.SPLIT
    REBOUND = 4        # of a site: kinds.REBOUND
    HALF = 8           # of a site: kinds.HALF
    ACQUIRES_AGAIN = 1 << 31 # in Task.ignore, with the count: an acquire is to be made once more (core.acquire_now_and_again)
    MOST_ELEMENTS = 32      # of a frozenset that is a key

cdef class Site:
    cdef public int kind
    cdef public object name
    cdef public object where
    cdef public int flags
    cdef uint64_t key           # of the location: the name's hash
    cdef uint32_t id
    cdef int own                # references to a container that nobody but this frame has (core._is_own)
    cdef bint split             # kinds.SPLIT
    cdef uint64_t near          # of the site's last cell (runtime.seen_near)
    cdef uint64_t cache         # (type version << 8) | decision, written and read as one word
    cdef uint32_t[11] effects   # of a container method, one for each family; of a function the first; of one of numpy's by argument
    cdef bint listed            # an ARRAY_CALL whose function is in the table
    cdef object function        # of a CALL: the name that the function has in its module, and the module's name
    cdef object module
    cdef uint64_t class_tag     # the type object and version for which class_holder holds (GIL builds)
    cdef PyObject *class_holder
    cdef uint64_t about         # address of the type of what it was recorded for; 0: nothing yet, 1: of several. Only compared; one word

cdef ThreadInfo *current_thread() noexcept
cdef ThreadInfo *known_thread() noexcept nogil
cdef void touch_attribute(ThreadInfo *me, Site site, PyObject *o, uint32_t mode) noexcept
cdef ThreadInfo *watched_thread() noexcept
cdef bint begin_finalizer(ThreadInfo *me, PyObject *o, int how) noexcept
cdef void end_finalizer(ThreadInfo *me) noexcept
cdef void acquire_now_and_again(ThreadInfo *me, uint64_t address, uint32_t which) noexcept
cdef void acquire_again(ThreadInfo *me) noexcept
cdef void use_generator(ThreadInfo *me, PyObject *o) noexcept
cdef void bind_thread(ThreadInfo *info) noexcept
cdef ThreadInfo *begin_thread(Task *task) noexcept
cdef int family_of(PyObject *o) noexcept
cdef void base_attribute(Site site, ThreadInfo *me, PyObject *o, PyObject *name, uint32_t effects) noexcept
cdef bint is_look(Site site, uint32_t effects, int family) noexcept
cdef PyTypeObject *base_of(int family) noexcept
cdef PyTypeObject *ordered_dict() noexcept
cdef void apply(Site site, ThreadInfo *me, PyObject *o, PyObject *first, uint32_t effects, int family) noexcept
cdef bint is_named(PyObject *function, Site site)
cdef void read_all(Site site, ThreadInfo *me, PyObject *o, uint32_t atomic) noexcept
cdef void assign_slice(Site site, ThreadInfo *me, PyObject *o, PyObject *key, PyObject *value, uint32_t mode, int family) noexcept
cdef void touch_extent(Site site, ThreadInfo *me, PyObject *owner, uint64_t low, uint64_t high, uint64_t span, uint32_t mode) noexcept
cdef PyObject *holder_of(PyTypeObject *kind, PyObject *name) noexcept
# Whether anything was said of accesses and locations (annotations.py).
cdef bint annotated() noexcept
cdef void set_annotated() noexcept
