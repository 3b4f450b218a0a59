# Types of races.py.
from datarace.runtime.core cimport Race, RaceAccess, Task

cdef void host_race(Task *task, Race *race) noexcept nogil
