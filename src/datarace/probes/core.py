# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""What an access to a Python object means to the runtime: sites, locations, call stacks, races.

The way of one access: the interpreter runs `DELETE_SUBSCR` (or `STORE_SUBSCR`) on a `Site` that the instrumenter put
before the instruction; the site finds the location (address of the object, key in it), looks whether this task has
already done the same since its clock last moved (`find_cell`, a handful of loads, no lock), and only else goes to the
runtime. Nothing here may raise, run code of the program, or change an object of it.

A report is printed in here, and others run meanwhile. So an access may end the life of whatever is not on the stack of the
interpreter or held by what is; whoever goes on with an object that came from elsewhere (an iterator's container, the owner
of a view's memory) holds it, as `_record` does.

A key says which part of an object is meant: the hash of an attribute's name or of a dictionary key, an element's index,
or one of the constants for a container's shape and a closure cell's content.
"""

import cython
from cython.cimports.datarace.probes.cpython import (
    BORROWS,
    GIL_DISABLED,
    GenericGetAttr,
    Py_XDECREF,
    Inner,
    Part,
    PyByteArrayIter_Type,
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
    PyIter_Check,
    PyFilter_Type,
    PyFloat_Type,
    PyFrozenSet_Type,
    PyFunction_Type,
    PyGetSetDescr_Type,
    PyGen_Type,
    PyListIter_Type,
    PyListRevIter_Type,
    PyList_Type,
    PyLong_AsLongLongAndOverflow,
    PyLong_Type,
    PyMap_Type,
    PyMemberDescr_Type,
    PyMemoryView_Type,
    PyMethod_Type,
    PyModule_Type,
    PyODictItems_Type,
    PyODictIter_Type,
    PyODictKeys_Type,
    PyODictValues_Type,
    PyObject,
    PyObject_GenericGetAttr,
    PyObject_GenericSetAttr,
    PyObject_Hash,
    PyRangeIter_Type,
    PyReversed_Type,
    PySetIter_Type,
    PySet_Type,
    PySlice_AdjustIndices,
    PySlice_Type,
    PySlice_Unpack,
    PyThread_get_thread_ident,
    PyTupleIter_Type,
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
    Py_REFCNT,
    Py_SIZE,
    Py_TPFLAGS_DICT_SUBCLASS,
    Py_TPFLAGS_HEAPTYPE,
    Py_TPFLAGS_LIST_SUBCLASS,
    Py_TPFLAGS_TYPE_SUBCLASS,
    Py_TYPE,
    _PyType_Lookup,
    call_item_slot,
    call_traverse,
    containers_in,
    current_frame,
    field,
    finalized_name,
    frame_globals,
    frame_self,
    generator_code,
    get_item,
    has_instance_dict,
    has_item,
    has_references,
    in_main_interpreter,
    has_this_key,
    is_called,
    item_slot,
    keys_of_hash,
    let_go,
    load64,
    load_pointer,
    look_up,
    method_function,
    module_dict,
    names_in,
    note_iterator,
    plain_slice,
    pre_header,
    sequence_part,
    sequence_size,
    set_item_slot,
    small_index,
    store64,
    swap_pointer,
    text_hash,
    try_lock,
    type_has_own,
    type_mro,
    type_version,
    unlock,
    wraps,
)
from cython.cimports.datarace.probes.annotations import ATOMIC_LOCATION, annotation_of
from cython.cimports.datarace.probes.bases import base_call, first_look, second_look_write
from cython.cimports.datarace.probes.buffers import (
    PySeqIter_Type,
    array_call,
    buffer_bytes,
    buffer_item,
    buffer_items,
    buffer_method,
    buffer_step,
    buffer_whole,
    fill_each,
    fills_buffers,
    inherits_from_array,
    is_array,
    look_for_arrays,
)
from cython.cimports.datarace.probes.keys import by_class_statement, element_key, hashed_key, item_key, mixed, name_key, private_element_key
from cython.cimports.datarace.probes.namespaces import is_namespace, is_namespace_of, owner_of
from cython.cimports.datarace.probes.threads import DEEPEST_CONSTRUCTION, SPLIT_READS, SplitRead, ThreadInfo, new_thread, running, take_task, thread_gone
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import ATOMIC, INSERT, POINT, RANGE, READ, REMOVE, RMW, WRITE, Shadow
from cython.cimports.libc.stdint import uint8_t, uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.stdlib import free
from cython.cimports.libc.string import strcmp, strncmp, strstr

import opcode as _opcode
import sys as _sys

from datarace.probes import effects as _effects

# --- constants of the interpreter, read once at import -----------------------------------------------------------------

_deque = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_deque_iterator = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_text_iterator = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_array = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_array_iterator = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_counter = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_default_dict = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_ordered_dict = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_cached_property = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_module_spec = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_object_getattribute = cython.declare(cython.pointer(PyObject), cython.NULL)
_object_setattr = cython.declare(cython.pointer(PyObject), cython.NULL)
_object_delattr = cython.declare(cython.pointer(PyObject), cython.NULL)
_module_getattribute = cython.declare(cython.pointer(PyObject), cython.NULL)
_keep: list = []  # what the pointers above point to
BUFFER_SPAN = cython.declare(uint64_t, 1 << 31)  # of a bytearray or array: they grow


@cython.cfunc
def _type_pointer(value: object) -> cython.pointer(PyTypeObject):
    _keep.append(value)
    return cython.cast(cython.pointer(PyTypeObject), value)


@cython.cfunc
def _object_pointer(value: object) -> cython.pointer(PyObject):
    _keep.append(value)
    return cython.cast(cython.pointer(PyObject), value)


def _read_interpreter() -> None:
    global _deque, _deque_iterator, _text_iterator, _array, _array_iterator, _counter, _default_dict, _ordered_dict, _module_spec
    global _object_getattribute, _object_setattr, _object_delattr, _module_getattribute
    import array
    import types
    from collections import Counter, OrderedDict, defaultdict, deque

    _deque = _type_pointer(deque)
    _deque_iterator = _type_pointer(type(iter(deque())))
    _text_iterator = _type_pointer(type(iter("")))
    _array = _type_pointer(array.array)
    _array_iterator = _type_pointer(type(iter(array.array("b"))))
    _counter = _type_pointer(Counter)
    _default_dict = _type_pointer(defaultdict)
    _ordered_dict = _type_pointer(OrderedDict)
    _module_spec = _type_pointer(type(_sys.__spec__))
    _object_getattribute = _object_pointer(object.__dict__["__getattribute__"])
    _object_setattr = _object_pointer(object.__dict__["__setattr__"])
    _object_delattr = _object_pointer(object.__dict__["__delattr__"])
    _module_getattribute = _object_pointer(types.ModuleType.__dict__["__getattribute__"])


_read_interpreter()


MOST_NAMES = cython.declare(cython.Py_ssize_t, 1000)  # of one instance's dict that are told apart when it is walked
MOST_KEYS = cython.declare(cython.Py_ssize_t, 256)  # of a dict that is searched for an object


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
@cython.nogil
@cython.exceptval(check=False)
def known_thread() -> cython.pointer(ThreadInfo):
    """The calling thread's info, NULL when there is none yet."""
    return cython.cast(cython.pointer(ThreadInfo), tls_me)


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
    if not runtime.peek8(cython.address(runtime.get_state().probed)) or me.task.ignore:
        return _unwatched(me) if GIL_DISABLED else cython.cast(cython.pointer(ThreadInfo), cython.NULL)
    return me


@cython.cfunc
@cython.exceptval(check=False)
def _unwatched(me: cython.pointer(ThreadInfo)) -> cython.pointer(ThreadInfo):
    """NULL, unless all that looks like ignored accesses is an acquire that was to be made again."""
    if me.task.ignore != ACQUIRES_AGAIN or not runtime.peek8(cython.address(runtime.get_state().probed)):
        return cython.NULL
    acquire_again(me)
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
    look_for_arrays()
    if me == cython.NULL:
        me = new_thread(task)
        bind_thread(me)
    else:
        take_task(me, task)
    return me


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


def forget_places() -> None:
    """A run begins, with memory of its own."""
    site: Site
    for site in sites[1:]:
        site.near = 0


def site_spec(site: Site) -> tuple:
    """The arguments of `make_site` that made this site."""
    more: cython.int = site.own - _ON_STACK
    if more and site.kind == METHOD:
        more -= _KEPT
    return (site.kind, site.name, site.where, site.flags + more * LOCAL)


# References to an object that is on the stack alone, and was copied for the probe. A copy of a borrowed one is borrowed: it can be
# the local variable's then.
_ON_STACK = cython.declare(cython.int, 1 if BORROWS else 2)
_KEPT = cython.declare(cython.int, 1 if _sys.version_info >= (3, 13) else 0)  # one more of the receiver of a method (plan.keep_receiver)


@cython.cclass
class Site:
    """A program point that tells the runtime of an access when the interpreter deletes or sets an item of it."""

    def __init__(self, kind: int, name: object, where: tuple, flags: int = 0) -> None:
        more: cython.int = (flags + LOCAL // 2) // LOCAL  # calls have negative ones, too
        flags -= more * LOCAL
        self.own = _ON_STACK + more + (_KEPT if more and kind == METHOD else 0)
        self.kind = kind
        self.name = name
        self.where = where
        self.flags = flags
        self.split = kind <= CONTAINS and (flags & SPLIT) != 0  # calls have other flags
        self.key = 0
        if CELL_READ <= kind <= CELL_DELETE:
            self.key = CONTENT_KEY
        elif name is not None:
            self.key = (cython.cast(uint64_t, cython.cast(cython.Py_ssize_t, hash(name))) & HASH_BITS) | HASHED
        if kind == METHOD or kind == BASE_CALL:
            for i, bits in enumerate(_effects.method_bits(name, flags & 255)):
                self.effects[i] = bits
            if kind == BASE_CALL:
                self.effects[cython.cast(cython.int, NO_CONTAINER)] |= _effects.object_method_bits(name)
        elif kind == CALL:
            self.effects[0] = _effects.function_bits(name, flags)
            self.module, _, self.function = name.rpartition(".") if "." in name else ("builtins", "", name)
        elif kind == ARRAY_CALL:
            self.module, _, self.function = name.rpartition(".")
            rows = None if flags & OF_RECEIVER else _effects.array_function_bits(name)
            self.listed = rows is not None
            for i, bits in enumerate(rows or ()):
                self.effects[i] = bits
        while not try_lock(cython.address(_sites_busy)):
            pass
        self.id = len(sites)
        sites.append(self)
        unlock(cython.address(_sites_busy))
        runtime.order_before(cython.cast(uintptr_t, cython.cast(cython.p_void, self)))

    def __reduce__(self) -> tuple:
        return (make_site, site_spec(self))

    def __copy__(self) -> Site:
        return self

    def __deepcopy__(self, memo: dict) -> Site:
        return self

    def __repr__(self) -> str:
        return f"<datarace site {self.kind} {self.name or ''} in {self.where[1]}>"

    def __delitem__(self, thing: object) -> None:
        runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, self)))
        me: cython.pointer(ThreadInfo) = _watched_thread()
        if me == cython.NULL:
            if CONSTRUCT <= self.kind < FIRST_LOOK and running():
                # Begin and end of a constructor belong together, whatever happens in between.
                _bracket(self, current_thread(), cython.cast(cython.pointer(PyObject), thing))
            return
        o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
        kind: cython.int = self.kind
        if kind <= ATTR_DELETE:
            _attribute(self, me, o, READ if kind == ATTR_READ else WRITE | (RMW if self.flags & 1 else 0))
        elif kind <= GLOBAL_DELETE:
            _global(self, me, READ if kind == GLOBAL_READ else WRITE | (RMW if self.flags & 1 else 0))
        elif kind <= CELL_DELETE:
            _touch(self, me, o, CONTENT_KEY, READ if kind == CELL_READ else WRITE | (RMW if self.flags & 1 else 0), o)
        elif kind == STEP:
            if Py_TYPE(o) == cython.address(PyGen_Type):
                use_generator(me, o)
            elif not _walks_own(o):
                _step(self, me, o, 0)
            if Py_REFCNT(o) > 2:  # else it is on this stack alone: as iterator of the loop, and as our argument
                _advance(self, me, o)
        elif kind == ITERATE:
            me.walked = cython.NULL  # what begins here may have the address of an iterator that is gone
            if not _is_own(o, self.own):
                _walk(self, me, o, 0)  # of an array each step reads, and nothing before
        elif kind == UNPACK:
            if not _is_own(o, self.own):
                read_all(self, me, o, ATOMIC if self.flags & AT_ONCE else 0)
        else:
            _bracket(self, me, o)

    def __setitem__(self, key: object, thing: object) -> None:
        runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, self)))
        me: cython.pointer(ThreadInfo) = _watched_thread()
        if me == cython.NULL:
            return
        k: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), key)
        o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
        kind: cython.int = self.kind
        if _is_own(k if kind == CALL else o, self.own) and not (kind == CALL and self.effects[0] & EACH_W):
            return
        inner: cython.pointer(PyObject) = cython.NULL
        if ITEM_READ <= kind <= CONTAINS or kind == METHOD:
            inner = _behind_weak(o)
            if inner != cython.NULL and Py_TYPE(inner) == cython.address(PySet_Type):
                if kind == METHOD:  # the set has references to what the methods are given
                    apply(self, me, inner, k, self.effects[cython.cast(cython.int, SET)] & ~(KEY_R | KEY_W), SET)
                Py_DECREF(inner)
                return
            if inner != cython.NULL:
                o = inner
        if kind == ITEM_READ or kind == ITEM_WRITE:
            _item(self, me, o, k, READ if kind == ITEM_READ else WRITE | (RMW if self.flags & 1 else 0))
        elif kind == ITEM_DELETE:
            _delete_item(self, me, o, k)
        elif kind == CONTAINS:
            _contains(self, me, o, k)
        elif kind == METHOD:
            _method(self, me, o, k)
        elif kind == CALL:
            _call(self, me, o, k)
        elif kind == SLICE_WRITE:
            _slice_write(self, me, o, k, WRITE | (RMW if self.flags & 1 else 0))
        elif kind == MATCH_KEYS:
            _match_keys(self, me, o, k)
        elif kind == MATCH_CLASS:
            _match_class(self, me, o, k)
        elif kind == ARRAY_CALL:
            array_call(self, me, o, k)
        elif kind == BASE_CALL:
            base_call(self, me, o, k)
        elif kind == LOOK_FOR_VALUE:
            if not runtime.peek8(cython.address(runtime.get_state().strict)):
                _act_of_value(self, me, o, k, READ)
        elif kind == NEW_DICT:
            _new_dict(self, me, o, k)
        Py_XDECREF(inner)


sites.append(None)


# --- the way in --------------------------------------------------------------------------------------------------------

# Pointers, so that the compiler leaves these functions out of `_probe`: with them in it, it would save registers first.
_of_fields = cython.declare(cython.p_void, cython.NULL)
_of_elements = cython.declare(cython.p_void, cython.NULL)
_of_all = cython.declare(cython.p_void, cython.NULL)  # the methods of `Site`


@cython.cfunc
@cython.exceptval(check=False)
def _probe(site: Site, key: cython.pointer(PyObject), thing: cython.pointer(PyObject)) -> cython.int:
    """What the interpreter calls. Most accesses were made before, in the present epoch of this task: then nothing is left to do.

    What the task has recorded needs nothing more, whatever else is to be asked of it. So this asks first whether a field of this
    object was recorded at the place where the site's last one was, with no call and nothing kept.
    """
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), tls_me)
    if cython.unlikely(me == cython.NULL or _annotated or (GIL_DISABLED and me.task.ignore)):
        return call_item_slot(_of_all, cython.cast(cython.p_void, site), key, thing)
    if not runtime.peek8(cython.address(runtime.get_state().probed)):
        if site.kind < CONSTRUCT:
            return 0
        return call_item_slot(_of_all, cython.cast(cython.p_void, site), key, thing)
    if thing != cython.NULL:
        return call_item_slot(_of_elements, cython.cast(cython.p_void, site), key, thing)
    if site.kind <= CELL_DELETE:  # the key of a site of another kind may be that of a field, too
        write: cython.bint = site.kind != ATTR_READ and site.kind != CELL_READ
        if runtime.seen_there(cython.cast(uintptr_t, key), site.key, me.task, write, site.near):
            return 0
    return call_item_slot(_of_fields, cython.cast(cython.p_void, site), key, thing)


@cython.cfunc
@cython.exceptval(check=False)
def _field_probe(site: Site, o: cython.pointer(PyObject), nothing: cython.pointer(PyObject)) -> cython.int:
    """Of a closure cell or an attribute: a field, of an object of the type that came last, or one that is no location.

    What is only to be recorded is recorded here: it is what most fields come to that are used under a lock.
    """
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), tls_me)
    kind: cython.int = site.kind
    decision: cython.int = INSTANCE
    if kind <= ATTR_DELETE:
        cache: uint64_t = load64(cython.address(site.cache))
        decision = cython.cast(cython.int, cache & 0xFF) if cache >> 8 == type_version(Py_TYPE(o)) else UNKNOWN
        if decision == SKIP:
            return 0
    elif kind < CELL_READ or kind > CELL_DELETE:
        if kind == STEP and _step_seen(site, me, o):
            return 0
        decision = UNKNOWN
    if decision == INSTANCE or decision == INSTANCE_OR_CLASS or decision == OLD_OF_CLASS:
        mode: uint32_t = READ if kind == ATTR_READ or kind == CELL_READ else WRITE | (RMW if site.flags & 1 else 0)
        if _seen_near(site, me, o, mode):
            return 0
        if decision == INSTANCE and not site.split and not me.task.ignore:
            runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, site)))
            _record(site, me, o, site.key, mode, o)
            return 0
    return call_item_slot(_of_all, cython.cast(cython.p_void, site), o, nothing)


@cython.cfunc
@cython.exceptval(check=False)
def _element_probe(site: Site, key: cython.pointer(PyObject), o: cython.pointer(PyObject)) -> cython.int:
    """Of an element of a list or dict; and of an operator or method, which on numbers and texts alone accesses nothing."""
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), tls_me)
    if site.kind == ITEM_READ or site.kind == ITEM_WRITE:
        if _is_own(o, site.own) or _item_seen(site, me, o, key, READ if site.kind == ITEM_READ else WRITE):
            return 0
    elif site.kind == METHOD and _is_scalar(o) and _is_scalar(key):
        return 0
    return call_item_slot(_of_all, cython.cast(cython.p_void, site), key, o)


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
    if site.split:
        _split(site, me, o, key, mode, owner)
    if not _seen(me, o, key ^ runtime.ATOMIC_KEY if mode & ATOMIC else key, mode):
        _record(site, me, o, key, mode, owner)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _seen(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: uint64_t, mode: uint32_t) -> cython.bint:
    """The runtime has this access already, from the same stretch of the same task."""
    if mode & WRITE:
        if mode & REMOVE:
            return runtime.seen_removal(cython.cast(uintptr_t, o), key, me.task)
        return runtime.seen_write(cython.cast(uintptr_t, o), key, me.task)
    return runtime.seen_read(cython.cast(uintptr_t, o), key, me.task)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_scalar(o: cython.pointer(PyObject)) -> cython.bint:
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    return kind == cython.address(PyUnicode_Type) or kind == cython.address(PyFloat_Type) or kind == cython.address(PyLong_Type)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _is_own(o: cython.pointer(PyObject), references: cython.int) -> cython.bint:
    """Whether nobody but the running frame has this list or dict, and nobody but frames that could say so ever had.

    Other tasks get it through a publication, if at all, which orders all that was done before: as with an object under
    construction. Once somebody else may have it its accesses are recorded, and from then on all of them are. Of these two types
    there are no weak references, so the references that there are say who has it: as many as the frame itself accounts for.
    """
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if kind != cython.address(PyList_Type) and kind != cython.address(PyDict_Type):
        return False
    return has_references(o, references) and runtime.find_shadow(cython.cast(uintptr_t, o)) == cython.NULL


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _walks_own(iterator: cython.pointer(PyObject)) -> cython.bint:
    """Whether a loop goes over a list that nobody has but its iterator, which is on this stack alone."""
    if Py_TYPE(iterator) != cython.address(PyListIter_Type) or not has_references(iterator, 2):
        return False
    container: cython.pointer(PyObject) = field(iterator, 1)
    return container != cython.NULL and _is_own(container, 1)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _seen_near(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t
) -> cython.bint:
    """As `_seen`, of the key that the site has; False when there is more to do than to record the access."""
    return not site.split and runtime.seen_near(
        cython.cast(uintptr_t, o), site.key, me.task, mode & WRITE != 0, cython.address(site.near)
    )


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
    if _left_out(me, o, key, mode):
        return
    about: uintptr_t = cython.cast(uintptr_t, Py_TYPE(owner))
    # Two threads that are here at once with different types may leave the one or the other: a hint for reports.
    known: uint64_t = load64(cython.address(site.about))
    if known != about:
        store64(cython.address(site.about), about if known == 0 else 1)
    Py_INCREF(owner)  # several races may come of one access
    runtime.access(me.task, cython.cast(uintptr_t, o), pre_header(o), key, mode, site.id, owner)
    Py_DECREF(owner)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _left_out(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: uint64_t, mode: uint32_t) -> cython.bint:
    """Whether an access is not to be recorded, though it was seen."""
    if me.constructing_count and _under_construction(me, o) and not _has_cells(o):
        # Whoever gets the object later gets it through a publication, so construction comes before.
        return True
    return runtime.peek8(cython.address(_annotated)) and _annotated_access(me, o, key, mode)


@cython.cfunc
@cython.exceptval(check=False)
def touch_extent(
    site: Site, me: cython.pointer(ThreadInfo), owner: cython.pointer(PyObject), low: uint64_t, high: uint64_t, span: uint64_t,
    mode: uint32_t,
) -> cython.void:
    """An access to some bytes of a buffer's owner (runtime.access_extent)."""
    address: uint64_t = cython.cast(uintptr_t, owner)
    if site.split:
        _split(site, me, owner, runtime.extent_key(low, high), mode, owner)
    if not runtime.seen_extent(address, low, high, mode, me.task):
        _record_extent(site, me, owner, low, high, span, mode)


@cython.cfunc
@cython.exceptval(check=False)
def _record_extent(
    site: Site, me: cython.pointer(ThreadInfo), owner: cython.pointer(PyObject), low: uint64_t, high: uint64_t, span: uint64_t,
    mode: uint32_t,
) -> cython.void:
    if _left_out(me, owner, runtime.extent_key(low, high), mode):
        return
    Py_INCREF(owner)
    runtime.access_extent(me.task, cython.cast(uintptr_t, owner), pre_header(owner), low, high, span, mode, site.id, owner)
    Py_DECREF(owner)


# --- what the program said (annotations.py) ---------------------------------------------------------------------------

_annotated = cython.declare(uint8_t, 0)  # something was, since the program began. Only ever set; one byte, read by all


@cython.cfunc
@cython.exceptval(check=False)
def annotated() -> cython.bint:
    return runtime.peek8(cython.address(_annotated)) != 0


@cython.cfunc
@cython.exceptval(check=False)
def set_annotated() -> cython.void:
    runtime.set8(cython.address(_annotated), 1)


@cython.cfunc
@cython.exceptval(check=False)
def touch_attribute(me: cython.pointer(ThreadInfo), site: Site, o: cython.pointer(PyObject), mode: uint32_t) -> cython.void:
    """An access to the attribute that the site names, whatever the type says of it."""
    _touch(site, me, o, site.key, mode, o)


@cython.cfunc
@cython.exceptval(check=False)
def _annotated_access(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: uint64_t, mode: uint32_t) -> cython.bint:
    """Whether this access is not to be recorded: the task ignores it, or its location is atomic, and then it synchronises.

    A write releases, and what others had released stays where their write may come after ours though they released before:
    without the GIL, and for items, whose keys can run code of the program. What reads and writes in one acquires too.
    """
    address: uint64_t = cython.cast(uintptr_t, o)
    which: uint32_t = 0 if mode & RANGE else annotation_of(address, key, ATOMIC_LOCATION)
    if which == 0:
        return me.ignoring != 0
    if not mode & WRITE or mode & (RMW | ATOMIC):
        acquire_now_and_again(me, address, which)
    if mode & WRITE:
        if GIL_DISABLED or mode & POINT:
            runtime.release_merge(me.task, address, pre_header(o), which)
        else:
            runtime.release(me.task, address, pre_header(o), which)
    return True


@cython.cfunc
@cython.exceptval(check=False)
def acquire_now_and_again(me: cython.pointer(ThreadInfo), address: uint64_t, which: uint32_t) -> cython.void:
    """What is read comes after our probe, and without the GIL another thread may release and write in between.

    So the task acquires once more when it is next seen to do anything. Until then it is taken for one that ignores accesses,
    which makes the next probe look twice (`_unwatched`): the fast path stays what it is.
    """
    runtime.acquire(me.task, address, which)
    if GIL_DISABLED:
        me.again_address = address
        me.again_which = which
        me.task.ignore |= ACQUIRES_AGAIN


@cython.cfunc
@cython.exceptval(check=False)
def _acquire_writers_again(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: uint64_t) -> cython.void:
    """As `acquire_now_and_again`, of those who put an item into a dict."""
    runtime.acquire_writers(me.task, cython.cast(uintptr_t, o), key)
    me.again_address = cython.cast(uintptr_t, o)
    me.again_key = key
    me.task.ignore |= ACQUIRES_AGAIN


@cython.cfunc
@cython.exceptval(check=False)
def acquire_again(me: cython.pointer(ThreadInfo)) -> cython.void:
    """The acquire that `acquire_now_and_again` left for later, if there is one."""
    if me.task.ignore & ACQUIRES_AGAIN:
        me.task.ignore &= ~cython.cast(uint32_t, ACQUIRES_AGAIN)
        if me.again_key:
            runtime.acquire_writers(me.task, me.again_address, me.again_key)
            me.again_key = 0
        else:
            runtime.acquire(me.task, me.again_address, me.again_which)


@cython.cfunc
@cython.exceptval(check=False)
def _split(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
    owner: cython.pointer(PyObject),
) -> cython.void:
    """An access in a function that reads and writes there, and may give the lock back between the two.

    A read under a lock is remembered together with who wrote the location last. When the same activation writes there under a
    lock, and somebody else was the last to write by then, that write is lost. Whether the value written comes from the read only
    the code says: who makes the report asks it.
    """
    if me.ignoring:
        return
    address: uint64_t = cython.cast(uintptr_t, o)
    frame: cython.p_void = cython.cast(cython.p_void, current_frame())
    i: cython.int
    read: cython.pointer(SplitRead) = cython.NULL
    for i in range(SPLIT_READS):
        if me.split_reads[i].address == address and me.split_reads[i].key == key and me.split_reads[i].frame == frame:
            read = cython.address(me.split_reads[i])
    if mode & WRITE:
        if read == cython.NULL:
            return
        read.address = 0
        if read.object_number == 0 or me.task.held_count == 0:
            return
        if runtime.number_of(address, pre_header(o), SYNC_NUMBER, 0) != read.object_number:
            return
        companion: uint64_t = key ^ runtime.ATOMIC_KEY
        Py_INCREF(owner)
        if read.last_write != runtime.last_write(address, key):
            runtime.split_update(me.task, address, key, read.last_write, site.id, owner)
        elif read.last_atomic_write != runtime.last_write(address, companion):
            runtime.split_update(me.task, address, companion, read.last_atomic_write, site.id, owner)
        Py_DECREF(owner)
        return
    if read == cython.NULL:
        if me.task.held_count == 0:
            return
        read = cython.address(me.split_reads[me.split_next])
        me.split_next = (me.split_next + 1) % SPLIT_READS
    read.address = address
    read.key = key
    read.frame = frame
    read.object_number = 0
    if me.task.held_count:
        read.object_number = runtime.number_of(address, pre_header(o), SYNC_NUMBER, 0)
        read.last_write = runtime.last_write(address, key)
        read.last_atomic_write = runtime.last_write(address, key ^ runtime.ATOMIC_KEY)


@cython.cfunc
@cython.exceptval(check=False)
def _has_cells(o: cython.pointer(PyObject)) -> cython.bint:
    shadow: cython.pointer(Shadow) = runtime.find_shadow(cython.cast(uintptr_t, o))
    return shadow != cython.NULL and runtime.load64(cython.address(shadow.table)) != 0


@cython.cfunc
@cython.exceptval(check=False)
def _under_construction(me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject)) -> cython.bint:
    count: uint32_t = me.constructing_count
    if count > DEEPEST_CONSTRUCTION:
        count = DEEPEST_CONSTRUCTION
    of_instance: cython.bint = is_namespace(o)
    while count:
        count -= 1
        if me.constructing[count] == o or (of_instance and is_namespace_of(o, me.constructing[count])):
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
        decision = _decide_for(site, o, kind)
        now: uint64_t = type_version(kind)
        # A type without a version got one by being asked. Without the GIL it can be that of a later change.
        if now != 0 and (now == version or not GIL_DISABLED):
            store64(cython.address(site.cache), (now << 8) | cython.cast(uint64_t, decision))
    if decision >> OF_READ:
        _attribute_of(site, me, o, READ, decision >> OF_READ)
        decision &= (1 << OF_READ) - 1
    _attribute_of(site, me, o, mode, decision)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _attribute_of(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t, decision: cython.int
) -> cython.void:
    if decision == INSTANCE:
        _touch(site, me, o, site.key, mode, o)
    elif decision != SKIP:
        _other_attribute(site, me, o, cython.cast(cython.pointer(PyObject), site.name), site.key, mode, decision)


@cython.cfunc
@cython.exceptval(check=False)
def _decide_for(
    site: Site, o: cython.pointer(PyObject), kind: cython.pointer(PyTypeObject)
) -> cython.int:
    """The decision on the attribute of the site; for an update also that on its read, unless it is of the same location."""
    name: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), site.name)
    decision: cython.int = decide(o, kind, name, site.kind, _rebinds(site))
    if site.kind != ATTR_WRITE or not site.flags & HALF:
        return decision
    old: cython.int = decide(o, kind, name, ATTR_READ, False)
    if old == SKIP or (old == decision and old != OF_CLASS):
        return decision
    return decision | old << OF_READ


@cython.cfunc
@cython.exceptval(check=False)
def decide(
    o: cython.pointer(PyObject),
    kind: cython.pointer(PyTypeObject),
    name: cython.pointer(PyObject),
    site_kind: cython.int,
    rebound: cython.bint,
) -> cython.int:
    """What the attribute `name` is on objects of this type (a Decision); `rebound`: methods may be replaced (`_rebinds`)."""
    if PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS):
        return OF_CLASS
    if PyType_IsSubtype(kind, cython.address(PyModule_Type)):
        if _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__getattribute__")) != _module_getattribute:
            return SKIP
        return SKIP if _PyType_Lookup(kind, name) != cython.NULL else OF_MODULE
    found: cython.pointer(PyObject)
    plain: cython.bint
    if site_kind == ATTR_READ:
        found = look_up(kind, cython.cast(cython.pointer(PyObject), "__getattribute__"))
        plain = found == _object_getattribute or _is_plain(kind, found, cython.cast(cython.p_void, PyObject_GenericGetAttr))
    else:
        found = look_up(
            kind, cython.cast(cython.pointer(PyObject), "__setattr__" if site_kind == ATTR_WRITE else "__delattr__")
        )
        plain = (
            found == _object_setattr
            or found == _object_delattr
            or _is_plain(kind, found, cython.cast(cython.p_void, PyObject_GenericSetAttr))
        )
    let_go(found)
    if not plain:
        return SKIP
    found = look_up(kind, name)
    decision: cython.int = _decide_by_class(kind, name, found, site_kind, rebound)
    let_go(found)
    return decision


@cython.cfunc
@cython.exceptval(check=False)
def _decide_as_object(
    o: cython.pointer(PyObject), kind: cython.pointer(PyTypeObject), name: cython.pointer(PyObject), site_kind: cython.int
) -> cython.int:
    """The decision for the methods of `object` themselves, whatever the class makes of them."""
    if PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS) or PyType_IsSubtype(kind, cython.address(PyModule_Type)):
        return decide(o, kind, name, site_kind, False)
    found: cython.pointer(PyObject) = look_up(kind, name)
    decision: cython.int = _decide_by_class(kind, name, found, site_kind, False)
    let_go(found)
    return decision


@cython.cfunc
@cython.exceptval(check=False)
def _decide_by_class(
    kind: cython.pointer(PyTypeObject),
    name: cython.pointer(PyObject),
    found: cython.pointer(PyObject),
    site_kind: cython.int,
    rebound: cython.bint,
) -> cython.int:
    """The decision by what the class has under that name, NULL if it has nothing."""
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
    if Py_TYPE(found) == _cached_property_type():
        return CACHED_PROPERTY
    # A method: of interest only once somebody has written it (which gives the class a new version, and us a new look).
    if rebound:
        return METHOD_OF_CLASS
    holder: cython.pointer(PyObject) = holder_of(kind, name)
    if holder != cython.NULL and _known(holder, name_key(name)):
        return METHOD_OF_CLASS
    return SKIP


@cython.cfunc
@cython.exceptval(check=False)
def _cached_property_type() -> cython.pointer(PyTypeObject):
    """`functools.cached_property`, as soon as the program has it; NULL before."""
    place: cython.pointer(cython.p_void) = cython.cast(cython.pointer(cython.p_void), cython.address(_cached_property))
    known: cython.p_void = load_pointer(place)
    if known == cython.NULL:
        module: object = _sys.modules.get("functools")
        found: object = getattr(module, "cached_property", None)
        if isinstance(found, type):
            known = cython.cast(cython.p_void, _type_pointer(found))
            swap_pointer(place, known)
    return cython.cast(cython.pointer(PyTypeObject), known)


@cython.cfunc
@cython.exceptval(check=False)
def _is_plain(
    kind: cython.pointer(PyTypeObject), found: cython.pointer(PyObject), generic: cython.p_void
) -> cython.bint:
    """Whether a class of the program has its attribute access from a built-in base that does as `object` does."""
    return (
        PyType_HasFeature(kind, Py_TPFLAGS_HEAPTYPE) and has_instance_dict(kind) and wraps(found, generic)
    )


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
        if _late_modules and not mode & WRITE and _was_loaded_late(o):
            acquire_now_and_again(me, cython.cast(uintptr_t, o), SYNC_MODULE)
        _module_attribute(site, me, module_dict(o), name, key, mode, o)
    elif decision == OF_CLASS:
        _class_attribute(site, me, o, name, key, mode)
    elif decision == METHOD_OF_CLASS:
        _class_attribute(site, me, cython.cast(cython.pointer(PyObject), Py_TYPE(o)), name, key, mode)
    elif decision == CACHED_PROPERTY:
        acquire_now_and_again(me, cython.cast(uintptr_t, o), SYNC_CACHED)
    elif decision == INSTANCE_OR_CLASS:
        if site.split:
            _split(site, me, o, key, mode, o)
        if not _seen(me, o, key, READ):
            _record(site, me, o, key, mode, o)
        elif not annotated():
            return  # and so is what the class has; but for a location that synchronises each time
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
    """Whether there were accesses to that location that count, or synchronisation through it."""
    if runtime.find_cell(cython.cast(uintptr_t, o), key) != cython.NULL:
        return True
    return annotated() and annotation_of(cython.cast(uintptr_t, o), key, ATOMIC_LOCATION) != 0


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _rebinds(site: Site) -> cython.bint:
    """Whether what the site reads is bound anew in its module, so that the read counts also where the name holds code."""
    return (site.kind == ATTR_READ or site.kind == GLOBAL_READ) and (site.flags & REBOUND) != 0


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

    Reads of names that hold code are recorded only from the first write on, unless the module of the site binds the name
    anew: such names are read everywhere and written almost never.
    """
    if site.split:
        _split(site, me, namespace, key, mode, owner)
    if _seen(me, namespace, key, mode):
        return
    if not (mode & WRITE) and not _rebinds(site) and not _known(namespace, key):
        value: cython.pointer(PyObject) = get_item(namespace, name)
        skipped: cython.bint = _names_code(value)
        let_go(value)
        if skipped:
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
        if not _sets_itself(Py_TYPE(klass), name):
            _touch(site, me, klass, key, mode, klass)
        return
    tag: uint64_t = cython.cast(uint64_t, cython.cast(uintptr_t, klass)) ^ (
        cython.cast(uint64_t, type_version(kind)) << 32
    )
    holder: cython.pointer(PyObject)
    if not GIL_DISABLED and type_version(kind) != 0 and site.class_tag == tag:
        holder = site.class_holder
    else:
        holder = cython.NULL if _sets_itself(Py_TYPE(klass), name) else holder_of(kind, name)
        if not GIL_DISABLED:
            site.class_tag = tag
            site.class_holder = holder
    if holder == cython.NULL:
        return
    if site.split:
        _split(site, me, holder, key, mode, holder)
    if _seen(me, holder, key, READ):
        return
    if not _rebinds(site) and not _known(holder, key):
        value: cython.pointer(PyObject) = look_up(kind, name)
        skipped: cython.bint = _names_code(value)
        let_go(value)
        if skipped:
            return
    _record(site, me, holder, key, mode, holder)


@cython.cfunc
@cython.exceptval(check=False)
def _sets_itself(kind: cython.pointer(PyTypeObject), name: cython.pointer(PyObject)) -> cython.bint:
    """Whether the type has a descriptor of that name that decides what a write is."""
    found: cython.pointer(PyObject) = look_up(kind, name)
    sets: cython.bint = found != cython.NULL and Py_TYPE(found).tp_descr_set != cython.NULL
    let_go(found)
    return sets


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
    if not _seen_near(site, me, namespace, mode):
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
    if (
        kind == cython.address(PyTuple_Type)
        or kind == cython.address(PyUnicode_Type)
        or kind == cython.address(PyLong_Type)
        or kind == cython.address(PyFloat_Type)
    ):
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
    if is_array(o):
        return NDARRAY
    return NO_CONTAINER


@cython.cfunc
@cython.exceptval(check=False)
def _subscript_family(o: cython.pointer(PyObject), name: cython.pointer(PyObject)) -> cython.int:
    """As `family_of`, but NO_CONTAINER where a subclass defines the special method `name` itself: that is a call."""
    family: cython.int = family_of(o)
    if family < MEMORYVIEW and not inherits_method(o, family, name):
        return NO_CONTAINER
    if family == NDARRAY and not inherits_from_array(o, name):
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
    if family != NO_CONTAINER:
        _item_of(site, me, o, key, mode, family)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _item_seen(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t
) -> cython.bint:
    """The answer of `_item` for almost all items: one of a list or dict, known by a small int or a text, that was seen."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    found: uint64_t
    index: cython.Py_ssize_t = small_index(key)
    if kind == cython.address(PyList_Type):
        if index < 0 or index >= sequence_size(o):
            return False
        if mode == READ and site.flags & HALF:
            return True  # the write that follows stands for it
        found = ELEMENT | cython.cast(uint64_t, index)
    elif kind != cython.address(PyDict_Type):
        return False
    elif index >= 0:
        found = mixed(cython.cast(uint64_t, index))
    elif Py_TYPE(key) == cython.address(PyUnicode_Type) and text_hash(key) != -1:
        found = (cython.cast(uint64_t, text_hash(key)) & HASH_BITS) | HASHED
    else:
        return False
    return not site.split and _seen(me, o, found, mode)


@cython.cfunc
@cython.exceptval(check=False)
def _item_of(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t,
    family: cython.int,
) -> cython.void:
    """As `_item`, by the family's own method, whatever the type of `o` has."""
    if family == SET:
        return
    if family == DICT:
        _dict_item(site, me, o, key, mode)
    elif family >= MEMORYVIEW:
        buffer_item(site, me, o, key, mode)
    elif Py_TYPE(key) == cython.address(PyLong_Type):
        _sequence_item(site, me, o, key, mode, family)
    elif Py_TYPE(key) == cython.address(PySlice_Type):
        _slice(site, me, o, key, mode, family, -1)


@cython.cfunc
@cython.exceptval(check=False)
def _slice_write(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), args: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    """Assignment to a slice; `args` is a tuple of the slice and the value."""
    family: cython.int = _subscript_family(o, cython.cast(cython.pointer(PyObject), "__setitem__"))
    if family != NO_CONTAINER:
        assign_slice(site, me, o, PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1), mode, family)


@cython.cfunc
@cython.exceptval(check=False)
def assign_slice(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: cython.pointer(PyObject),
    value: cython.pointer(PyObject),
    mode: uint32_t,
    family: cython.int,
) -> cython.void:
    """The slice is written, and the value is read as a whole, in one step if that is a built-in container."""
    if not _is_own(value, 2):  # on the stack, and in the tuple that we were given
        read_all(site, me, value, ATOMIC)
    if family == MEMORYVIEW or family == NDARRAY:
        buffer_item(site, me, o, key, mode)
    elif family == LIST or family == BYTEARRAY or family == ARRAY:
        kind: cython.pointer(PyTypeObject) = Py_TYPE(value)
        length: cython.Py_ssize_t = -1
        if (
            kind == cython.address(PyList_Type)
            or kind == cython.address(PyTuple_Type)
            or kind == cython.address(PyBytes_Type)
            or kind == cython.address(PyByteArray_Type)
            or kind == _array
        ):
            length = Py_SIZE(value)
        _slice(site, me, o, key, mode, family, length)


@cython.cfunc
@cython.exceptval(check=False)
def _match_keys(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), keys: cython.pointer(PyObject)
) -> cython.void:
    """A mapping pattern gets one key after the other, up to one that is missing."""
    if family_of(o) != DICT or not inherits_method(o, DICT, cython.cast(cython.pointer(PyObject), "get")):
        return
    i: cython.Py_ssize_t
    for i in range(PyTuple_GET_SIZE(keys)):
        key: cython.pointer(PyObject) = PyTuple_GET_ITEM(keys, i)
        hashed: uint64_t = element_key(o, key)
        if hashed:
            _dict_element(site, me, o, key, hashed, READ | ATOMIC)
        if hashed == 0 or not _has_key(o, key):
            return


@cython.cfunc
@cython.exceptval(check=False)
def _match_class(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), args: cython.pointer(PyObject)
) -> cython.void:
    """A class pattern reads one attribute after the other, up to one that is missing; `args` is (class, names by keyword)."""
    klass: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 0)
    names: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 1)
    if not PyType_HasFeature(Py_TYPE(klass), Py_TPFLAGS_TYPE_SUBCLASS):
        return
    kind: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), klass)
    if not PyType_IsSubtype(Py_TYPE(o), kind):
        return  # or it is an instance by what its class says of itself: nobody knows without a call
    positional: cython.Py_ssize_t = site.flags
    i: cython.Py_ssize_t
    if positional:
        order: cython.pointer(PyObject) = _PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__match_args__"))
        if order != cython.NULL and Py_TYPE(order) == cython.address(PyTuple_Type):
            for i in range(min(positional, PyTuple_GET_SIZE(order))):
                if not _matched(site, me, o, PyTuple_GET_ITEM(order, i)):
                    return
    if Py_TYPE(names) == cython.address(PyTuple_Type):
        for i in range(PyTuple_GET_SIZE(names)):
            if not _matched(site, me, o, PyTuple_GET_ITEM(names, i)):
                return


@cython.cfunc
@cython.exceptval(check=False)
def _matched(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), name: cython.pointer(PyObject)
) -> cython.bint:
    """Reads an attribute for a pattern; False when it is certain that it is not there."""
    if Py_TYPE(name) != cython.address(PyUnicode_Type):
        return False
    decision: cython.int = _named_attribute(site, me, o, name, ATTR_READ, READ)
    if decision != INSTANCE:
        return True
    value: cython.pointer(PyObject) = GenericGetAttr(o, name)
    if value == cython.NULL:
        PyErr_Clear()
        return False
    Py_DECREF(value)
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _dict_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    hashed: uint64_t = element_key(o, key)
    if hashed == 0:
        _private_item(site, me, o, key, mode)
        return
    if site.split:
        me.key = key
        _split(site, me, o, hashed, mode, o)
        me.key = cython.NULL
    if _seen(me, o, hashed, mode):
        return
    if is_namespace(o) and _is_attribute(site, me, o, key, hashed, mode):
        if mode & WRITE and not _has_key(o, key):
            _touch(site, me, o, SHAPE_KEY, WRITE | ATOMIC, o)
        return
    me.key = key
    inserts: cython.bint = False
    if mode & WRITE or _fills_in(o):
        if not _has_key(o, key):
            # A new key appears in one step: who copies the dict or asks its length sees it or not.
            inserts = True
            mode |= WRITE | ATOMIC | INSERT if mode & WRITE else WRITE | ATOMIC
            if _seen(me, o, hashed ^ runtime.ATOMIC_KEY, mode):
                me.key = cython.NULL
                return
    _record(site, me, o, hashed, mode | POINT, o)
    if inserts:
        _touch(site, me, o, SHAPE_KEY, WRITE | ATOMIC, o)
    me.key = cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _has_key(o: cython.pointer(PyObject), key: cython.pointer(PyObject)) -> cython.bint:
    """Whether a dict has a key that is told by its value. A look-up might ask another key of the same hash whether it is equal."""
    found: cython.pointer(PyObject)[8]
    count: cython.int = keys_of_hash(o, PyObject_Hash(key), found, 8)
    if count < 0:
        return has_item(o, key)
    wanted: uint64_t = hashed_key(key) if count else 0
    has: cython.bint = False
    i: cython.int
    for i in range(count):
        number: uint64_t = hashed_key(found[i])
        if number == wanted or number == 0:  # 0: only code of the program could say
            has = True
        Py_DECREF(found[i])
    return has


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _fills_in(o: cython.pointer(PyObject)) -> cython.bint:
    """Whether asking for a key that is not there inserts it."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if kind == cython.address(PyDict_Type):
        return False
    if kind == _default_dict:
        return True
    missing: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), "__missing__")
    return PyType_IsSubtype(kind, _default_dict) and _PyType_Lookup(kind, missing) == _PyType_Lookup(_default_dict, missing)


@cython.cfunc
@cython.exceptval(check=False)
def _private_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    """An item whose key can be found by code of the program alone.

    Whether the dict has the key already is known only if it has this very object. Else it may be an insertion, which is
    atomic and conflicts with less; nothing is said of the shape then.
    """
    hashed: uint64_t = private_element_key(o, key)
    if hashed == 0 or _seen(me, o, hashed, mode):
        return
    if mode & WRITE:
        if not has_this_key(o, key, MOST_KEYS):
            mode |= ATOMIC | INSERT
    elif _fills_in(o) and not has_this_key(o, key, MOST_KEYS):
        mode |= ATOMIC
    _dict_element(site, me, o, key, hashed, mode)


@cython.cfunc
@cython.exceptval(check=False)
def _dict_element(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: cython.pointer(PyObject),
    hashed: uint64_t,
    mode: uint32_t,
) -> cython.void:
    """An access to the element `hashed` of a dict or set, or to the attribute that it is."""
    if site.split:
        me.key = key
        _split(site, me, o, hashed, mode, o)
        me.key = cython.NULL
    if _seen(me, o, hashed ^ runtime.ATOMIC_KEY if mode & ATOMIC else hashed, mode):
        return
    if is_namespace(o) and _is_attribute(site, me, o, key, hashed, mode & ~cython.cast(uint32_t, REMOVE)):
        return
    me.key = key
    if not mode & WRITE and Py_TYPE(o) == cython.address(PyDict_Type) and (
        Py_TYPE(key) == cython.address(PyUnicode_Type) or Py_TYPE(key) == cython.address(PyLong_Type)
    ):
        if not _has_key(o, key):
            mode |= REMOVE  # not there: a dict that many keys are asked of does not remember them all
    _record(site, me, o, hashed, mode | POINT, o)
    me.key = cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _is_attribute(
    site: Site,
    me: cython.pointer(ThreadInfo),
    namespace: cython.pointer(PyObject),
    name: cython.pointer(PyObject),
    key: uint64_t,
    mode: uint32_t,
) -> cython.bint:
    """Records an access to an element of an instance's dict as one to the instance's attribute, unless it is none."""
    if Py_TYPE(name) != cython.address(PyUnicode_Type):
        return False
    owner: cython.pointer(PyObject) = owner_of(namespace)
    if owner == cython.NULL:
        return False
    found: cython.bint = not _is_slot(owner, name)
    if found:
        me.key = name
        _touch(site, me, owner, key, mode, owner)
        me.key = cython.NULL
    Py_DECREF(owner)
    return found


@cython.cfunc
@cython.exceptval(check=False)
def _is_slot(owner: cython.pointer(PyObject), name: cython.pointer(PyObject)) -> cython.bint:
    """Whether the attribute of that name lies in a slot: an element of the dict is something else then."""
    found: cython.pointer(PyObject) = look_up(Py_TYPE(owner), name)
    is_slot: cython.bint = found != cython.NULL and Py_TYPE(found) == cython.address(PyMemberDescr_Type)
    let_go(found)
    return is_slot


@cython.cfunc
@cython.exceptval(check=False)
def _attributes(
    site: Site,
    me: cython.pointer(ThreadInfo),
    namespace: cython.pointer(PyObject),
    names_of: cython.pointer(PyObject),
    mode: uint32_t,
) -> cython.void:
    """An access to all attributes of an instance, through its dict, whose names are keys of `names_of`."""
    owner: cython.pointer(PyObject) = owner_of(namespace)
    if owner == cython.NULL:
        return
    _attributes_named(site, me, owner, names_of, mode)
    Py_DECREF(owner)


@cython.cfunc
@cython.exceptval(check=False)
def _new_dict(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), given: cython.pointer(PyObject)
) -> cython.void:
    """`o.__dict__ = given` changes all attributes: those that were there, and those that come."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    name: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), "__dict__")
    if PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS) or not has_instance_dict(kind) or family_of(given) != DICT:
        return
    found: cython.pointer(PyObject) = look_up(kind, name)
    is_given: cython.bint = found != cython.NULL and Py_TYPE(found) == cython.address(PyGetSetDescr_Type)
    let_go(found)
    if not is_given:
        return
    before: cython.pointer(PyObject) = GenericGetAttr(o, name)
    if before == cython.NULL:
        PyErr_Clear()
    else:
        _attributes_named(site, me, o, before, WRITE)
        Py_DECREF(before)
    _attributes_named(site, me, o, given, WRITE)


@cython.cfunc
@cython.exceptval(check=False)
def _attributes_named(
    site: Site, me: cython.pointer(ThreadInfo), owner: cython.pointer(PyObject), names_of: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    names: cython.pointer(cython.pointer(PyObject)) = cython.NULL
    count: cython.Py_ssize_t = names_in(names_of, MOST_NAMES, cython.address(names))
    i: cython.Py_ssize_t
    for i in range(count):
        if not _is_slot(owner, names[i]):
            me.key = names[i]
            _touch(site, me, owner, name_key(names[i]), mode, owner)
            me.key = cython.NULL
        Py_DECREF(names[i])
    free(names)


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
    size: cython.Py_ssize_t = sequence_size(o)
    from_end: cython.bint = index < 0
    if from_end:
        index += size
    part: Part = sequence_part(o, family)
    inside: cython.bint = 0 <= index < size
    found: uint64_t = 0
    if inside:
        found = _element_key(index, part)
        if site.split:
            _split(site, me, o, found, mode, o)
        if _seen(me, o, found, mode):
            return
    if from_end or not inside:
        _touch(site, me, o, SHAPE_KEY, READ, o)
    if inside and part.is_buffer:
        _record_extent(site, me, o, index * part.step, (index + 1) * part.step, BUFFER_SPAN, mode)
    elif inside:
        _record(site, me, o, found, mode | POINT, o)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _element_key(index: cython.Py_ssize_t, part: Part) -> uint64_t:
    """The key of an element: its index; of a buffer, where items are of 1, 2, 4 or 8 bytes, that of its block (runtime.block_key)."""
    return ELEMENT | cython.cast(uint64_t, part.level) << 52 | cython.cast(uint64_t, index * part.step)


@cython.cfunc
@cython.exceptval(check=False)
def _slice(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    key: cython.pointer(PyObject),
    mode: uint32_t,
    family: cython.int,
    length: cython.Py_ssize_t,
) -> cython.void:
    """A slice: all elements when it spans the container, else each of them.

    `length` is that of the value that is assigned, -1 when it is not known. Where it is another than that of the slice,
    all that lies behind the slice changes too. An unknown one is taken for equal, unless the slice is empty or spans the
    container.
    """
    start: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t = 0
    step: cython.Py_ssize_t = 0
    if not plain_slice(key) or PySlice_Unpack(
        key, cython.address(start), cython.address(stop), cython.address(step)
    ) < 0:
        PyErr_Clear()
        return
    size: cython.Py_ssize_t = sequence_size(o)
    count: cython.Py_ssize_t = PySlice_AdjustIndices(size, cython.address(start), cython.address(stop), step)
    if family == LIST and not mode & WRITE:
        mode |= ATOMIC  # a copy is made under the list's lock
    changes: cython.bint = length >= 0 and length != count and step == 1
    if changes and start:
        count = size - start
        _touch(site, me, o, SHAPE_KEY, mode, o)
    elif changes or count == size or count == 0:
        if count or mode & WRITE:
            _record(site, me, o, 0, mode | RANGE, o)
        if length < 0 or changes:
            _touch(site, me, o, SHAPE_KEY, mode, o)
        return
    if family != LIST:
        buffer_items(site, me, o, start, count, step, mode)
        return
    i: cython.Py_ssize_t
    for i in range(count):
        _touch(site, me, o, ELEMENT | cython.cast(uint64_t, start + i * step), mode | POINT, o)


@cython.cfunc
@cython.exceptval(check=False)
def _delete_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject)
) -> cython.void:
    name: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), "__delitem__")
    family: cython.int = _subscript_family(o, name)
    if family == NO_CONTAINER and PyType_IsSubtype(Py_TYPE(o), _counter):
        # Python code of the standard library, which passes over a key that is not there.
        found: cython.pointer(PyObject) = _PyType_Lookup(Py_TYPE(o), name)
        if found == _PyType_Lookup(_counter, name) and not _is_watched(found) and element_key(o, key) and _has_key(o, key):
            family = DICT
    _delete_of(site, me, o, key, family)


@cython.cfunc
@cython.exceptval(check=False)
def _delete_of(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject), family: cython.int
) -> cython.void:
    if family == DICT:
        hashed: uint64_t = item_key(o, key)
        if hashed:
            _dict_element(site, me, o, key, hashed, WRITE | REMOVE)
        _touch(site, me, o, SHAPE_KEY, WRITE | ATOMIC, o)
    elif family == LIST or family == BYTEARRAY or family == ARRAY or family == DEQUE:
        _record(site, me, o, 0, WRITE | RANGE, o)
        _touch(site, me, o, SHAPE_KEY, WRITE, o)


@cython.cfunc
@cython.exceptval(check=False)
def _behind_weak(o: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    """The dict in a `WeakValueDictionary`, the set in a `WeakSet`: a new reference. NULL: it is neither, or its own code is watched.

    Their methods are Python code of the standard library on that dict, with the same keys, or that set, of references: each counts
    as one of its own.
    """
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if not PyType_HasFeature(kind, Py_TPFLAGS_HEAPTYPE) or strncmp(kind.tp_name, b"Weak", 4) != 0:
        return cython.NULL
    if kind != _weak_values and kind != _weak_set and not _is_weak(kind):
        return cython.NULL
    if _is_watched(_PyType_Lookup(kind, cython.cast(cython.pointer(PyObject), "__len__"))):
        return cython.NULL
    found: cython.pointer(PyObject) = GenericGetAttr(o, cython.cast(cython.pointer(PyObject), "data"))
    if found == cython.NULL:
        PyErr_Clear()
    elif Py_TYPE(found) != (cython.address(PySet_Type) if kind == _weak_set else cython.address(PyDict_Type)):
        Py_DECREF(found)
        return cython.NULL
    return found


# The two classes, once one was met; kept alive. Two threads that meet one at once write the same.
_weak_values = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_weak_set = cython.declare(cython.pointer(PyTypeObject), cython.NULL)


@cython.cfunc
def _is_weak(kind: cython.pointer(PyTypeObject)) -> cython.bint:
    """Whether it is one of the two classes, and no other one of that name."""
    global _weak_values, _weak_set
    module: object = _sys.modules.get("weakref")
    asked: object = cython.cast(object, cython.cast(cython.pointer(PyObject), kind))
    if asked is getattr(module, "WeakValueDictionary", None):
        _weak_values = kind
    elif asked is getattr(module, "WeakSet", None):
        _weak_set = kind
    else:
        return False
    Py_INCREF(cython.cast(cython.pointer(PyObject), kind))
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _contains(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject)
) -> cython.void:
    family: cython.int = family_of(o)
    if family == DICT or family == SET:
        hashed: uint64_t = item_key(o, key)
        if hashed:
            _dict_element(site, me, o, key, hashed, READ)
    elif family == NDARRAY:
        buffer_whole(site, me, o, READ)
    elif family < MEMORYVIEW:
        _walk(site, me, o, ATOMIC)
        if family == LIST:
            _touch(site, me, o, MIDDLE_KEY, READ, o)


@cython.cfunc
@cython.exceptval(check=False)
def _walk(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), atomic: uint32_t) -> cython.void:
    """All elements and the shape are read: of the container, or of the dict behind a view."""
    o = behind_view(o)
    family: cython.int = family_of(o)
    if family < MEMORYVIEW:
        _touch_all(site, me, o, READ | atomic)
        _touch(site, me, o, SHAPE_KEY, READ | atomic, o)
        return
    inner: cython.pointer(PyObject) = _behind_weak(o)
    if inner != cython.NULL:
        _walk(site, me, inner, 0)
        Py_DECREF(inner)


@cython.cfunc
@cython.exceptval(check=False)
def read_all(site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), atomic: uint32_t) -> cython.void:
    """As `_walk`; of an iterator, what is behind it, in steps."""
    if PyIter_Check(o):
        if Py_TYPE(o) == cython.address(PyGen_Type):
            use_generator(me, o)
        else:
            _step(site, me, o, 0)
        return
    if Py_TYPE(o) == cython.address(PyTuple_Type) or Py_TYPE(o) == cython.address(PyUnicode_Type):
        return
    if is_array(o):
        buffer_whole(site, me, o, READ)
        return
    if atomic and not _walks_at_once(behind_view(o)):
        atomic = 0
    _walk(site, me, o, atomic)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _walks_at_once(o: cython.pointer(PyObject)) -> cython.bint:
    """Whether no code of the program runs, and nobody else gets in between, when C code walks over all of a container.

    The iterator of a subclass may be the program's. If it is the built-in type's, each of its steps takes the container's lock anew,
    where there is no GIL.
    """
    if is_exact(o):
        return True
    family: cython.int = family_of(o)
    return not GIL_DISABLED and family < MEMORYVIEW and Py_TYPE(o).tp_iter == base_of(family).tp_iter


@cython.cfunc
@cython.exceptval(check=False)
def is_exact(o: cython.pointer(PyObject)) -> cython.bint:
    """Whether it is of a built-in type of containers, and not of a subclass."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    return is_container_type(kind) or kind == _array or kind == _ordered_dict or kind == _default_dict


@cython.cfunc
@cython.exceptval(check=False)
def _read_deep(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), atomic: uint32_t, depth: cython.int,
    left: cython.pointer(cython.Py_ssize_t),
) -> cython.void:
    """What an encoder reads: the container, those among its elements, and so on; cycles end by the two limits."""
    read_all(site, me, o, atomic)
    if depth >= DEEPEST_NESTING:
        return
    inner: cython.pointer(cython.pointer(PyObject)) = cython.NULL
    count: cython.Py_ssize_t = containers_in(o, left[0], cython.address(inner))
    left[0] -= count
    i: cython.Py_ssize_t
    for i in range(count):
        _read_deep(site, me, inner[i], atomic, depth + 1, left)
        Py_DECREF(inner[i])
    free(inner)


@cython.cfunc
@cython.exceptval(check=False)
def _touch_all(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    key: uint64_t = runtime.RANGE_KEY ^ runtime.ATOMIC_KEY if mode & ATOMIC else runtime.RANGE_KEY
    if not _seen(me, o, key, mode):
        if not mode & WRITE and is_namespace(o):
            _attributes(site, me, o, o, mode)
        _record(site, me, o, 0, mode | RANGE, o)


@cython.cfunc
@cython.exceptval(check=False)
def behind_view(o: cython.pointer(PyObject)) -> cython.pointer(PyObject):
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    if (
        kind == cython.address(PyDictKeys_Type)
        or kind == cython.address(PyDictItems_Type)
        or kind == cython.address(PyDictValues_Type)
        or kind == cython.address(PyODictKeys_Type)
        or kind == cython.address(PyODictItems_Type)
        or kind == cython.address(PyODictValues_Type)
    ):
        behind: cython.pointer(PyObject) = field(o, 0)
        return behind if behind != cython.NULL else o
    return o


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _step_seen(site: Site, me: cython.pointer(ThreadInfo), iterator: cython.pointer(PyObject)) -> cython.bint:
    """The answer of `_step` for almost all iterators: one that this frame alone has, over what does not change or a list that was
    seen."""
    if Py_REFCNT(iterator) > 2:
        return False
    epoch: uint64_t = runtime.peek64(cython.address(me.task.epoch))
    if iterator == me.walked and epoch == me.walked_in:
        return True
    kind: cython.pointer(PyTypeObject) = Py_TYPE(iterator)
    if kind == cython.address(PyRangeIter_Type) or kind == cython.address(PyTupleIter_Type) or kind == _text_iterator:
        return True
    if kind != cython.address(PyListIter_Type):
        return False
    container: cython.pointer(PyObject) = field(iterator, 1)
    if container == cython.NULL or Py_TYPE(container) != cython.address(PyList_Type):
        return False
    if _seen(me, container, runtime.RANGE_KEY, READ) and _seen(me, container, SHAPE_KEY, READ):
        me.walked = iterator
        me.walked_in = epoch
        return True
    return _walks_own(iterator)


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
    elif (
        kind == _array_iterator
        or kind == cython.address(PyByteArrayIter_Type)
        or kind == cython.address(PyReversed_Type)
        or kind == cython.address(PyODictIter_Type)
    ):
        container = field(iterator, 1)
    elif kind == cython.address(PySeqIter_Type):
        buffer_step(site, me, iterator)
        return
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
            if strncmp(kind.tp_name, b"itertools.", 10) == 0:
                _step_inner(site, me, iterator, depth)
            return
        if Py_TYPE(inner) == cython.address(PyTuple_Type):
            i: cython.Py_ssize_t
            for i in range(PyTuple_GET_SIZE(inner)):
                _step(site, me, PyTuple_GET_ITEM(inner, i), depth + 1)
        else:
            _step(site, me, inner, depth + 1)
        return
    if container == cython.NULL or family_of(container) >= MEMORYVIEW:
        return
    if _seen(me, container, runtime.RANGE_KEY, READ) and _seen(me, container, SHAPE_KEY, READ):
        return
    Py_INCREF(container)  # the iterator lets go of it in its last step, which another thread may make
    _touch_all(site, me, container, READ)
    _touch(site, me, container, SHAPE_KEY, READ, container)
    Py_DECREF(container)


@cython.cfunc
@cython.exceptval(check=False)
def _step_inner(
    site: Site, me: cython.pointer(ThreadInfo), iterator: cython.pointer(PyObject), depth: cython.int
) -> cython.void:
    """An iterator of `itertools` makes a step of those that it has: the collector's way tells which these are."""
    found: Inner
    found.count = 0
    if iterator.ob_type.tp_traverse == cython.NULL:
        return
    call_traverse(
        cython.cast(cython.p_void, iterator.ob_type.tp_traverse), iterator, note_iterator, cython.address(found)
    )
    i: cython.int
    for i in range(found.count):
        if Py_TYPE(found.objects[i]) == cython.address(PyTuple_Type):
            j: cython.Py_ssize_t
            for j in range(PyTuple_GET_SIZE(found.objects[i])):
                if PyIter_Check(PyTuple_GET_ITEM(found.objects[i], j)):
                    _step(site, me, PyTuple_GET_ITEM(found.objects[i], j), depth + 1)
        else:
            _step(site, me, found.objects[i], depth + 1)


@cython.cfunc
@cython.exceptval(check=False)
def _advance(site: Site, me: cython.pointer(ThreadInfo), iterator: cython.pointer(PyObject)) -> cython.void:
    """An iterator that others may have too goes on by one.

    A generator that is asked while it runs raises ValueError, on every build. Iterators written in C are indivisible with the
    GIL; without it nothing is promised of them (glossary, "iterator") but for `itertools.count`, on which much code relies.
    """
    if Py_TYPE(iterator) != cython.address(PyGen_Type) and (not GIL_DISABLED or not _is_divisible(Py_TYPE(iterator))):
        return
    _touch(site, me, iterator, POSITION_KEY, WRITE, iterator)


@cython.cfunc
@cython.exceptval(check=False)
def _is_divisible(kind: cython.pointer(PyTypeObject)) -> cython.bint:
    """Whether it is a type of iterators that two threads must not share without the GIL. A file, say, is none of these."""
    return (
        kind == cython.address(PyListIter_Type)
        or kind == cython.address(PyZip_Type)
        or kind == cython.address(PyMap_Type)
        or kind == cython.address(PyFilter_Type)
        or kind == cython.address(PyEnum_Type)
        or kind == cython.address(PyReversed_Type)
        or (not PyType_HasFeature(kind, Py_TPFLAGS_HEAPTYPE) and strstr(kind.tp_name, b"iterator") != cython.NULL)
        or (strncmp(kind.tp_name, b"itertools.", 10) == 0 and strcmp(kind.tp_name, b"itertools.count") != 0)
    )


@cython.cfunc
@cython.exceptval(check=False)
def _method(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), first: cython.pointer(PyObject)
) -> cython.void:
    if Py_TYPE(o) == cython.address(PyCFunction_Type):
        # Bound already, and called as a function (up to 3.12 this lies where the receiver of a method does).
        if site.flags & TAKEN and not is_called(o, cython.cast(cython.pointer(PyObject), site.name)):
            return
        o = field(o, 1)
        if o == cython.NULL:
            return
    elif site.flags & TAKEN:
        return
    family: cython.int = family_of(o)
    if family >= MEMORYVIEW:
        if family == MEMORYVIEW and site.effects[family] & (IS_GETITEM | IS_SETITEM):
            buffer_item(site, me, o, first, WRITE if site.effects[family] & IS_SETITEM else READ)
        elif family == MEMORYVIEW or family == NDARRAY:
            if family == MEMORYVIEW or inherits_from_array(o, cython.cast(cython.pointer(PyObject), site.name)):
                buffer_method(site, me, o, first, site.effects[family])
        elif site.effects[cython.cast(cython.int, NDARRAY)] & ARG_R and is_array(first):
            buffer_method(site, me, o, first, ARG_R)  # the right operand of an operator
        if site.effects[cython.cast(cython.int, NO_CONTAINER)] and first != Py_None:
            if Py_TYPE(o) == cython.address(PyUnicode_Type) or Py_TYPE(o) == cython.address(PyBytes_Type):
                read_all(site, me, first, ATOMIC)
        if site.effects[cython.cast(cython.int, STREAM)] & ARG_W and site.flags & 255 == 1:
            if fills_buffers(o, cython.cast(cython.pointer(PyObject), site.name)):
                buffer_whole(site, me, first, WRITE)
        return
    effects: uint32_t = site.effects[family]
    name: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), site.name)
    if family == DICT and site.effects[cython.cast(cython.int, COUNTER)] and PyType_IsSubtype(Py_TYPE(o), _counter):
        if _PyType_Lookup(Py_TYPE(o), name) == _PyType_Lookup(_counter, name):
            apply(site, me, o, first, site.effects[cython.cast(cython.int, COUNTER)], DICT)
        return
    if effects == 0 or not inherits_method(o, family, name):
        return
    apply(site, me, o, first, effects, family)


@cython.cfunc
@cython.exceptval(check=False)
def base_of(family: cython.int) -> cython.pointer(PyTypeObject):
    """The built-in type of a family."""
    if family == LIST:
        return cython.address(PyList_Type)
    if family == DICT:
        return cython.address(PyDict_Type)
    if family == SET:
        return cython.address(PySet_Type)
    if family == DEQUE:
        return _deque
    if family == BYTEARRAY:
        return cython.address(PyByteArray_Type)
    return _array


@cython.cfunc
@cython.exceptval(check=False)
def ordered_dict() -> cython.pointer(PyTypeObject):
    """`collections.OrderedDict`: of the family of dict, with methods of its own."""
    return _ordered_dict


@cython.cfunc
@cython.exceptval(check=False)
def inherits_method(
    o: cython.pointer(PyObject), family: cython.int, name: cython.pointer(PyObject)
) -> cython.bint:
    """Whether a subclass still has the built-in method; one of its own is a call of Python code."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(o)
    base: cython.pointer(PyTypeObject) = base_of(family)
    if kind == base:
        return True
    found: cython.pointer(PyObject) = _PyType_Lookup(kind, name)
    if found == cython.NULL:
        return False
    return found == _PyType_Lookup(base, name) or found == _PyType_Lookup(_ordered_dict, name)


@cython.cfunc
@cython.exceptval(check=False)
def apply(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    first: cython.pointer(PyObject),
    effects: uint32_t,
    family: cython.int,
) -> cython.void:
    if effects & (IS_GETITEM | IS_SETITEM | IS_DELITEM | IS_CONTAINS):
        if effects & IS_DELITEM:
            _delete_of(site, me, o, first, family)
        elif effects & IS_CONTAINS:
            _contains(site, me, o, first)
        else:
            _item_of(site, me, o, first, WRITE if effects & IS_SETITEM else READ, family)
        return
    atomic: uint32_t = 0 if effects & PLAIN else ATOMIC
    private: cython.bint = False
    absent: cython.bint = False
    hashed: uint64_t = 0
    if effects & (KEY_R | KEY_W):
        hashed = element_key(o, first)
        if hashed == 0:
            hashed = private_element_key(o, first)
            private = True
        elif family == DICT and effects & GONE and not _has_key(o, first):
            absent = True  # pop() finds that out, and changes nothing
        if hashed:
            gone: uint32_t = REMOVE if effects & GONE and not absent else 0
            single: uint32_t = 0 if is_look(site, effects, family) else atomic
            _dict_element(site, me, o, first, hashed, (WRITE if effects & KEY_W and not absent else READ) | gone | single)
    if effects & ALL_W and is_namespace(o):
        # update() and clear(); of what popitem() takes away nobody knows the name.
        if Py_TYPE(first) == cython.address(PyDict_Type):
            _attributes(site, me, o, first, WRITE | atomic)
        elif site.name == "clear":
            _attributes(site, me, o, o, WRITE | atomic)
    if effects & ALL_W:
        _touch_all(site, me, o, WRITE | atomic)
    elif effects & ALL_R:
        _touch_all(site, me, o, READ | atomic)
    if (effects & SHAPE_W and not absent) or (effects & IF_ABSENT and not private and not _has_key(o, first)):
        _touch(site, me, o, SHAPE_KEY, WRITE | atomic, o)
    elif effects & SHAPE_R:
        _touch(site, me, o, SHAPE_KEY, READ | atomic, o)
    if effects & (STEPS | LOCKLESS) and family == LIST:
        _touch(site, me, o, MIDDLE_KEY, WRITE | ATOMIC if effects & STEPS else READ, o)
    if effects & ARG_R and first != Py_None:
        read_all(site, me, first, atomic)
    if runtime.peek8(cython.address(runtime.get_state().strict)):
        return
    if site.flags & (CHECKED | CHECKED_VALUE) and site.kind == METHOD:
        _act(site, me, o, first, effects, family)
    if effects & PUT:
        runtime.release_merge(me.task, cython.cast(uintptr_t, o), pre_header(o), SYNC_HANDOVER)
    elif effects & GET:
        acquire_now_and_again(me, cython.cast(uintptr_t, o), SYNC_HANDOVER)
    elif effects & GONE and family == DICT and hashed:
        if GIL_DISABLED:
            _acquire_writers_again(me, o, hashed)
        elif private or _has_key(o, first):
            runtime.acquire_writers(me.task, cython.cast(uintptr_t, o), hashed)


@cython.cfunc
@cython.exceptval(check=False)
def is_look(site: Site, effects: uint32_t, family: cython.int) -> cython.bint:
    """Whether it gets an item and does nothing else: `d.get(key)`, which may decide on a change.

    It conflicts with indivisible changes as well, like `in` and the subscript. Whether it decides is in the source: who makes the
    report asks it, and tells nothing where it does not.
    """
    return effects == KEY_R and family == DICT and (site.kind == METHOD or site.kind == BASE_CALL)


@cython.cfunc
@cython.exceptval(check=False)
def _act(
    site: Site,
    me: cython.pointer(ThreadInfo),
    o: cython.pointer(PyObject),
    first: cython.pointer(PyObject),
    effects: uint32_t,
    family: cython.int,
) -> cython.void:
    """What may rely on an earlier look at the container: atomic, but two such of the same sort can both rely on one look.

    So they conflict with each other and with the looks, at a location that nothing else touches. Whether a look decides is in the source: who makes the report asks it.
    """
    if effects & GONE:
        if not effects & KEY_W:  # else of one key: what others do to it is seen there
            _touch(site, me, o, REMOVED_KEY, WRITE, o)
    elif effects & SHAPE_W:
        if site.flags & CHECKED:
            _touch(site, me, o, ADDED_KEY, WRITE, o)
        if site.flags & CHECKED_VALUE:
            _act_of_value(site, me, o, first, WRITE)


@cython.cfunc
@cython.exceptval(check=False)
def _act_of_value(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), value: cython.pointer(PyObject), mode: uint32_t
) -> cython.void:
    """A look whether a value is in a list, or its addition after that: as if the list were a set."""
    family: cython.int = family_of(o)
    hashed: uint64_t = hashed_key(value) if family == LIST or family == DEQUE else 0
    if hashed:
        me.key = value
        _touch(site, me, o, hashed ^ OF_SUBCLASS, mode, o)
        me.key = cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _call(
    site: Site, me: cython.pointer(ThreadInfo), function: cython.pointer(PyObject), args: cython.pointer(PyObject)
) -> cython.void:
    """A call of a function by its name; whether it is the one of the table is seen at the object."""
    effects: uint32_t = site.effects[0]
    if effects == 0:
        _count_unlisted(site, function, args)
        return
    if not is_named(function, site):
        return
    if site.flags == TOGETHER:
        _call_with(site, me, args, effects)
        return
    if effects & IS_STEP:
        if Py_TYPE(args) == cython.address(PyGen_Type):
            use_generator(me, args)
        else:
            _step(site, me, args, 0)
        # A local variable's reference, the argument's, ours; where arguments may be borrowed the first of these alone.
        if Py_REFCNT(args) > (1 if BORROWS else 2):
            _advance(site, me, args)
        return
    atomic: uint32_t = 0 if effects & PLAIN else ATOMIC
    if effects & DEEP:
        left: cython.Py_ssize_t = MOST_NESTED
        _read_deep(site, me, args, atomic, 0, cython.address(left))
        return
    if effects & ALL_R and not effects & (ALL_W | SHAPE_W):
        read_all(site, me, args, atomic)
        return
    if effects & EACH_W:
        fill_each(site, me, args)
        return
    args = behind_view(args)
    family: cython.int = family_of(args)
    if family < MEMORYVIEW:
        apply(site, me, args, Py_None, effects, family)


@cython.cfunc
@cython.exceptval(check=False)
def _count_unlisted(site: Site, function: cython.pointer(PyObject), argument: cython.pointer(PyObject)) -> cython.void:
    """A function that is in no table: how often it is one written in C and given a container is kept in the site."""
    kind: cython.pointer(PyTypeObject) = Py_TYPE(function)
    if kind == cython.address(PyCFunction_Type) or (
        PyType_HasFeature(kind, Py_TPFLAGS_TYPE_SUBCLASS)
        and not by_class_statement(cython.cast(cython.pointer(PyTypeObject), function))
    ):
        if family_of(behind_view(argument)) != NO_CONTAINER:
            runtime.add64(cython.address(site.cache), 1)


def unlisted_calls() -> dict:
    """By name: how often a function written in C that is in no table was given a container, where that was asked for."""
    counts: dict = {}
    site: Site
    for known in list(sites):
        if known is not None:
            site = known
            if site.kind == CALL and site.effects[0] == 0 and load64(cython.address(site.cache)):
                counts[site.name] = counts.get(site.name, 0) + load64(cython.address(site.cache))
    return counts


@cython.cfunc
@cython.exceptval(check=False)
def is_named(function: cython.pointer(PyObject), site: Site) -> cython.bint:
    """Whether `function` is what the module has under the name that the site knows, and does its work unwatched.

    The answer is kept: for a function that is not of the table it is found anew each time.
    """
    if cython.cast(uint64_t, cython.cast(uintptr_t, function)) == load64(cython.address(site.cache)):
        return True
    module: cython.pointer(PyObject) = PyDict_GetItem(
        cython.cast(cython.pointer(PyObject), _modules), cython.cast(cython.pointer(PyObject), site.module)
    )
    if module == cython.NULL or not PyType_IsSubtype(Py_TYPE(module), cython.address(PyModule_Type)):
        return False
    found: cython.pointer(PyObject) = PyDict_GetItem(module_dict(module), cython.cast(cython.pointer(PyObject), site.function))
    if found != function or _is_watched(function):
        return False
    _keep.append(cython.cast(object, function))
    store64(cython.address(site.cache), cython.cast(uintptr_t, function))
    return True


@cython.cfunc
@cython.exceptval(check=False)
def _is_watched(function: cython.pointer(PyObject)) -> cython.bint:
    """Whether it is written in Python and has probes of its own (`--stdlib`)."""
    if Py_TYPE(function) == cython.address(PyMethod_Type):
        function = method_function(function)
    if Py_TYPE(function) != cython.address(PyFunction_Type):
        return False
    constants: tuple = cython.cast(object, function).__code__.co_consts
    for constant in constants:
        if isinstance(constant, Site):
            return True
    return False


@cython.cfunc
@cython.exceptval(check=False)
def _call_with(
    site: Site, me: cython.pointer(ThreadInfo), args: cython.pointer(PyObject), effects: uint32_t
) -> cython.void:
    """A call of which the first three arguments count, in a tuple."""
    if effects & (IS_GETATTR | IS_SETATTR | IS_DELATTR):
        _dynamic_attribute(site, me, args, effects)
        return
    if PyTuple_GET_SIZE(args) < 2:
        return
    first: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 0)
    second: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 1)
    if effects & IS_GETITEM:
        _item(site, me, first, second, READ)
    elif effects & IS_SETITEM:
        _set_item(site, me, first, second, args)
    elif effects & IS_DELITEM:
        _delete_item(site, me, first, second)
    elif effects & IS_CONTAINS:
        _contains(site, me, first, second)
    else:
        _packed(site, me, args, WRITE if effects & IS_PACK else READ)


@cython.cfunc
@cython.exceptval(check=False)
def _set_item(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject),
    args: cython.pointer(PyObject),
) -> cython.void:
    """operator.setitem: container, key or slice, value."""
    family: cython.int = _subscript_family(o, cython.cast(cython.pointer(PyObject), "__setitem__"))
    if family == NO_CONTAINER:
        return
    if Py_TYPE(key) == cython.address(PySlice_Type) and PyTuple_GET_SIZE(args) > 2:
        assign_slice(site, me, o, key, PyTuple_GET_ITEM(args, 2), WRITE, family)
    else:
        _item_of(site, me, o, key, WRITE, family)


@cython.cfunc
@cython.exceptval(check=False)
def _packed(site: Site, me: cython.pointer(ThreadInfo), args: cython.pointer(PyObject), mode: uint32_t) -> cython.void:
    """pack_into and unpack_from: format, buffer, offset; the bytes that the format is long."""
    layout: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 0)
    o: cython.pointer(PyObject) = PyTuple_GET_ITEM(args, 1)
    if Py_TYPE(layout) != cython.address(PyUnicode_Type) and Py_TYPE(layout) != cython.address(PyBytes_Type):
        return
    start: cython.longlong = 0
    overflow: cython.int = 0
    if PyTuple_GET_SIZE(args) > 2:
        if Py_TYPE(PyTuple_GET_ITEM(args, 2)) != cython.address(PyLong_Type):
            return
        start = PyLong_AsLongLongAndOverflow(PyTuple_GET_ITEM(args, 2), cython.address(overflow))
    length: cython.Py_ssize_t
    try:
        length = _sys.modules["_struct"].calcsize(cython.cast(object, layout))
    except Exception:  # a format that is none: the program will be told
        return
    if not overflow:
        buffer_bytes(site, me, o, start, length, mode)


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
    if Py_TYPE(name) == cython.address(PyUnicode_Type):
        _named_attribute(site, me, o, name, _kind_of_access(effects), READ if effects & IS_GETATTR else WRITE)


@cython.cfunc
@cython.exceptval(check=False)
def base_attribute(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), name: cython.pointer(PyObject), effects: uint32_t
) -> cython.void:
    """A call of `object.__setattr__` and its like."""
    if Py_TYPE(name) == cython.address(PyUnicode_Type):
        decision: cython.int = _decide_as_object(o, Py_TYPE(o), name, _kind_of_access(effects))
        _decided_attribute(site, me, o, name, READ if effects & IS_GETATTR else WRITE, decision)


@cython.cfunc
@cython.exceptval(check=False)
def _kind_of_access(effects: uint32_t) -> cython.int:
    if effects & IS_SETATTR:
        return ATTR_WRITE
    return ATTR_DELETE if effects & IS_DELATTR else ATTR_READ


@cython.cfunc
@cython.exceptval(check=False)
def _named_attribute(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), name: cython.pointer(PyObject),
    as_kind: cython.int, mode: uint32_t,
) -> cython.int:
    """An access to an attribute whose name the site does not know; what the attribute is (a Decision)."""
    decision: cython.int = decide(o, Py_TYPE(o), name, as_kind, False)
    _decided_attribute(site, me, o, name, mode, decision)
    return decision


@cython.cfunc
@cython.exceptval(check=False)
def _decided_attribute(
    site: Site, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), name: cython.pointer(PyObject), mode: uint32_t,
    decision: cython.int,
) -> cython.void:
    key: uint64_t = name_key(name)
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
            if me.constructing_count < DEEPEST_CONSTRUCTION and not me.task.ignore and runtime.peek8(
                cython.address(runtime.get_state().probed)
            ):
                # Construction is a use of the object, though none that could race: `__del__` comes after it.
                o = me.constructing[me.constructing_count]
                if o == frame_self(current_frame()) and Py_TYPE(o).tp_finalize != cython.NULL:  # it may have deleted `self`
                    _touch(site, me, o, STATE_KEY, READ, o)
    elif kind == FINALIZE:
        _finalize(me, o)
    elif kind == FINALIZE_END:
        _finalize_end(me)
    elif kind == IMPORTED:
        look_for_arrays()
        runtime.acquire(me.task, cython.cast(uintptr_t, o), SYNC_MODULE)
    elif kind == MODULE_END:
        _module_end(me)
    elif kind == FIRST_LOOK:
        first_look(site, me, o)
    elif kind == SECOND_LOOK_WRITE:
        second_look_write(site, me, o)
    elif kind == LOOK_AT_SIZE:
        if family_of(o) < MEMORYVIEW and not runtime.peek8(cython.address(runtime.get_state().strict)):
            _touch(site, me, o, ADDED_KEY if site.flags & ADDS else REMOVED_KEY, READ, o)


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
    """As `_watched_thread`, for other modules, which are called in every interpreter of the process."""
    if not in_main_interpreter():
        return cython.NULL
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
    if GIL_DISABLED:
        acquire_again(me)
    if me.task.ignore or not runtime.peek8(cython.address(runtime.get_state().probed)) or (how == CLOSING and not _has_cells(o)):
        return False
    return runtime.finalizer_begin(me.task, cython.cast(uintptr_t, o), _finalizer_site(o, how), how == CLOSING)


_finalizer_sites = cython.declare(uint64_t[512])  # by type: version << 32 | id of the site, a row for BY_DEL and for CALLBACK


@cython.cfunc
@cython.exceptval(check=False)
def _finalizer_site(o: cython.pointer(PyObject), how: cython.int) -> uint32_t:
    """The id of a site that says what is being finalized: its name is that of the type, of a generator that of its function."""
    if how == CLOSING:
        return _new_finalizer_site(o, how)
    version: uint64_t = type_version(Py_TYPE(o))
    place: cython.pointer(uint64_t) = cython.address(_finalizer_sites[how << 8 | version & 255])
    word: uint64_t = load64(place)
    if version and word >> 32 == version:
        return cython.cast(uint32_t, word)
    found: uint32_t = _new_finalizer_site(o, how)
    if version:
        store64(place, version << 32 | found)
    return found


@cython.cfunc
@cython.exceptval(check=False)
def _new_finalizer_site(o: cython.pointer(PyObject), how: cython.int) -> uint32_t:
    site: Site = make_site(FINALIZE, finalized_name(o, how == CLOSING), ("", "", 0), how)
    runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, site)))
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
    global _late_modules
    name: cython.pointer(PyObject) = get_item(
        frame_globals(current_frame()), cython.cast(cython.pointer(PyObject), "__name__")
    )
    if name != cython.NULL and Py_TYPE(name) == cython.address(PyUnicode_Type):  # the program may put anything there
        module: cython.pointer(PyObject) = get_item(cython.cast(cython.pointer(PyObject), _modules), name)
        if module != cython.NULL:
            runtime.release(me.task, cython.cast(uintptr_t, module), pre_header(module), SYNC_MODULE)
            if PyType_IsSubtype(Py_TYPE(module), cython.address(PyModule_Type)) and _was_loaded_late(module):
                _late_modules = True
        let_go(module)
    let_go(name)


@cython.cfunc
@cython.exceptval(check=False)
def _was_loaded_late(module: cython.pointer(PyObject)) -> cython.bint:
    """Whether the module's body ran at its first use: `importlib.util.LazyLoader` leaves that in the module's spec.

    Whoever finds such a module loaded has no import statement that comes after the body.
    """
    late: cython.bint = False
    spec: cython.pointer(PyObject) = get_item(module_dict(module), cython.cast(cython.pointer(PyObject), "__spec__"))
    if spec != cython.NULL and Py_TYPE(spec) == _module_spec:  # another type may run code when it is asked
        state: cython.pointer(PyObject) = GenericGetAttr(spec, cython.cast(cython.pointer(PyObject), "loader_state"))
        if state == cython.NULL:
            PyErr_Clear()
        else:
            late = Py_TYPE(state) == cython.address(PyDict_Type)
            Py_DECREF(state)
    let_go(spec)
    return late


_late_modules = cython.declare(cython.bint, False)  # there are such modules; set once, never taken back
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
    global on_thread_gone, _of_all, _of_fields, _of_elements
    runtime.attach()
    kind: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), cython.cast(cython.pointer(PyObject), Site))
    _of_all = item_slot(kind)
    _of_fields = cython.cast(cython.p_void, _field_probe)
    _of_elements = cython.cast(cython.p_void, _element_probe)
    set_item_slot(kind, cython.cast(cython.p_void, _probe))
    on_thread_gone = thread_gone
    make_thread_key()


_initialise()
