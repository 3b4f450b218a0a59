# Sync variables, locks, channels. See sync.py.
from libc.stdint cimport uint32_t, uint64_t

from datarace.runtime.layout cimport Processor, Shadow, Task

cdef void acquire(Task *, uint64_t addr, uint32_t which) noexcept nogil
cdef void release(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
cdef void release_merge(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
cdef void release_acquire(Task *, uint64_t addr, uint32_t pre, uint32_t which) noexcept nogil
cdef void lock_created(uint64_t addr, uint32_t pre, uint32_t creation, uint32_t flags) noexcept nogil
cdef void lock_acquired(Task *, uint64_t addr, uint32_t pre, bint scoped) noexcept nogil
cdef void lock_released(Task *, uint64_t addr) noexcept nogil
cdef void lock_reset(uint64_t addr) noexcept nogil
cdef uint32_t lock_flags(uint64_t addr) noexcept nogil
cdef void channel_put(Task *, uint64_t addr, uint32_t pre, uint32_t which, uint64_t item) noexcept nogil
cdef void channel_get(Task *, uint64_t addr, uint32_t which, uint64_t item) noexcept nogil
cdef void channel_fill(uint64_t addr, uint32_t pre, uint32_t which, uint32_t count) noexcept nogil
cdef void channel_clear(uint64_t addr, uint32_t which) noexcept nogil

# For the other modules of the runtime: everything behind a locked header.
cdef void free_syncs(Processor *, Shadow *) noexcept nogil
