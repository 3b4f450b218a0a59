# Types of bases.py: methods of built-in containers called by subclasses, and double-checked locking.
from datarace.probes.core cimport Site
from datarace.probes.cpython cimport PyObject
from datarace.probes.threads cimport ThreadInfo

cdef void base_call(Site site, ThreadInfo *me, PyObject *o, PyObject *args) noexcept
cdef void first_look(Site site, ThreadInfo *me, PyObject *o) noexcept
cdef void second_look_write(Site site, ThreadInfo *me, PyObject *o) noexcept
