# Types of hooks.py.
from libc.stdint cimport uint8_t, uint32_t, uint64_t, uintptr_t
from datarace.probes.cpython cimport PyObject, PyTypeObject
from datarace.probes.methods cimport HookCall, PyMethodDef
from datarace.probes.threads cimport ThreadInfo

# the same numbers as kinds.py
cdef enum:
    LOCK_ACQUIRE = 1
    LOCK_RELEASE = 2
    LOCK_NEW = 3
    LOCK_RESET = 4
    QUEUE_PUT = 5
    QUEUE_GET = 6
    START_THREAD = 7
    RUN_CODE = 8
    ACQUIRE_RESTORE = 9
    RELEASE_SAVE = 10
    CALL_BEFORE = 11
    GENERATOR_STEP = 12
    PROXY_NEW = 13
    TRACEMALLOC_STOP = 14
    HAND_OUT = 15

ctypedef struct Hook:
    void *original          # the C function that ml_meth held
    int action
    PyMethodDef *method
    PyObject *python        # for RUN_CODE, CALL_BEFORE and HAND_OUT

# What a new thread is started with: its context, made by the parent, and what the program wanted to run.
cdef class ThreadStart:
    cdef ThreadInfo *info
    cdef object function
    cdef PyObject *thread   # the threading.Thread, borrowed: `function` is a method of it
