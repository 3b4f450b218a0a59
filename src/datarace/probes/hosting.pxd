# Types of hosting.py.
from datarace.probes.threads cimport Hosted
from datarace.runtime.core cimport Processor

cdef class HostTask:
    cdef Hosted it

cdef Processor *host_processor() noexcept nogil
