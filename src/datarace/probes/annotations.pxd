# Types of annotations.py, and the question what was said of a location.
from libc.stdint cimport uint32_t, uint64_t
from datarace.runtime.core cimport Shadow, find_shadow, word_of

# What was said of a location is a word that is kept with its object: the whole key, so that no other location is taken for it.
# `which` of the word is one of these, with a hash of the key below; that of an atomic location carries its clock as well.
cdef enum:
    ATOMIC_LOCATION = 0x40000000
    BENIGN_LOCATION = 0x80000000
    HASH_OF_KEY = 0x3fffffff
    MARK_SHIFT = 28             # the marks of objects that have such words: 4 and 8, beside those of namespaces.pxd
    NEIGHBOURS = 16             # places that are tried for a key whose hash another one has

cdef inline uint32_t hash_of_key(uint64_t key) noexcept nogil:
    return <uint32_t>(key ^ (key >> 30)) & HASH_OF_KEY

cdef inline uint32_t annotation_of(uint64_t addr, uint64_t key, uint32_t kind) noexcept nogil:
    """`which` of the word that says this (ATOMIC_LOCATION, BENIGN_LOCATION) of the location; 0: nobody said it."""
    cdef Shadow *shadow = find_shadow(addr)
    if shadow == NULL or not shadow.marks & (kind >> MARK_SHIFT):
        return 0
    cdef uint32_t place = hash_of_key(key)
    cdef uint64_t word
    cdef int i
    for i in range(NEIGHBOURS):
        word = word_of(addr, kind | place)
        if word == key:
            return kind | place
        if word == 0:
            return 0
        place = (place + 1) & HASH_OF_KEY
    return 0
