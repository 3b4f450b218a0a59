# Objects, cells, and the check of an access. See shadow.py.
from libc.stdint cimport uint32_t, uint64_t

from datarace.runtime.layout cimport Processor, Shadow, Task

cdef void access(Task *, uint64_t addr, uint32_t pre, uint64_t key, uint32_t mode, uint32_t site, void *object) noexcept nogil

# For the other modules of the runtime; the caller has the processor. The header comes locked.
cdef Shadow *locked_shadow(Processor *, uint64_t addr, uint32_t pre) noexcept nogil
cdef void free_cells(Processor *, Shadow *) noexcept nogil
