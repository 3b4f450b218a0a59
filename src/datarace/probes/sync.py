# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Synchronisation: sync sites in functions of the standard library, the end of threads, what kind of lock a lock is."""

import cython
from cython.cimports.datarace.probes.cpython import (
    GIL_DISABLED,
    Frame,
    PyCodeObject,
    PyErr_Fetch,
    PyErr_Restore,
    PyErr_WriteUnraisable,
    PyObject,
    Py_False,
    Py_None,
    Py_True,
    current_frame,
    enter_unseen,
    frame_code,
    leave_unseen,
    load64,
    pre_header,
    previous_frame,
    store64,
)
from cython.cimports.datarace.probes.files import OF_HOST, OF_PROGRAM, file_kind
from cython.cimports.datarace.probes.threads import ThreadInfo, enter_scope, running
from cython.cimports.datarace.probes.core import SYNC_THREAD, acquire_again, current_thread
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Task
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t


# --- sync sites --------------------------------------------------------------------------------------------------------


def make_sync(action: object, which: int = 0, arg: int = 0) -> SyncSite:
    """A probe for synchronisation written in Python: `action` is one of the SYNC/CHANNEL/PERMIT numbers or a function.

    A function gets the object (one-object probe) or key and object (two); it runs with tracking ignored.
    """
    return SyncSite(action, which, arg)


@cython.cclass
class SyncSite:
    def __init__(self, action: object, which: int = 0, arg: int = 0) -> None:
        self.function = None
        self.action = 0
        if isinstance(action, int):
            self.action = action
        else:
            self.function = action
        self.which = which
        self.arg = arg
        runtime.order_before(cython.cast(uintptr_t, cython.cast(cython.p_void, self)))

    def __repr__(self) -> str:
        return f"<datarace sync site {self.function or self.action}>"

    def __delitem__(self, thing: object) -> None:
        if not running():
            return
        runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, self)))
        me: cython.pointer(ThreadInfo) = current_thread()
        if self.function is not None:
            call_quietly(me, self.function, (thing,))
        else:
            _synchronise(self, me, cython.cast(cython.pointer(PyObject), thing), Py_None)

    def __setitem__(self, key: object, thing: object) -> None:
        if not running():
            return
        runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, self)))
        me: cython.pointer(ThreadInfo) = current_thread()
        if self.function is not None:
            call_quietly(me, self.function, (key, thing))
        else:
            _synchronise(
                self,
                me,
                cython.cast(cython.pointer(PyObject), thing),
                cython.cast(cython.pointer(PyObject), key),
            )


@cython.cfunc
def call_quietly(me: cython.pointer(ThreadInfo), function: object, args: tuple) -> None:
    """Runs a function of ours inside the program: no accesses are recorded, no error gets out, none is lost."""
    kind: cython.pointer(PyObject) = cython.NULL
    value: cython.pointer(PyObject) = cython.NULL
    trace: cython.pointer(PyObject) = cython.NULL
    PyErr_Fetch(cython.address(kind), cython.address(value), cython.address(trace))
    me.task.ignore += 1
    enter_unseen()
    try:
        function(*args)
    except BaseException:
        PyErr_WriteUnraisable(cython.cast(cython.pointer(PyObject), function))
    finally:
        leave_unseen()
        me.task.ignore -= 1
        PyErr_Restore(kind, value, trace)


@cython.cfunc
@cython.exceptval(check=False)
def _synchronise(
    site: SyncSite, me: cython.pointer(ThreadInfo), o: cython.pointer(PyObject), key: cython.pointer(PyObject)
) -> cython.void:
    address: uint64_t = cython.cast(uintptr_t, o)
    task: cython.pointer(Task) = me.task
    which: uint32_t = site.which
    action: cython.int = site.action
    if GIL_DISABLED:
        acquire_again(me)
    if action == SYNC_ACQUIRE:
        runtime.acquire(task, address, which)
    elif action == SYNC_RELEASE:
        runtime.release(task, address, pre_header(o), which)
    elif action == SYNC_RELEASE_MERGE:
        runtime.release_merge(task, address, pre_header(o), which)
    elif action == SYNC_ACQUIRE_IF_TRUE:
        if key == Py_True:
            runtime.acquire(task, address, which)
    elif action == SYNC_ACQUIRE_IF_FALSE:
        if key == Py_False:
            runtime.acquire(task, address, which)
    elif action == CHANNEL_PUT:
        runtime.channel_put(task, address, pre_header(o), which, cython.cast(uintptr_t, key))
    elif action == CHANNEL_GET:
        runtime.channel_get(task, address, which, cython.cast(uintptr_t, key))
    elif action == PERMIT_PUT:
        runtime.channel_put(task, address, pre_header(o), which, 0)
    elif action == PERMIT_GET or (action == PERMIT_GET_IF_TRUE and key == Py_True):
        runtime.channel_get(task, address, which, 0)
    elif action == ACQUIRE_TASK_OF_THREAD:
        join_thread(me, o)


# The end of a thread is released on its Thread object, where every join and every `is_alive()` that says False finds it.
# The first of them also joins the task itself, so that the runtime can hand its slot on at once. An entry whose Thread
# is never joined is replaced when the Thread's address is used again; until the new Thread is started it is told by what
# died with the old one, the sync variable.
_tasks_of_threads: dict = {}  # address of the Thread -> address of its Task (retained); each dict operation is atomic


@cython.cfunc
@cython.exceptval(check=False)
def remember_task(thread: cython.pointer(PyObject), task: cython.pointer(Task)) -> cython.void:
    runtime.task_retain(task)
    old: object = _tasks_of_threads.pop(cython.cast(uintptr_t, thread), None)
    _tasks_of_threads[cython.cast(uintptr_t, thread)] = cython.cast(uintptr_t, task)
    if old is not None:
        runtime.task_release(cython.cast(cython.pointer(Task), cython.cast(uintptr_t, old)))


@cython.cfunc
@cython.exceptval(check=False)
def join_thread(me: cython.pointer(ThreadInfo), thread: cython.pointer(PyObject)) -> cython.void:
    """After `join` returned or `is_alive` said False: the thread's end comes before (if it has ended)."""
    runtime.acquire(me.task, cython.cast(uintptr_t, thread), SYNC_THREAD)
    # Taken out before it is looked at: who has taken it has the reference that came with it, and nobody else joins that task.
    found: object = _tasks_of_threads.pop(cython.cast(uintptr_t, thread), None)
    if found is None:
        return
    child: cython.pointer(Task) = cython.cast(cython.pointer(Task), cython.cast(uintptr_t, found))
    if not child.finished:
        if _tasks_of_threads.setdefault(cython.cast(uintptr_t, thread), found) is not found:
            runtime.task_release(child)  # the Thread's next task came meanwhile
        return
    if runtime.has_sync(cython.cast(uintptr_t, thread), SYNC_THREAD):
        runtime.task_join(me.task, child)
    runtime.task_release(child)


# --- locks -------------------------------------------------------------------------------------------------------------

#
# What a lock operation means depends on the function that it is charged to. The roles of functions of the standard
# library are data of interpose; here they are found fast: `_known` is direct-mapped by the code object's address, and
# one word holds address and role, so that a reader without a lock sees both or neither. Code objects in it are kept alive,
# an address in it names one for ever.

_roles_by_name: dict = {}  # qualified name -> file name -> role
_roles_by_file: dict = {}  # file name -> role of all its functions
_known = cython.declare(uint64_t[1024])
_kept_codes: dict = {}  # by address


def set_lock_roles(roles: dict) -> None:
    """Says what lock operations called directly by some functions of the standard library are.

    Args:
        roles: (file name, qualified name) -> a role: 1 it acts for its caller, 2 its own calls are no synchronisation,
            3 the locks that it makes order the program, 4 no lock that it uses, itself or through others, is to be seen.
            "*" is every function of the file.
    """
    global _roles_by_name, _roles_by_file
    i: cython.int
    for i in range(1024):
        store64(cython.address(_known[i]), 0)
    by_name: dict = {}
    by_file: dict = {}
    for (file, name), role in roles.items():
        if name == "*":
            by_file[file] = role
        else:
            by_name.setdefault(name, {})[file] = role
    _roles_by_name, _roles_by_file = by_name, by_file


@cython.cfunc
@cython.exceptval(check=False)
def _role(code: cython.pointer(PyCodeObject)) -> cython.int:
    """The role of a function; most of the standard library's have none, and the program's are PROGRAM."""
    address: uint64_t = cython.cast(uintptr_t, code)
    place: cython.pointer(uint64_t) = cython.address(_known[(address >> 5) & 1023])
    word: uint64_t = load64(place)
    if word >> 8 == address:
        return cython.cast(cython.int, word & 0xFF)
    whose: cython.int = file_kind(code)
    if whose == OF_PROGRAM:
        return PROGRAM
    if whose == OF_HOST:
        return OWN_AFFAIR
    file: object = cython.cast(object, code.co_filename)
    files: object = _roles_by_name.get(cython.cast(object, code.co_qualname))
    found: object = None
    if files is not None:
        found = cython.cast(dict, files).get(file)
    if found is None:
        found = _roles_by_file.get(file)
    role: cython.int = ORDINARY
    if found is not None:
        role = found
    if len(_kept_codes) < 100_000:
        _kept_codes[address] = cython.cast(object, cython.cast(cython.pointer(PyObject), code))
        store64(place, address << 8 | cython.cast(uint64_t, role))
    return role


@cython.cfunc
@cython.exceptval(check=False)
def lock_use(address: uint64_t, direct: cython.bint) -> cython.int:
    """What an acquire of this lock by the running function means: it orders the program, it is scoped, or it is unseen.

    Scoped is a lock that the standard library made for itself and takes itself: it orders only what happens under it.
    Not `direct` is an acquire that a condition's wait makes for its caller.
    """
    frame: cython.pointer(Frame) = current_frame()
    while frame != cython.NULL:
        role: cython.int = _role(frame_code(frame))
        if role == PROGRAM:
            return ORDERS
        if role == OWN_AFFAIR or role == NO_SYNC and direct:
            return UNSEEN
        if role != FOR_CALLER and role != NO_SYNC:
            break
        direct = False
        frame = previous_frame(frame)
    flags: uint32_t = runtime.lock_flags(address)
    # A lock made before the start, when nobody saw by whom, is taken for the standard library's if that uses it.
    return SCOPED if flags & runtime.LOCK_INTERNAL or not flags & LOCK_SEEN else ORDERS


@cython.cfunc
@cython.exceptval(check=False)
def unseen_use(direct: cython.bint) -> cython.bint:
    """Whether a lock operation of the running function is none that counts; `direct` as in lock_use."""
    frame: cython.pointer(Frame) = current_frame()
    while frame != cython.NULL:
        role: cython.int = _role(frame_code(frame))
        if role == OWN_AFFAIR or role == NO_SYNC and direct:
            return True
        if role != FOR_CALLER and role != NO_SYNC:
            return False
        direct = False
        frame = previous_frame(frame)
    return False


@cython.cfunc
@cython.exceptval(check=False)
def new_lock_flags() -> uint32_t:
    """Of the lock that is being made: whether the standard library makes it for itself."""
    frame: cython.pointer(Frame) = current_frame()
    while frame != cython.NULL:
        role: cython.int = _role(frame_code(frame))
        if role == PROGRAM or role == MAKES_ORDER:
            break
        if role != FOR_CALLER:
            return LOCK_SEEN | runtime.LOCK_INTERNAL
        frame = previous_frame(frame)
    return LOCK_SEEN


# --- for Python ----------------------------------------------------------------------------------------------------------


def enter_ignore() -> None:
    """No access of the calling task is recorded until `leave_ignore`; calls nest."""
    if not running():
        return
    current_thread().task.ignore += 1


def leave_ignore() -> None:
    if not running():
        return
    current_thread().task.ignore -= 1


def acquire(thing: object, which: int = 0) -> None:
    if not running():
        return
    runtime.acquire(current_thread().task, cython.cast(uintptr_t, cython.cast(cython.pointer(PyObject), thing)), which)


def release(thing: object, which: int = 0) -> None:
    if not running():
        return
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
    if GIL_DISABLED:
        acquire_again(current_thread())
    runtime.release(current_thread().task, cython.cast(uintptr_t, o), pre_header(o), which)


def release_merge(thing: object, which: int = 0) -> None:
    if not running():
        return
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
    if GIL_DISABLED:
        acquire_again(current_thread())
    runtime.release_merge(current_thread().task, cython.cast(uintptr_t, o), pre_header(o), which)


def channel_put(thing: object, item: object, which: int = 0) -> None:
    """Puts an entry for `item` (None: a permit) that carries what this task did so far."""
    if not running():
        return
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
    runtime.channel_put(current_thread().task, cython.cast(uintptr_t, o), pre_header(o), which, _item_word(item))


def channel_get(thing: object, item: object, which: int = 0) -> None:
    """Takes the oldest entry for `item` (None: a permit); this task comes after who put it."""
    if not running():
        return
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
    runtime.channel_get(current_thread().task, cython.cast(uintptr_t, o), which, _item_word(item))


@cython.cfunc
@cython.exceptval(check=False)
def _item_word(item: object) -> uint64_t:
    if item is None:
        return 0
    return cython.cast(uintptr_t, cython.cast(cython.pointer(PyObject), item))


def channel_fill(thing: object, count: int, which: int = 0) -> None:
    """Puts `count` permits that carry nothing."""
    if not running():
        return
    o: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), thing)
    runtime.channel_fill(cython.cast(uintptr_t, o), pre_header(o), which, count)


def channel_clear(thing: object, which: int = 0) -> None:
    if not running():
        return
    runtime.channel_clear(cython.cast(uintptr_t, cython.cast(cython.pointer(PyObject), thing)), which)


def acquire_all_finished() -> None:
    """The calling task comes after every task that has ended."""
    if not running():
        return
    runtime.acquire_all_finished(current_thread().task)


def task_number() -> int:
    """The number of the calling task: 0 is the first, then in the order of creation."""
    return current_thread().task.number


_scope_entered: object = object()


def set_scope(number: int) -> int:
    """What the calling thread does from here on, and the threads that it starts from here on, belongs to this scope.

    A raw race says of each access in which scope it was made. Numbers are from 1 to 2**32 - 1; 0 is none. In those from
    `kinds.STRICT_SCOPE` on, single operations of containers are accesses like any other.

    Returns:
        The number of the scope in which the thread was.
    """
    if not running():
        return 0
    me: cython.pointer(ThreadInfo) = current_thread()
    before: uint32_t = me.scope
    if before != cython.cast(uint32_t, number):
        # A new epoch: what is recorded in the present one would stand for accesses in the new scope as well.
        release(_scope_entered)
        enter_scope(me, number)
    return before


def scope() -> int:
    """The number of the scope in which the calling thread is; 0: none."""
    return current_thread().scope if running() else 0


def forget_threads() -> None:
    """A new start: tasks of the old runtime are gone."""
    _tasks_of_threads.clear()


runtime.attach()
