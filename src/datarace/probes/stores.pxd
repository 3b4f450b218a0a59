# Types of stores.py: whether a store puts what is there already.
from datarace.runtime.core cimport Race

cdef bint stores_same(Race *race) noexcept
cdef object announce(Race *race)
cdef object withdraw(object entry)
