

cdef void tracemalloc_stopped() noexcept
