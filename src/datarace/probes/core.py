# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""What an access to a Python object means to the runtime: sites, locations, call stacks, races.

The way of one access: the interpreter runs `DELETE_SUBSCR` (or `STORE_SUBSCR`) on a `Site` that the instrumenter put
before the instruction; the site finds the location (address of the object, key in it), looks whether this task has
already done the same since its clock last moved (`find_cell`, a handful of loads, no lock), and only else goes to the
runtime. Nothing here may raise, run code of the program, or change an object of it.

A key says which part of an object is meant: the hash of an attribute's name or of a dictionary key, an element's index,
or one of the constants for a container's shape and a closure cell's content.
"""

import cython
from cython.cimports.datarace.probes.cpython import (
    GIL_DISABLED,
    GenericGetAttr,
    MIX,
    Part,
    PyBaseObject_Type,
    PyBool_Type,
    PyByteArray_Type,
    PyBytes_Type,
    PyCFunction_Type,
    PyDictItems_Type,
    PyDictIterItem_Type,
    PyDictIterKey_Type,
    PyDictIterValue_Type,
    PyDictKeys_Type,
    PyDictRevIterItem_Type,
    PyDictRevIterKey_Type,
    PyDictRevIterValue_Type,
    PyDictValues_Type,
    PyDict_GetItem,
    PyDict_Type,
    PyEnum_Type,
    PyErr_Clear,
    PyFilter_Type,
    PyFloat_AS_DOUBLE,
    PyFloat_Type,
    PyFrozenSet_Type,
    PyGen_Type,
    PyListIter_Type,
    PyListRevIter_Type,
    PyList_Type,
    PyLong_AsLongLongAndOverflow,
    PyLong_Type,
    PyMap_Type,
    PyMemberDescr_Type,
    PyMemoryView_Type,
    PyModule_Type,
    PyObject,
    PyObject_Hash,
    PySetIter_Type,
    PySet_Type,
    PySlice_AdjustIndices,
    PySlice_Type,
    PySlice_Unpack,
    PyThread_get_thread_ident,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyTuple_SET_ITEM,
    PyTuple_Type,
    PyTypeObject,
    PyType_HasFeature,
    PyType_IsSubtype,
    PyUnicode_Type,
    PyZip_Type,
    Py_DECREF,
    Py_INCREF,
    Py_None,
    Py_SIZE,
    Py_TPFLAGS_DICT_SUBCLASS,
    Py_TPFLAGS_LIST_SUBCLASS,
    Py_TPFLAGS_TYPE_SUBCLASS,
    Py_TYPE,
    _PyType_Lookup,
    current_frame,
    field,
    finalized_name,
    frame_globals,
    frame_self,
    generator_code,
    has_instance_dict,
    load64,
    module_dict,
    plain_slice,
    pre_header,
    sequence_part,
    sequence_size,
    store64,
    swap_pointer,
    try_lock,
    type_has_own,
    type_mro,
    type_version,
    unlock,
)
from cython.cimports.datarace.probes.threads import DEEPEST_CONSTRUCTION, ThreadInfo, new_thread, running, thread_gone
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import ATOMIC, POINT, RANGE, READ, RMW, WRITE, Shadow
from cython.cimports.libc.stdint import int64_t, uint8_t, uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.string import memcpy

import opcode as _opcode
import sys as _sys

from datarace.probes import effects as _effects

# --- constants of the interpreter, read once at import -----------------------------------------------------------------

_deque = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_deque_iterator = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_array = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_default_dict = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_ordered_dict = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_object_getattribute = cython.declare(cython.pointer(PyObject), cython.NULL)
_object_setattr = cython.declare(cython.pointer(PyObject), cython.NULL)
_object_delattr = cython.declare(cython.pointer(PyObject), cython.NULL)
_module_getattribute = cython.declare(cython.pointer(PyObject), cython.NULL)
_keep: list = []  # what the pointers above point to


@cython.cfunc
def _type_pointer(value: object) -> cython.pointer(PyTypeObject):
    _keep.append(value)
    return cython.cast(cython.pointer(PyTypeObject), value)


@cython.cfunc
def _object_pointer(value: object) -> cython.pointer(PyObject):
    _keep.append(value)
    return cython.cast(cython.pointer(PyObject), value)


def _read_interpreter() -> None:
    global _deque, _deque_iterator, _array, _default_dict, _ordered_dict
    global _object_getattribute, _object_setattr, _object_delattr, _module_getattribute
    import array
    import types
    from collections import OrderedDict, defaultdict, deque

    _deque = _type_pointer(deque)
    _deque_iterator = _type_pointer(type(iter(deque())))
    _array = _type_pointer(array.array)
    _default_dict = _type_pointer(defaultdict)
    _ordered_dict = _type_pointer(OrderedDict)
    _object_getattribute = _object_pointer(object.__dict__["__getattribute__"])
    _object_setattr = _object_pointer(object.__dict__["__setattr__"])
    _object_delattr = _object_pointer(object.__dict__["__delattr__"])
    _module_getattribute = _object_pointer(types.ModuleType.__dict__["__getattribute__"])


_read_interpreter()


# --- the calling thread ------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def current_thread() -> cython.pointer(ThreadInfo):
    """The calling thread's info; a thread that nobody announced (made by C code) gets a task of its own here."""
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), tls_me)
    if cython.unlikely(me == cython.NULL):
        me = new_thread(runtime.task_start(cython.NULL, 0))
        me.foreign = 1
        bind_thread(me)
    return me




@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _watched_thread() -> cython.pointer(ThreadInfo):
    """The calling thread's info if its accesses are to be recorded, else NULL.

    While there is one task alone nothing is recorded; a thread that nobody announced ends that by being here.
    """
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), tls_me)
    if cython.unlikely(me == cython.NULL):
        if not running():
            return cython.NULL
        me = current_thread()
    if not runtime.get_state().armed or me.task.ignore:
        return cython.NULL
    return me


@cython.cfunc
@cython.exceptval(check=False)
def bind_thread(me: cython.pointer(ThreadInfo)) -> cython.void:
    """Makes `me` the calling thread's info until the thread is gone."""
    global tls_me
    me.ident = PyThread_get_thread_ident()
    tls_me = me
    set_thread_key(me)




@cython.cfunc
@cython.exceptval(check=False)
def begin_thread(task: cython.pointer(Task)) -> cython.pointer(ThreadInfo):
    """The calling thread becomes `task`, whatever it was in an earlier run."""
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), tls_me)
    if me == cython.NULL:
        me = new_thread(task)
        bind_thread(me)
    else:
        me.task = task
        task.host = me
        me.constructing_count = 0
        me.finalizer_count = 0
        me.line_count = 0
    return me


# --- keys --------------------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _mixed(x: uint64_t) -> uint64_t:
    x ^= x >> 33
    x *= MIX
    x ^= x >> 29
    return (x & HASH_BITS) | HASHED


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _hash_of_name(name: cython.pointer(PyObject)) -> uint64_t:
    return (cython.cast(uint64_t, PyObject_Hash(name)) & HASH_BITS) | HASHED


@cython.cfunc
@cython.exceptval(check=False)
def hashed_key(key: cython.pointer(PyObject)) -> uint64_t:
    """Equal keys give equal numbers, unequal ones differ (but for 2^-63); 0 when only code of the program could tell.

    Python's own hash will not do: hash(-1) == hash(-2), and so for tuples of them.
    """
    kind: cython.pointer(PyTypeObject) = Py_TYPE(key)
    if kind == cython.address(PyUnicode_Type):
        return (cython.cast(uint64_t, PyObject_Hash(key)) & HASH_BITS) | HASHED
    if kind == cython.address(PyLong_Type) or kind == cython.address(PyBool_Type):
        overflow: cython.int = 0
        value: cython.longlong = PyLong_AsLongLongAndOverflow(key, cython.address(overflow))
        if overflow:
            return _mixed(cython.cast(uint64_t, PyObject_Hash(key)) * 3 + cython.cast(uint64_t, Py_SIZE(key)))
        return _mixed(cython.cast(uint64_t, value))
    if kind == cython.address(PyTuple_Type):
        total: uint64_t = 0x345678
        i: cython.Py_ssize_t
        for i in range(PyTuple_GET_SIZE(key)):
            part: uint64_t = hashed_key(PyTuple_GET_ITEM(key, i))
            if part == 0:
                return 0
            total = (total ^ part) * MIX
            total ^= total >> 31
        return _mixed(total + cython.cast(uint64_t, PyTuple_GET_SIZE(key)))
    if kind == cython.address(PyFloat_Type):
        number: cython.double = PyFloat_AS_DOUBLE(key)
        if -9.0e15 < number < 9.0e15 and cython.cast(cython.double, cython.cast(int64_t, number)) == number:
            return _mixed(cython.cast(uint64_t, cython.cast(int64_t, number)))
        word: uint64_t = 0
        memcpy(cython.address(word), cython.address(number), 8)
        return _mixed(word * 5)
    if kind == cython.address(PyBytes_Type):
        return _mixed(cython.cast(uint64_t, PyObject_Hash(key)) * 7)
    if key == Py_None or kind.tp_hash == PyBaseObject_Type.tp_hash:
        return _mixed(cython.cast(uintptr_t, key))
    return 0


# --- sites -------------------------------------------------------------------------------------------------------------

sites: list = []  # by id; id 0 is no site. Grows under `_sites_busy`, in which nothing can wait
_sites_busy = cython.declare(uint8_t, 0)
_interned: dict = {}


def make_site(kind: int, name: object, where: tuple, flags: int = 0) -> Site:
    """The site of that kind at that function; the same arguments give the same object.

    `where` is (file name, qualified name, first line) of the code object that will hold the site: compiling the same
    source twice gives code objects that compare equal, as they do without probes.
    """
    spec = (kind, name, where, flags)
    site = _interned.get(spec)
    if site is None:
        site = _interned.setdefault(spec, Site(kind, name, where, flags))
    return site


def site_spec(site: Site) -> tuple:
    """The arguments of `make_site` that made this site."""
    return (site.kind, site.name, site.where, site.flags)


@cython.cclass
class Site:
    """A program point that tells the runtime of an access when the interpreter deletes or sets an item of it."""

    def __init__(self, kind: int, name: object, where: tuple, flags: int = 0) -> None:
        self.kind = kind
        self.name = name
        self.where = where
        self.flags = flags
        self.key = 0
        if name is not None:
            self.key = (cython.cast(uint64_t, cython.cast(cython.Py_ssize_t, hash(name))) & HASH_BITS) | HASHED
        if kind == METHOD:
            for i, bits in enumerate(_effects.method_bits(name)):
                self.effects[i] = bits
        elif kind == CALL:
            self.effects[0] = _effects.function_bits(name)
        while not try_lock(cython.address(_sites_busy)):
            pass
        self.id = len(sites)
        sites.append(self)
        unlock(cython.address(_sites_busy))

    def __reduce__(self) -> tuple:
        return (make_site, site_spec(self))

    def __copy__(self) -> Site:
        return self

    def __deepcopy__(self, memo: dict) -> Site:
        return self

    def __repr__(self) -> str:
        return f"<datarace site {self.kind} {self.name or ''} in {self.where[1]}>"

    def __delitem__(self, thing: object) -> None:
        me: cython.pointer(ThreadInfo) = _watched_thread()
        if me == cython.NULL:
            if self.kind >= CONSTRUCT and running():
                # Begin and end of a constructor belong together, whatever happens in between.
                _bracket(self, current_thread(), cython.cast(cython.pointer(PyObject), thing))
            return
        o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
        kind: cython.int = self.kind
        if kind <= ATTR_DELETE:
            if kind == ATTR_READ:
                _attribute(self, me, o, READ)
            else:
                _attribute(self, me, o, WRITE | (RMW if self.flags & 1 else 0))
        elif kind <= GLOBAL_DELETE:
            _global(self, me, READ if kind == GLOBAL_READ else WRITE | (RMW if self.flags & 1 else 0))
        elif kind <= CELL_DELETE:
            _touch(
                self, me, o, CONTENT_KEY, READ if kind == CELL_READ else WRITE | (RMW if self.flags & 1 else 0), o
            )
        elif kind == STEP:
            if Py_TYPE(o) == cython.address(PyGen_Type):
                use_generator(me, o)
            else:
                _step(self, me, o, 0)
        elif kind == ITERATE or kind == UNPACK:
            _walk(self, me, o, 0)
        else:
            _bracket(self, me, o)

    def __setitem__(self, key: object, thing: object) -> None:
        me: cython.pointer(ThreadInfo) = _watched_thread()
        if me == cython.NULL:
            return
        k: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), key)
        o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
        kind: cython.int = self.kind
        if kind == ITEM_READ:
            _item(self, me, o, k, READ)
        elif kind == ITEM_WRITE:
            _item(self, me, o, k, WRITE | (RMW if self.flags & 1 else 0))
        elif kind == ITEM_DELETE:
            _delete_item(self, me, o, k)
        elif kind == CONTAINS:
            _contains(self, me, o, k)
        elif kind == METHOD:
            _method(self, me, o, k)
        elif kind == CALL:
            _call(self, me, o, k)


sites.append(None)


# --- the access itself -------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _touch(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
    owner: cython.pointer(PyObject),
) -> cython.void:
    """An access to the part `key` of `o`; `owner` is what a report names (a module for its dict)."""
    if not _seen(me, o, key ^ runtime.ATOMIC_KEY if mode & ATOMIC else key, mode):
        _record(site, me, o, key, mode, owner)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _seen(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: uint64_t, mode: uint32_t) -> cython.bint:
    """The runtime has this access already, from the same stretch of the same task."""
    if mode & WRITE:
        return runtime.seen_write(cython.cast(uintptr_t, o), key, me.task)
    return runtime.seen_read(cython.cast(uintptr_t, o), key, me.task)


@cython.cfunc
@cython.exceptval(check=False)
def _record(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
    owner: cython.pointer(PyObject),
) -> cython.void:
    address: uint64_t = cython.cast(uintptr_t, o)
    if me.constructing_count and _under_construction(me, o) and not _has_cells(o):
        # Whoever gets the object later gets it through a publication, so construction comes before.
        return
    runtime.access(me.task, address, pre_header(o), key, mode, site.id, owner)


@cython.cfunc
@cython.exceptval(check=False)
def _has_cells(o: cython.pointer(PyObject)) -> cython.bint:
    shadow: cython.pointer(Shadow) = runtime.find_shadow(cython.cast(uintptr_t, o))
    return shadow != cython.NULL and shadow.table != 0


@cython.cfunc
@cython.exceptval(check=False)
def _under_construction(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.bint:
    count: uint32_t = me.constructing_count
    if count > DEEPEST_CONSTRUCTION:
        count = DEEPEST_CONSTRUCTION
    while count:
        count -= 1
        if me.constructing[count] == o:
            return True
    return False


# --- attributes --------------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _attribute(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    version: uint64_t = type_version(kind)
    cache: uint64_t = load64(cython.address(site.cache))
    decision: cython.int
    if version != 0 and (cache >> 8) == version:
        decision = cython.cast(cython.int, cache & 0xFF)
    else:
        decision = decide(o, kind, cython.cast(cython.pointer(PyObject), site.name), site.kind)
        version = type_version(kind)
        if version != 0:
            store64(cython.address(site.cache), (version << 8) | cython.cast(uint64_t, decision))
    if decision == INSTANCE:
        _touch(site, me, o, site.key, mode, o)
    elif decision != SKIP:
        _other_attribute(site, me, o, cython.cast(cython.pointer(PyObject), site.name), site.key, mode, decision)


@cython.cfunc
@cython.exceptval(check=False)
def decide(
    o: cython.pointer(PyObject),
    kind: cython.pointer(PyTypeObject),
    name: cython.pointer(PyObject),
    site_kind: cython.int,
) -> cython.int:
    """What the attribute `name` is on objects of this type (a Decision)."""
    if PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS):
        return OF_CLASS
    found: cython.pointer(PyObject)
    if PyType_IsSubtype(kind, cython.address(PyModule_Type)):
        found = _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__getattribute__"))
        if found != _module_getattribute:
            return SKIP
        found = _PyType_Lookup(kind, name)
        return SKIP if found != cython.NULL else OF_MODULE
    if site_kind == ATTR_READ:
        if _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__getattribute__")) != _object_getattribute:
            return SKIP
    elif site_kind == ATTR_WRITE:
        if _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__setattr__")) != _object_setattr:
            return SKIP
    elif _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__delattr__")) != _object_delattr:
        return SKIP
    found = _PyType_Lookup(kind, name)
    if found == cython.NULL:
        return INSTANCE if has_instance_dict(kind) else SKIP
    described: cython.pointer(PyTypeObject) = Py_TYPE(found)
    if described == cython.address(PyMemberDescr_Type):
        return INSTANCE
    if described.tp_descr_set != cython.NULL:
        return SKIP
    if not has_instance_dict(kind):
        return SKIP
    if site_kind != ATTR_READ:
        return INSTANCE
    if described.tp_descr_get == cython.NULL:
        return INSTANCE_OR_CLASS
    # A method: of interest only once somebody has written it (which gives the class a new version, and us a new look).
    holder: cython.pointer(PyObject) = holder_of(kind, name)
    if holder != cython.NULL and _known(holder, _hash_of_name(name)):
        return METHOD_OF_CLASS
    return SKIP


@cython.cfunc
@cython.exceptval(check=False)
def _other_attribute(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    name: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
    decision: cython.int,
) -> cython.void:
    if decision == OF_MODULE:
        _module_attribute(site, me, module_dict(o), name, key, mode, o)
    elif decision == OF_CLASS:
        _class_attribute(site, me, o, name, key, mode)
    elif decision == METHOD_OF_CLASS:
        _class_attribute(site, me, cython.cast(cython.pointer(PyObject), Py_TYPE(o)), name, key, mode)
    elif decision == INSTANCE_OR_CLASS:
        if _seen(me, o, key, READ):
            return
        _record(site, me, o, key, mode, o)
        value: cython.pointer(PyObject) = GenericGetAttr(o, name)
        if value == cython.NULL:
            PyErr_Clear()
            return
        if value == _PyType_Lookup(Py_TYPE(o), name):
            _class_attribute(site, me, cython.cast(cython.pointer(PyObject), Py_TYPE(o)), name, key, mode)
        Py_DECREF(value)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _known(o: cython.pointer(PyObject), key: uint64_t) -> cython.bint:
    return runtime.find_cell(cython.cast(uintptr_t, o), key) != cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _names_code(value: cython.pointer(PyObject)) -> cython.bint:
    """Functions, classes, modules and descriptors: what a name is bound to once, in practice."""
    if value == cython.NULL:
        return False
    kind: cython.pointer(PyTypeObject) = Py_TYPE(value)
    return (
        kind.tp_descr_get != cython.NULL
        or PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS)
        or kind == cython.address(PyCFunction_Type)
        or PyType_IsSubtype(kind, cython.address(PyModule_Type))
    )


@cython.cfunc
@cython.exceptval(check=False)
def _module_attribute(
    site: Site,
    me: cython.pointer(ThreadInfo),
    namespace: cython.pointer(PyObject),
    name: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
    owner: cython.pointer(PyObject),
) -> cython.void:
    """A global by whatever way: the same location as the key of the module's dict.

    Reads of names that hold code are recorded only from the first write on: such names are read everywhere and written
    almost never.
    """
    if _seen(me, namespace, key, mode):
        return
    if not (mode & WRITE) and _names_code(PyDict_GetItem(namespace, name)) and not _known(namespace, key):
        return
    _record(site, me, namespace, key, mode, owner)


@cython.cfunc
@cython.exceptval(check=False)
def _class_attribute(
    site: Site,
    me: cython.pointer(ThreadInfo),
    klass: cython.pointer(PyObject),
    name: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
) -> cython.void:
    """An attribute of a class: a read belongs to the class of the method resolution order that has it."""
    kind: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), klass)
    if mode & WRITE:
        if _PyType_Lookup(Py_TYPE(klass), name) != cython.NULL and (
            Py_TYPE(_PyType_Lookup(Py_TYPE(klass), name)).tp_descr_set != cython.NULL
        ):
            return
        _touch(site, me, klass, key, mode, klass)
        return
    tag: uint64_t = cython.cast(uint64_t, cython.cast(uintptr_t, klass)) ^ (
        cython.cast(uint64_t, type_version(kind)) << 32
    )
    holder: cython.pointer(PyObject)
    if not GIL_DISABLED and type_version(kind) != 0 and site.class_tag == tag:
        holder = site.class_holder
    else:
        described: cython.pointer(PyObject) = _PyType_Lookup(Py_TYPE(klass), name)
        if described != cython.NULL and Py_TYPE(described).tp_descr_set != cython.NULL:
            holder = cython.NULL
        else:
            holder = holder_of(kind, name)
        site.class_tag = tag
        site.class_holder = holder
    if holder == cython.NULL:
        return
    if _seen(me, holder, key, READ):
        return
    if _names_code(_PyType_Lookup(kind, name)) and not _known(holder, key):
        return
    _record(site, me, holder, key, mode, holder)


@cython.cfunc
@cython.exceptval(check=False)
def holder_of(kind: cython.pointer(PyTypeObject), name: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    """The class of the method resolution order in whose dict the name is; borrowed, NULL if none has it."""
    order: cython.pointer(PyObject) = type_mro(kind)
    if order == cython.NULL:
        return cython.NULL
    i: cython.Py_ssize_t
    for i in range(PyTuple_GET_SIZE(order)):
        base: cython.pointer(PyObject) = PyTuple_GET_ITEM(order, i)
        if type_has_own(cython.cast(cython.pointer(PyTypeObject), base), name):
            return base
    return cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _global(site: Site, me: cython.pointer(ThreadInfo), mode: uint32_t) -> cython.void:
    namespace: cython.pointer(PyObject) = frame_globals(current_frame())
    _module_attribute(
        site, me, namespace, cython.cast(cython.pointer(PyObject), site.name), site.key, mode, namespace
    )


# --- containers --------------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def family_of(o: cython.pointer(PyObject)) -> cython.int:
    """Which family of containers the object belongs to (a Family), subclasses included."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if kind == cython.address(PyList_Type):
        return LIST
    if kind == cython.address(PyDict_Type):
        return DICT
    if kind == cython.address(PyTuple_Type) or kind == cython.address(PyUnicode_Type):
        return NO_CONTAINER
    if PyType_HasFeature(kind, Py_TPFLAGS_LIST_SUBCLASS):
        return LIST
    if PyType_HasFeature(kind, Py_TPFLAGS_DICT_SUBCLASS):
        return DICT
    if kind == cython.address(PySet_Type):
        return SET
    if kind == _deque:
        return DEQUE
    if kind == cython.address(PyByteArray_Type):
        return BYTEARRAY
    if kind == _array:
        return ARRAY
    if kind == cython.address(PyMemoryView_Type):
        return MEMORYVIEW
    if PyType_IsSubtype(kind, cython.address(PySet_Type)):
        return SET
    if PyType_IsSubtype(kind, _deque):
        return DEQUE
    if PyType_IsSubtype(kind, cython.address(PyByteArray_Type)):
        return BYTEARRAY
    return NO_CONTAINER


@cython.cfunc
@cython.exceptval(check=False)
def _subscript_family(o: cython.pointer(PyObject), name: cython.pointer(PyObject)) -> cython.int:
    """As `family_of`, but NO_CONTAINER where a subclass defines the special method `name` itself: that is a call."""
    family: cython.int = family_of(o)
    if family < MEMORYVIEW and not inherits_method(o, family, name):
        return NO_CONTAINER
    return family


@cython.cfunc
@cython.exceptval(check=False)
def _item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    family: cython.int = _subscript_family(
        o, cython.cast(cython.pointer(PyObject), "__setitem__" if mode & WRITE else "__getitem__")
    )
    if family == NO_CONTAINER or family == SET:
        return
    if family == DICT:
        _dict_item(site, me, o, key, mode)
    elif Py_TYPE(key) == cython.address(PyLong_Type):
        _sequence_item(site, me, o, key, mode, family)
    elif Py_TYPE(key) == cython.address(PySlice_Type):
        _slice(site, me, o, key, mode, family)


@cython.cfunc
@cython.exceptval(check=False)
def _dict_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    hashed: uint64_t = hashed_key(key)
    if hashed == 0:
        return
    if _seen(me, o, hashed, mode):
        return
    me.key = key
    inserts: cython.bint = False
    if mode & WRITE or Py_TYPE(o) == _default_dict:
        if PyDict_GetItem(o, key) == cython.NULL:
            # A new key appears in one step: who copies the dict or asks its length sees it or not.
            inserts = True
            mode |= WRITE | ATOMIC
            if _seen(me, o, hashed ^ runtime.ATOMIC_KEY, mode):
                me.key = cython.NULL
                return
    _record(site, me, o, hashed, mode | POINT, o)
    if inserts:
        _touch(site, me, o, SHAPE_KEY, WRITE | ATOMIC, o)
    me.key = cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _sequence_item(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: cython.pointer(PyObject),
    mode: uint32_t,
    family: cython.int,
) -> cython.void:
    overflow: cython.int = 0
    index: cython.Py_ssize_t = cython.cast(
        cython.Py_ssize_t, PyLong_AsLongLongAndOverflow(key, cython.address(overflow))
    )
    if overflow:
        return
    size: cython.Py_ssize_t = sequence_size(o, family)
    from_end: cython.bint = index < 0
    if from_end:
        index += size
    part: Part = sequence_part(o, family)
    if part.owner == cython.NULL:
        return
    found: uint64_t = ELEMENT | cython.cast(uint64_t, part.start + index * part.step)
    if _seen(me, part.owner, found, mode):
        return
    if family != MEMORYVIEW and (from_end or index >= size):
        _touch(site, me, o, SHAPE_KEY, READ, o)
    if 0 <= index < size:
        _record(site, me, part.owner, found, mode | POINT, part.owner)


@cython.cfunc
@cython.exceptval(check=False)
def _slice(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: cython.pointer(PyObject),
    mode: uint32_t,
    family: cython.int,
) -> cython.void:
    """A slice: all elements when it spans the container, else each of them.

    Assignment to a slice of a list is taken for one of equal length (elements only) unless the slice is empty or spans
    the list, where the length may change.
    """
    start: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t = 0
    step: cython.Py_ssize_t = 0
    if not plain_slice(key) or PySlice_Unpack(
        key, cython.address(start), cython.address(stop), cython.address(step)
    ) < 0:
        PyErr_Clear()
        return
    size: cython.Py_ssize_t = sequence_size(o, family)
    count: cython.Py_ssize_t = PySlice_AdjustIndices(size, cython.address(start), cython.address(stop), step)
    part: Part = sequence_part(o, family)
    if part.owner == cython.NULL:
        return
    if family != MEMORYVIEW and (count == size or count == 0):
        if count or mode & WRITE:
            _record(site, me, part.owner, 0, mode | RANGE, part.owner)
        _touch(site, me, o, SHAPE_KEY, mode, o)
        return
    i: cython.Py_ssize_t
    for i in range(count):
        _touch(
            site,
            me,
            part.owner,
            ELEMENT | cython.cast(uint64_t, part.start + (start + i * step) * part.step),
            mode | POINT,
            part.owner,
        )


@cython.cfunc
@cython.exceptval(check=False)
def _delete_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject)
) -> cython.void:
    family: cython.int = _subscript_family(o, cython.cast(cython.pointer(PyObject), "__delitem__"))
    if family == DICT:
        hashed: uint64_t = hashed_key(key)
        if hashed:
            me.key = key
            _touch(site, me, o, hashed, WRITE | POINT, o)
            me.key = cython.NULL
        _touch(site, me, o, SHAPE_KEY, WRITE | ATOMIC, o)
    elif family == LIST or family == BYTEARRAY or family == ARRAY or family == DEQUE:
        _record(site, me, o, 0, WRITE | RANGE, o)
        _touch(site, me, o, SHAPE_KEY, WRITE, o)


@cython.cfunc
@cython.exceptval(check=False)
def _contains(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject)
) -> cython.void:
    family: cython.int = family_of(o)
    if family == DICT or family == SET:
        hashed: uint64_t = hashed_key(key)
        if hashed:
            me.key = key
            _touch(site, me, o, hashed, READ | POINT, o)
            me.key = cython.NULL
    elif family != NO_CONTAINER and family != MEMORYVIEW:
        _walk(site, me, o, ATOMIC)


@cython.cfunc
@cython.exceptval(check=False)
def _walk(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), atomic: uint32_t) -> cython.void:
    """All elements and the shape are read: of the container, or of the dict behind a view."""
    o = behind_view(o)
    family: cython.int = family_of(o)
    if family == NO_CONTAINER or family == MEMORYVIEW:
        return
    _touch_all(site, me, o, READ | atomic)
    _touch(site, me, o, SHAPE_KEY, READ | atomic, o)


@cython.cfunc
@cython.exceptval(check=False)
def _touch_all(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    key: uint64_t = runtime.RANGE_KEY ^ runtime.ATOMIC_KEY if mode & ATOMIC else runtime.RANGE_KEY
    if not _seen(me, o, key, mode):
        _record(site, me, o, 0, mode | RANGE, o)


@cython.cfunc
@cython.exceptval(check=False)
def behind_view(o: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if (
        kind == cython.address(PyDictKeys_Type)
        or kind == cython.address(PyDictItems_Type)
        or kind == cython.address(PyDictValues_Type)
    ):
        behind: cython.pointer(PyObject) = field(o, 0)
        return behind if behind != cython.NULL else o
    return o


@cython.cfunc
@cython.exceptval(check=False)
def _step(
    site: Site, me: cython.pointer(ThreadInfo), iterator: cython.pointer(PyObject), depth: cython.int
) -> cython.void:
    """One step of an iterator reads its container, as long as there is one (an exhausted iterator has let go of it)."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(iterator)
    container: cython.pointer(PyObject) = cython.NULL
    if kind == cython.address(PyListIter_Type) or kind == cython.address(PyListRevIter_Type):
        container = field(iterator, 1)
    elif (
        kind == cython.address(PyDictIterKey_Type)
        or kind == cython.address(PyDictIterItem_Type)
        or kind == cython.address(PyDictIterValue_Type)
        or kind == cython.address(PySetIter_Type)
        or kind == cython.address(PyDictRevIterKey_Type)
        or kind == cython.address(PyDictRevIterItem_Type)
        or kind == cython.address(PyDictRevIterValue_Type)
    ):
        container = field(iterator, 0)
    elif kind == _deque_iterator:
        container = field(iterator, 2)
    elif depth < 4:
        inner: cython.pointer(PyObject) = cython.NULL
        if kind == cython.address(PyEnum_Type):
            inner = field(iterator, 1)
        elif kind == cython.address(PyFilter_Type):
            inner = field(iterator, 1)
        elif kind == cython.address(PyZip_Type):
            inner = field(iterator, 1)
        elif kind == cython.address(PyMap_Type):
            inner = field(iterator, 0)
        if inner == cython.NULL:
            return
        if Py_TYPE(inner) == cython.address(PyTuple_Type):
            i: cython.Py_ssize_t
            for i in range(PyTuple_GET_SIZE(inner)):
                _step(site, me, PyTuple_GET_ITEM(inner, i), depth + 1)
        else:
            _step(site, me, inner, depth + 1)
        return
    if container != cython.NULL and family_of(container) != NO_CONTAINER:
        _touch_all(site, me, container, READ)
        _touch(site, me, container, SHAPE_KEY, READ, container)


@cython.cfunc
@cython.exceptval(check=False)
def _method(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), first: cython.pointer(PyObject)
) -> cython.void:
    if Py_TYPE(o) == cython.address(PyCFunction_Type):
        # Bound already, and called as a function (up to 3.12 this lies where the receiver of a method does).
        o = field(o, 1)
        if o == cython.NULL:
            return
    family: cython.int = family_of(o)
    if family >= MEMORYVIEW:
        return
    effects: uint32_t = site.effects[family]
    if effects == 0 or not inherits_method(o, family, cython.cast(cython.pointer(PyObject), site.name)):
        return
    _apply(site, me, o, first, effects, family)


@cython.cfunc
@cython.exceptval(check=False)
def inherits_method(
    o: cython.pointer(PyObject), family: cython.int, name: cython.pointer(PyObject)
) -> cython.bint:
    """Whether a subclass still has the built-in method; one of its own is a call of Python code."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    base: cython.pointer(PyTypeObject)
    if family == LIST:
        base = cython.address(PyList_Type)
    elif family == DICT:
        base = cython.address(PyDict_Type)
    elif family == SET:
        base = cython.address(PySet_Type)
    elif family == DEQUE:
        base = _deque
    elif family == BYTEARRAY:
        base = cython.address(PyByteArray_Type)
    else:
        base = _array
    if kind == base:
        return True
    found: cython.pointer(PyObject) = _PyType_Lookup(kind, name)
    if found == cython.NULL:
        return False
    return found == _PyType_Lookup(base, name) or found == _PyType_Lookup(_ordered_dict, name)


@cython.cfunc
@cython.exceptval(check=False)
def _apply(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    first: cython.pointer(PyObject),
    effects: uint32_t,
    family: cython.int,
) -> cython.void:
    atomic: uint32_t = 0 if effects & PLAIN else ATOMIC
    if effects & (KEY_R | KEY_W):
        hashed: uint64_t = hashed_key(first)
        if hashed:
            me.key = first
            _touch(site, me, o, hashed, (WRITE if effects & KEY_W else READ) | atomic | POINT, o)
            me.key = cython.NULL
    if effects & ALL_W or (effects & SHIFT and first != Py_None):
        _touch_all(site, me, o, WRITE | atomic)
    elif effects & ALL_R:
        _touch_all(site, me, o, READ | atomic)
    if effects & SHAPE_W or (effects & IF_ABSENT and PyDict_GetItem(o, first) == cython.NULL):
        _touch(site, me, o, SHAPE_KEY, WRITE | atomic, o)
    elif effects & SHAPE_R:
        _touch(site, me, o, SHAPE_KEY, READ | atomic, o)
    if effects & ARG_R and first != Py_None:
        _walk(site, me, first, ATOMIC)
    if effects & PUT:
        runtime.release_merge(me.task, cython.cast(uintptr_t, o), pre_header(o), SYNC_HANDOVER)
    elif effects & GET:
        runtime.acquire(me.task, cython.cast(uintptr_t, o), SYNC_HANDOVER)


@cython.cfunc
@cython.exceptval(check=False)
def _call(
    site: Site, me: cython.pointer(ThreadInfo), function: cython.pointer(PyObject), args: cython.pointer(PyObject)
) -> cython.void:
    """A call of a built-in function by name; whether it is the built-in one is seen at the object."""
    effects: uint32_t = site.effects[0]
    if effects == 0 or not is_builtin(function, site):
        return
    if effects & (IS_GETATTR | IS_SETATTR | IS_DELATTR):
        _dynamic_attribute(site, me, args, effects)
        return
    first: cython.pointer(PyObject) = args
    if site.flags >> 8 == 2:
        if PyTuple_GET_SIZE(args) != 1:
            return
        first = PyTuple_GET_ITEM(args, 0)
    if effects & IS_STEP:
        _step(site, me, first, 0)
        return
    first = behind_view(first)
    family: cython.int = family_of(first)
    if family < MEMORYVIEW:
        _apply(site, me, first, Py_None, effects, family)


@cython.cfunc
@cython.exceptval(check=False)
def is_builtin(function: cython.pointer(PyObject), site: Site) -> cython.bint:
    kind: cython.pointer(PyTypeObject) = Py_TYPE(function)
    if kind == cython.address(PyCFunction_Type):
        return True
    return PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS) and is_container_type(
        cython.cast(cython.pointer(PyTypeObject), function)
    )


@cython.cfunc
@cython.exceptval(check=False)
def is_container_type(kind: cython.pointer(PyTypeObject)) -> cython.bint:
    return (
        kind == cython.address(PyList_Type)
        or kind == cython.address(PyDict_Type)
        or kind == cython.address(PySet_Type)
        or kind == cython.address(PyFrozenSet_Type)
        or kind == cython.address(PyTuple_Type)
        or kind == cython.address(PyByteArray_Type)
        or kind == cython.address(PyBytes_Type)
        or kind == _deque
    )


@cython.cfunc
@cython.exceptval(check=False)
def _dynamic_attribute(
    site: Site, me: cython.pointer(ThreadInfo), args: cython.pointer(PyObject), effects: uint32_t
) -> cython.void:
    """getattr, hasattr, setattr, delattr with the arguments in a tuple."""
    if Py_TYPE(args) != cython.address(PyTuple_Type) or PyTuple_GET_SIZE(args) < 2:
        return
    o: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 0)
    name: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 1)
    if Py_TYPE(name) != cython.address(PyUnicode_Type):
        return
    as_kind: cython.int = ATTR_READ
    mode: uint32_t = READ
    if effects & IS_SETATTR:
        as_kind = ATTR_WRITE
        mode = WRITE
    elif effects & IS_DELATTR:
        as_kind = ATTR_DELETE
        mode = WRITE
    decision: cython.int = decide(o, Py_TYPE(o), name, as_kind)
    key: uint64_t = _hash_of_name(name)
    me.key = name
    if decision == INSTANCE:
        _touch(site, me, o, key, mode, o)
    elif decision == OF_CLASS:
        site.class_tag = 0
        _class_attribute(site, me, o, name, key, mode)
        site.class_tag = 0
    elif decision != SKIP:
        site.class_tag = 0
        _other_attribute(site, me, o, name, key, mode, decision)
        site.class_tag = 0
    me.key = cython.NULL


# --- constructors, finalizers, modules -----------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _bracket(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.void:
    """Begin or end of a constructor, a finalizer or a module."""
    kind: cython.int = site.kind
    if kind == CONSTRUCT:
        if me.constructing_count < DEEPEST_CONSTRUCTION:
            me.constructing[me.constructing_count] = o
        me.constructing_count += 1
    elif kind == CONSTRUCT_END:
        if me.constructing_count:
            me.constructing_count -= 1
            if me.constructing_count < DEEPEST_CONSTRUCTION and not me.task.ignore and runtime.get_state().armed:
                # Construction is a use of the object, though none that could race: `__del__` comes after it.
                o = me.constructing[me.constructing_count]
                if o == frame_self(current_frame()) and Py_TYPE(o).tp_finalize != cython.NULL:  # it may have deleted `self`
                    _touch(site, me, o, STATE_KEY, READ, o)
    elif kind == FINALIZE:
        _finalize(me, o)
    elif kind == FINALIZE_END:
        _finalize_end(me)
    elif kind == IMPORTED:
        runtime.acquire(me.task, cython.cast(uintptr_t, o), SYNC_MODULE)
    elif kind == MODULE_END:
        _module_end(me)


@cython.cfunc
@cython.exceptval(check=False)
def _finalize(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.void:
    """`__del__` begins: everything that any task did with the object comes before."""
    if me.finalizer_count < 64:
        bit: uint64_t = cython.cast(uint64_t, 1) << me.finalizer_count
        if begin_finalizer(me, o, BY_DEL):
            me.finalizer_scopes |= bit
        else:
            me.finalizer_scopes &= ~bit
    me.finalizer_count += 1


@cython.cfunc
@cython.exceptval(check=False)
def _finalize_end(me: cython.pointer(ThreadInfo)) -> cython.void:
    if me.finalizer_count == 0:
        return
    me.finalizer_count -= 1
    if me.finalizer_count < 64:
        bit: uint64_t = cython.cast(uint64_t, 1) << me.finalizer_count
        if me.finalizer_scopes & bit:
            me.finalizer_scopes &= ~bit
            end_finalizer(me)


@cython.cfunc
@cython.exceptval(check=False)
def watched_thread() -> cython.pointer(ThreadInfo):
    """As `_watched_thread`, for other modules."""
    return _watched_thread()


@cython.cfunc
@cython.exceptval(check=False)
def begin_finalizer(
    me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), how: cython.int
) -> cython.bint:
    """Code that runs because `o` is no longer referenced begins (`how`: a Finalizer). True: `end_finalizer` must follow.

    A task whose accesses are not recorded needs none (one that has ended and runs the finalizers of its thread-locals is of
    that kind), nor does a generator of which no step was.
    """
    if me.task.ignore or not runtime.get_state().armed or (how == CLOSING and not _has_cells(o)):
        return False
    return runtime.finalizer_begin(me.task, cython.cast(uintptr_t, o), _finalizer_site(o, how), how == CLOSING)


_finalizer_sites = cython.declare(uint64_t[512])  # by type: version << 32 | id of the site, a row for each Finalizer


@cython.cfunc
@cython.exceptval(check=False)
def _finalizer_site(o: cython.pointer(PyObject), how: cython.int) -> uint32_t:
    """The id of a site that says what is being finalized: its name is that of the type, of a generator that of its function."""
    version: uint64_t = type_version(Py_TYPE(o)) if how != CLOSING else 0
    place: cython.pointer(uint64_t) = cython.address(_finalizer_sites[how << 8 | version & 255])
    word: uint64_t = load64(place)
    if version and word >> 32 == version:
        return cython.cast(uint32_t, word)
    site: Site = make_site(FINALIZE, finalized_name(o, how == CLOSING), ("", "", 0), how)
    if version:
        store64(place, version << 32 | site.id)
    return site.id


@cython.cfunc
@cython.exceptval(check=False)
def end_finalizer(me: cython.pointer(ThreadInfo)) -> cython.void:
    runtime.finalizer_end(me.task)


# --- generators --------------------------------------------------------------------------------------------------------
#
# What a generator, a coroutine or an asynchronous generator still has to do when nobody wants it any more (`finally`,
# `with`) comes after every step of it. A step is a plain read of STATE_KEY: reads race with nothing.

_generator_step: Site = make_site(STEP, None, ("", "", 0))


@cython.cfunc
@cython.exceptval(check=False)
def use_generator(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.void:
    """The calling task is about to let the generator or its like do a step."""
    if _has_cleanup(generator_code(o)) and not _seen(me, o, STATE_KEY, READ):
        _record(_generator_step, me, o, STATE_KEY, READ, o)


_codes = cython.declare(uint64_t[1024])  # direct-mapped by the code object's address: address << 8 | whether it cleans up


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _has_cleanup(code: cython.pointer(PyObject)) -> cython.bint:
    """Whether closing a generator of that code can run code of its own: most have none, and who steps them need not be kept.

    One word of the table holds address and answer, so that a reader without a lock sees both or neither. The table owns
    a reference to each code object in it: the address in a word and that of a living code object are the same object's.
    """
    word: uint64_t = load64(cython.address(_codes[(cython.cast(uintptr_t, code) >> 5) & 1023]))
    if word >> 8 == cython.cast(uintptr_t, code):
        return word & 1
    return _learn_cleanup(code)


@cython.cfunc
@cython.exceptval(check=False)
def _learn_cleanup(code: cython.pointer(PyObject)) -> cython.bint:
    address: uint64_t = cython.cast(uintptr_t, code)
    found: cython.bint = _cleans_up(cython.cast(object, code))
    Py_INCREF(code)
    old: uint64_t = cython.cast(
        uintptr_t,
        swap_pointer(
            cython.cast(cython.pointer(cython.p_void), cython.address(_codes[(address >> 5) & 1023])),
            cython.cast(cython.p_void, cython.cast(uintptr_t, address << 8 | cython.cast(uint64_t, found))),
        ),
    )
    if old:
        Py_DECREF(cython.cast(cython.pointer(PyObject), cython.cast(uintptr_t, old >> 8)))
    return found


@cython.cfunc
@cython.exceptval(check=False)
def _cleans_up(code: object) -> cython.bint:
    """Whether the code catches exceptions: all of `try`, `with`, `yield from` and `await` does.

    From 3.12 on every generator has a handler that turns StopIteration into an error; it is told by what it begins with.
    """
    table: bytes = code.co_exceptiontable
    if _SEND in code.co_code[::2]:  # up to 3.11 `yield from` has no handler
        return True
    instructions: bytes = code.co_code
    i: cython.Py_ssize_t = 0
    numbers: list = []
    value: cython.Py_ssize_t = 0
    for byte in table:  # numbers of base 64, most significant digit first; 64: another digit follows
        value = value << 6 | (byte & 63)
        if not byte & 64:
            numbers.append(value)
            value = 0
    for i in range(2, len(numbers), 4):  # start, length, target, depth: in code units
        if instructions[2 * numbers[i]] != _CALL_INTRINSIC_1 or instructions[2 * numbers[i] + 1] != _STOPITERATION_ERROR:
            return True
    return False


_SEND: int = _opcode.opmap["SEND"]
_CALL_INTRINSIC_1: int = _opcode.opmap.get("CALL_INTRINSIC_1", -1)
_STOPITERATION_ERROR: int = 3


@cython.cfunc
@cython.exceptval(check=False)
def _module_end(me: cython.pointer(ThreadInfo)) -> cython.void:
    """The body of a module has run: who imports it later comes after."""
    name: cython.pointer(PyObject) = PyDict_GetItem(
        frame_globals(current_frame()), cython.cast(cython.pointer(PyObject), "__name__")
    )
    if name == cython.NULL:
        return
    module: cython.pointer(PyObject) = PyDict_GetItem(
        cython.cast(cython.pointer(PyObject), _modules), name
    )
    if module != cython.NULL:
        runtime.release(me.task, cython.cast(uintptr_t, module), pre_header(module), SYNC_MODULE)


_modules: dict = _sys.modules


def replace_constant(constants: tuple, index: int, value: object) -> None:
    """Puts `value` into a tuple of constants that running code shares; only for code objects in `co_consts`."""
    old: cython.pointer(PyObject) = PyTuple_GET_ITEM(cython.cast(cython.pointer(PyObject), constants), index)
    new: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), value)
    Py_INCREF(new)
    PyTuple_SET_ITEM(cython.cast(cython.pointer(PyObject), constants), index, new)
    _keep.append(cython.cast(object, old))  # running frames may hold it borrowed
    Py_DECREF(old)


def _initialise() -> None:
    global on_thread_gone
    runtime.attach()
    on_thread_gone = thread_gone
    make_thread_key()


_initialise()
