# Types of sync.py.
from libc.stdint cimport uint32_t, uint64_t
from datarace.probes.cpython cimport PyCodeObject, PyObject
from datarace.probes.threads cimport ThreadInfo
from datarace.runtime.core cimport Task

# the same numbers as kinds.py
cdef enum:
    SYNC_ACQUIRE = 1
    SYNC_RELEASE = 2
    SYNC_RELEASE_MERGE = 3
    SYNC_ACQUIRE_IF_TRUE = 4
    SYNC_ACQUIRE_IF_FALSE = 5
    CHANNEL_PUT = 6
    CHANNEL_GET = 7
    PERMIT_PUT = 8
    PERMIT_GET = 9
    PERMIT_GET_IF_TRUE = 10
    ACQUIRE_TASK_OF_THREAD = 11

# what a function does with locks: the same numbers as interpose/locks.py
cdef enum:
    ORDINARY = 0
    FOR_CALLER = 1
    NO_SYNC = 2
    MAKES_ORDER = 3
    OWN_AFFAIR = 4
    PROGRAM = 5         # not a function of the standard library

cdef enum:
    ORDERS = 0
    SCOPED = 1
    UNSEEN = 2

cdef enum:
    LOCK_SEEN = 2       # flag of a lock beside the runtime's own: we saw how it was made

cdef class SyncSite:
    cdef public int action
    cdef public object function
    cdef public int which
    cdef public int arg

cdef call_quietly(ThreadInfo *me, object function, tuple args)
cdef void join_thread(ThreadInfo *me, PyObject *thread) noexcept
cdef void remember_task(PyObject *thread, Task *task) noexcept
cdef int lock_use(uint64_t address, bint direct) noexcept
cdef bint unseen_use(bint direct) noexcept
cdef uint32_t new_lock_flags() noexcept
