# Types of files.py.
from datarace.probes.cpython cimport PyCodeObject

cdef enum:
    OF_PROGRAM = 0
    OF_STDLIB = 1
    OF_HOST = 2

cdef int file_kind(PyCodeObject *code) noexcept
