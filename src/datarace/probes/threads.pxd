# Types of threads.py.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from datarace.probes.cpython cimport Frame, PyObject, PyCodeObject
from datarace.runtime.core cimport Processor, Task

# one line of a call stack: the interned node of the calling context that ends here
ctypedef struct Line:
    const void *at              # the instruction (cpython.frame_at), and so the code object
    Frame *frame                # in a walk that is under way
    uint32_t node

# A calling context that was interned lately; on lookup it is one comparison instead of a search in the runtime's table.
ctypedef struct Context:
    const void *at              # as in Line; NULL: none
    uint32_t parent
    uint32_t node

cdef enum:
    CONTEXTS = 32               # that a thread remembers, each at a place that its hash says

# A read under a lock in a function that writes there too and may give the lock back in between (core._split).
ctypedef struct SplitRead:
    uint64_t address
    uint64_t key
    uint64_t object_number      # since the address may come to be another object's; 0: no lock was held
    uint64_t last_write         # what runtime.last_write said of the location,
    uint64_t last_atomic_write  # and of its companion
    void *frame                 # of the activation

cdef enum:
    SPLIT_READS = 4             # that a thread remembers

# In place of a code object (there is none at this address): the root of the stacks of a thread that works in a scope, whose
# number is in place of the instruction. Every stack then says where it belongs, however long ago it was taken.
cdef enum:
    SCOPE_ROOT = 1

cdef enum:
    DEEPEST_CONSTRUCTION = 64   # nested constructors of one thread that are told apart

# What of ThreadInfo is the task's, of a thread that runs as a scheduler's task for now.
ctypedef struct Own:
    Task *task
    PyObject **constructing     # constructing_count > 0: a copy of the thread's
    uint32_t constructing_count
    uint32_t ignoring
    uint32_t finalizer_count
    uint64_t finalizer_scopes

# A task that a scheduler moves between threads (hosting.py).
ctypedef struct Hosted:
    Task *task
    uint32_t run                # of the detector in which it was made: in another one it is nothing
    uint16_t ignoring           # as in ThreadInfo, while no thread runs as it
    uint8_t unrecorded
    uint8_t borrowed            # of a thread: only the handle is ours

ctypedef struct ThreadInfo:
    Task *task
    PyObject *key               # key of the access under way, for the report
    uint32_t constructing_count
    uint32_t ignoring           # datarace.ignore() blocks that it is in (annotations.py)
    uint32_t finalizer_count
    uint64_t finalizer_scopes   # bit i: the i-th nested finalizer opened a scope in the runtime
    Line *lines                 # the last stack that was interned, outermost first
    uint32_t line_count, line_room
    Context contexts[CONTEXTS]
    uint64_t lines_of           # State.checkpoints when the nodes in all these were good
    uint32_t scope              # the number at the root of its stacks (SCOPE_ROOT); 0: none
    uint64_t ident              # threading.get_ident()
    ThreadInfo *next            # list of threads that are gone
    ThreadInfo *following       # list of all
    ThreadInfo *preceding
    uint8_t foreign             # not started by a hooked function
    uint8_t unrecorded          # its task is a stand-in that ignores everything
    uint64_t again_address      # of the sync variable that is to be acquired once more, without the GIL (core.acquire_now_and_again)
    uint64_t again_key          # or those who wrote this item of a dict; 0: none
    uint32_t again_which
    uint32_t split_next         # the one of split_reads that is the oldest
    SplitRead split_reads[SPLIT_READS]
    PyObject *walked            # the iterator of a list of which the last step was seen, in the epoch beside it; only compared
    uint64_t walked_in          # (core._step_seen)
    PyObject *constructing[DEEPEST_CONSTRUCTION]
    Hosted *hosted              # the task of a scheduler's that it runs as, NULL: it runs as itself (hosting.py)
    Own own                     # what it is while it runs as that
    Processor *processor        # that a scheduler put it on, NULL: any of the pool
    uint32_t processor_number   # of that one when it was put there

cdef ThreadInfo *new_thread(Task *task) noexcept
cdef void take_task(ThreadInfo *me, Task *task) noexcept
cdef void free_thread(ThreadInfo *me) noexcept
cdef void thread_gone(void *) noexcept nogil
cdef void bury_gone_threads() noexcept
cdef ThreadInfo *first_thread() noexcept
cdef void set_bottom(PyCodeObject *code) noexcept
cdef uint32_t stack_of(ThreadInfo *me, Processor *processor) noexcept nogil
cdef void note_hosts() noexcept
cdef bint scopes_used() noexcept
cdef void enter_scope(ThreadInfo *me, uint32_t number) noexcept
cdef void code_forgotten(uint64_t code) noexcept nogil
cdef void checkpointed() noexcept nogil
cdef bint running() noexcept
cdef void set_running(bint value) noexcept
cdef void forked() noexcept
