# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Synchronisation that is written in C: locks, queues, the start of threads, and the running of code.

A hook replaces `ml_meth` inside the PyMethodDef that the interpreter made for a method. Descriptors, functions and bound
methods all point to that one record, so nothing changes that a program can see, and nothing is missed: not the locks
made before, not `acquire = lock.acquire` kept in a variable, not the standard library's own calls.

Release edges are drawn before the real release, acquire edges after the real acquire. The table of hooks is written
while a hook is set and only read afterwards; `ml_meth` is one word, so a thread sees the old function or the new one.
"""

import cython
from cython.cimports.datarace.probes.core import (
    ACQUIRES_AGAIN,
    SYNC_HANDED,
    SYNC_THREAD,
    acquire_again,
    acquire_now_and_again,
    bind_thread,
    current_thread,
    use_generator,
    watched_thread,
)
from cython.cimports.datarace.probes.cpython import (
    GIL_DISABLED,
    Py_DECREF,
    Py_False,
    Py_INCREF,
    Py_None,
    Py_TYPE,
    PyBool_Type,
    PyBytes_Type,
    PyCode_Check,
    PyCodeObject,
    PyErr_ExceptionMatches,
    PyErr_Fetch,
    PyErr_Restore,
    PyErr_WriteUnraisable,
    PyEval_EvalCode,
    PyExc_SystemExit,
    PyFloat_Type,
    PyImport_AddModule,
    PyLong_Type,
    PyObject,
    PyObject_Call,
    PySys_AddAuditHook,
    PyTuple_GET_ITEM,
    PyTuple_GET_SIZE,
    PyTuple_Type,
    PyTypeObject,
    PyType_HasFeature,
    PyType_Modified,
    PyUnicode_Type,
    Py_TPFLAGS_DICT_SUBCLASS,
    current_frame,
    enter_unseen,
    frame_code,
    frame_globals,
    is_callable,
    in_main_interpreter,
    is_subtype,
    leave_unseen,
    make_code_return,
    method_self,
    module_dict,
    pre_header,
    raise_again,
    report_thread_error,
    call_callable,
    call_new,
    change_exit_status,
    note_interrupt,
    watch_exit,
)
from cython.cimports.datarace.probes.files import OF_HOST, file_kind
from cython.cimports.datarace.probes.finalizers import wrap_callback
from cython.cimports.datarace.probes.lifetime import tracemalloc_stopped
from cython.cimports.datarace.probes.methods import (
    HOOKS,
    METH_FASTCALL,
    METH_KEYWORDS,
    METH_METHOD,
    METH_NOARGS,
    METH_O,
    METH_VARARGS,
    HookCall,
    PyCFunction_NewEx,
    PyMethodDef,
    call_original,
    call_with_first,
    hook_entry,
    method_def,
    trampoline,
    tuple_items,
)
from cython.cimports.datarace.probes.sync import SCOPED, UNSEEN, call_quietly, lock_use, new_lock_flags, remember_task, unseen_use
from cython.cimports.datarace.probes.threads import (
    ThreadInfo,
    bury_gone_threads,
    free_thread,
    enter_scope,
    new_thread,
    running,
)
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Task
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.stdlib import free
from cython.cimports.libc.string import strcmp

runtime.attach()

_hooks = cython.declare(Hook[64])
_hook_count = cython.declare(cython.int, 0)


def hook(target: object, action: int, python: object = None) -> None:
    """Lets every call of a built-in function or method pass by here.

    Args:
        target: a method descriptor or a built-in function; its PyMethodDef is changed in place.
        action: one of the hook actions of `kinds`.
        python: RUN_CODE: called with (code, globals, detached), returns the code to run.
            CALL_BEFORE: called without arguments before each call.
            HAND_OUT: called with each argument that may hold code, returns what is to be given in its place.

    Raises:
        TypeError: the target is not implemented by a PyMethodDef, or its calling convention is unknown.
    """
    global _hook_count
    method: cython.pointer(PyMethodDef) = method_def(cython.cast(cython.pointer(PyObject), target))
    if method == cython.NULL:
        raise TypeError(f"cannot hook {target!r}: it is not a built-in function or method")
    i: cython.int
    for i in range(_hook_count):
        if _hooks[i].method == method:
            return
    if _hook_count == HOOKS:
        raise RuntimeError("no room for another hook")
    convention: cython.int = method.ml_flags & (METH_NOARGS | METH_O | METH_VARARGS | METH_KEYWORDS | METH_FASTCALL | METH_METHOD)
    function: cython.p_void = trampoline(_hook_count, convention)
    if function == cython.NULL:
        raise TypeError(f"cannot hook {target!r}: calling convention {convention:#x}")
    slot: cython.pointer(Hook) = cython.address(_hooks[_hook_count])
    slot.original = method.ml_meth
    slot.action = action
    slot.method = method
    slot.python = cython.NULL
    if python is not None:
        slot.python = cython.cast(cython.pointer(PyObject), python)
        Py_INCREF(slot.python)
    _kept.append(target)
    _hook_count += 1
    method.ml_meth = function


_kept: list = []
_new_types = cython.declare(cython.pointer(PyTypeObject)[4])
_new_originals = cython.declare(cython.p_void[4])
_new_count = cython.declare(cython.int, 0)


def hook_new(kind: type) -> None:
    """Lets every creation of an instance of this lock type pass by here (its `tp_new` is replaced)."""
    global _new_count
    pointer: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), kind)
    i: cython.int
    for i in range(_new_count):
        if _new_types[i] == pointer:
            return
    if _new_count == 4:
        raise RuntimeError("no room for another hook")
    _new_types[_new_count] = pointer
    _new_originals[_new_count] = pointer.tp_new
    _new_count += 1
    pointer.tp_new = cython.cast(cython.p_void, _lock_new)
    PyType_Modified(pointer)


_call_type = cython.declare(cython.pointer(PyTypeObject), cython.NULL)
_call_original = cython.declare(cython.p_void, cython.NULL)


def hook_call(kind: type) -> None:
    """Lets every call of an instance of this type, a cache's, pass by here (its `tp_call` is replaced).

    What comes out was made by who first gets it, or before that: who gets it later comes after. With no arguments there is one
    entry, and then the edge is the cache's own where the value is none that could carry it.
    """
    global _call_type, _call_original
    pointer: cython.pointer(PyTypeObject) = cython.cast(cython.pointer(PyTypeObject), kind)
    if _call_type == cython.NULL and pointer.tp_call != cython.cast(cython.p_void, _call_cached):
        _call_original = pointer.tp_call
        _call_type = pointer
        pointer.tp_call = cython.cast(cython.p_void, _call_cached)
        PyType_Modified(pointer)


@cython.cfunc
@cython.exceptval(check=False)
def _call_cached(
    cache: cython.pointer(PyObject), args: cython.pointer(PyObject), kwargs: cython.pointer(PyObject)
) -> cython.pointer(PyObject):
    """tp_call of a type that caches what a function returns."""
    result: cython.pointer(PyObject) = call_callable(_call_original, cache, args, kwargs)
    if result == cython.NULL or not running():
        return result
    carrier: cython.pointer(PyObject) = result
    if _cannot_change(result):
        if PyTuple_GET_SIZE(args) or kwargs != cython.NULL:
            return result
        carrier = cache
    me: cython.pointer(ThreadInfo) = current_thread()
    address: uint64_t = cython.cast(uintptr_t, carrier)
    if runtime.has_sync(address, SYNC_HANDED):
        acquire_now_and_again(me, address, SYNC_HANDED)
    else:
        runtime.release(me.task, address, pre_header(carrier), SYNC_HANDED)
    return result


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _cannot_change(value: cython.pointer(PyObject)) -> cython.bint:
    kind: cython.pointer(PyTypeObject) = Py_TYPE(value)
    return (
        value == Py_None
        or kind == cython.address(PyUnicode_Type)
        or kind == cython.address(PyLong_Type)
        or kind == cython.address(PyBool_Type)
        or kind == cython.address(PyFloat_Type)
        or kind == cython.address(PyBytes_Type)
        or (kind == cython.address(PyTuple_Type) and PyTuple_GET_SIZE(value) == 0)
    )


def unhook_all() -> None:
    """Puts every original function back."""
    global _hook_count, _new_count, _call_type
    if _call_type != cython.NULL:
        _call_type.tp_call = _call_original  # a subclass that was made meanwhile keeps ours, which goes on to the original
        PyType_Modified(_call_type)
        _call_type = cython.NULL
    i: cython.int
    for i in range(_hook_count):
        _hooks[i].method.ml_meth = _hooks[i].original
    # The table stays: a call that is under way comes back into it. hook() after this begins anew.
    for i in range(_new_count):
        _new_types[i].tp_new = _new_originals[i]
        PyType_Modified(_new_types[i])
    _hook_count = 0
    _new_count = 0


@cython.cfunc
@cython.exceptval(check=False)
def _lock_new(
    kind: cython.pointer(PyTypeObject), args: cython.pointer(PyObject), kwargs: cython.pointer(PyObject)
) -> cython.pointer(PyObject):
    """tp_new of a lock type: the original of the nearest hooked base."""
    i: cython.int
    for i in range(_new_count):
        if _new_types[i] == kind or is_subtype(kind, _new_types[i]):
            result: cython.pointer(PyObject) = call_new(_new_originals[i], kind, args, kwargs)
            if result != cython.NULL:
                _note_new_lock(result)
            return result
    return cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _note_new_lock(lock: cython.pointer(PyObject)) -> cython.void:
    if not running() or unseen_use(True):
        return
    current_thread()  # may start a task, which must not happen inside the runtime, when it asks for the stack
    runtime.lock_created(cython.cast(uintptr_t, lock), pre_header(lock), runtime.STACK_NOW, new_lock_flags())


@cython.cfunc
@cython.exceptval(check=False)
def _first_argument(call: cython.pointer(HookCall)) -> cython.pointer(PyObject):
    """The first positional argument, or the first keyword's value; NULL if there is none."""
    if call.convention == METH_O:
        return call.args
    if call.vector != cython.NULL:
        if call.count or call.kwargs != cython.NULL:
            return call.vector[0]
        return cython.NULL
    if call.args != cython.NULL and call.convention & METH_VARARGS and PyTuple_GET_SIZE(call.args):
        return PyTuple_GET_ITEM(call.args, 0)
    return cython.NULL


@cython.cfunc
@cython.exceptval(check=False)
def _enter(call: cython.pointer(HookCall)) -> cython.pointer(PyObject):
    """Every hooked call comes here."""
    slot: cython.pointer(Hook) = cython.address(_hooks[call.slot])
    action: cython.int = slot.action
    original: cython.p_void = slot.original
    result: cython.pointer(PyObject)
    address: uint64_t = cython.cast(uintptr_t, call.self)
    if not running():
        return call_original(original, call)
    if action == LOCK_ACQUIRE or action == ACQUIRE_RESTORE:
        result = call_original(original, call)
        if result != cython.NULL and result != Py_False:
            use: cython.int = lock_use(address, action == LOCK_ACQUIRE)
            if use != UNSEEN:
                runtime.lock_acquired(current_thread().task, address, pre_header(call.self), use == SCOPED)
        return result
    if action == LOCK_RELEASE or action == RELEASE_SAVE:
        if not unseen_use(action == LOCK_RELEASE):
            if GIL_DISABLED:
                acquire_again(current_thread())
            runtime.lock_released_at(current_thread().task, address, pre_header(call.self))
        return call_original(original, call)
    if action == QUEUE_PUT:
        item: cython.pointer(PyObject) = _first_argument(call)
        if item != cython.NULL:
            if GIL_DISABLED:
                acquire_again(current_thread())
            runtime.channel_put(
                current_thread().task, address, pre_header(call.self), 0, cython.cast(uintptr_t, item)
            )
        return call_original(original, call)
    if action == QUEUE_GET:
        result = call_original(original, call)
        if result != cython.NULL:
            runtime.channel_get(current_thread().task, address, 0, cython.cast(uintptr_t, result))
        return result
    if action == LOCK_NEW:
        result = call_original(original, call)
        if result != cython.NULL:
            _note_new_lock(result)
        return result
    if action == LOCK_RESET:
        runtime.lock_reset(address)
        return call_original(original, call)
    if action == GENERATOR_STEP:
        me: cython.pointer(ThreadInfo) = watched_thread()
        # A scheduler that steps the coroutine of a task closes it as that task, too: nobody else uses it.
        if me != cython.NULL and (me.hosted == cython.NULL or file_kind(frame_code(current_frame())) != OF_HOST):
            use_generator(me, call.self)
        return call_original(original, call)
    if action == PROXY_NEW:
        result = call_original(original, call)
        if result != cython.NULL:
            wrap_callback(result)
        return result
    if action == TRACEMALLOC_STOP:
        result = call_original(original, call)
        tracemalloc_stopped()
        return result
    if action == START_THREAD:
        return _start_thread(original, call)
    if action == RUN_CODE:
        return _run_code(original, call, slot)
    if action == HAND_OUT:
        return _hand_out(original, call, slot)
    if action == CALL_BEFORE:
        call_quietly(current_thread(), cython.cast(object, slot.python), ())
    return call_original(original, call)


# --- threads -----------------------------------------------------------------------------------------------------------


@cython.cclass
class ThreadStart:
    """Carries a new thread's context from the parent to the thread's first instruction."""

    def __dealloc__(self) -> None:
        here: uintptr_t = cython.cast(uintptr_t, cython.cast(cython.p_void, self))
        runtime.order_after(here)
        runtime.order_after(here + 1)
        if self.info != cython.NULL:
            # The thread was never started.
            if self.info.unrecorded:
                free(self.info.task)
            else:
                runtime.task_end(self.info.task)
                runtime.task_release(self.info.task)
            free_thread(self.info)
        runtime.order_before(here)


@cython.cfunc
@cython.exceptval(check=False)
def _run_thread(
    start_: cython.pointer(PyObject), args: cython.pointer(PyObject), kwargs: cython.pointer(PyObject)
) -> cython.pointer(PyObject):
    """What the new thread runs: binds the context, runs the program's function, ends the task."""
    runtime.order_after(cython.cast(uintptr_t, start_))
    start: ThreadStart = cython.cast(ThreadStart, start_)
    me: cython.pointer(ThreadInfo) = start.info
    start.info = cython.NULL
    function: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), start.function)
    bind_thread(me)
    _note_ident(me)
    result: cython.pointer(PyObject) = PyObject_Call(function, args, kwargs)
    _end_thread(me, start.thread)
    runtime.order_before(cython.cast(uintptr_t, start_) + 1)
    if result == cython.NULL and not PyErr_ExceptionMatches(PyExc_SystemExit):
        # The interpreter would name our starter in its message; it names what it is given.
        report_thread_error(function)
        Py_INCREF(Py_None)
        return Py_None
    return result


@cython.cfunc
@cython.exceptval(check=False)
def _end_thread(me: cython.pointer(ThreadInfo), thread: cython.pointer(PyObject)) -> cython.void:
    """The thread's own code has run. What its thread-locals' finalizers do after this is not recorded."""
    kind: cython.pointer(PyObject) = cython.NULL
    value: cython.pointer(PyObject) = cython.NULL
    trace: cython.pointer(PyObject) = cython.NULL
    PyErr_Fetch(cython.address(kind), cython.address(value), cython.address(trace))
    if me.unrecorded:
        PyErr_Restore(kind, value, trace)
        return
    if GIL_DISABLED:
        acquire_again(me)
    if thread != cython.NULL:
        runtime.release(me.task, cython.cast(uintptr_t, thread), pre_header(thread), SYNC_THREAD)
    me.task.ignore += 1
    _forget_ident(me)
    runtime.task_end(me.task)
    PyErr_Restore(kind, value, trace)


_idents: dict = {}


@cython.cfunc
def _note_ident(me: cython.pointer(ThreadInfo)) -> None:
    _idents[me.task.number] = me.ident


@cython.cfunc
def _forget_ident(me: cython.pointer(ThreadInfo)) -> None:
    _idents.pop(me.task.number, None)


def set_idents(table: dict) -> None:
    """The dict that holds the ident of each running task's thread."""
    global _idents
    _idents = table


_starter = cython.declare(PyMethodDef)
_starter.ml_name = b"start"
_starter.ml_meth = cython.cast(cython.p_void, _run_thread)
_starter.ml_flags = METH_VARARGS | METH_KEYWORDS


@cython.cfunc
def _prepared(function: object) -> object:
    """A callable that runs `function` as a new task of the calling one."""
    bury_gone_threads()
    me: cython.pointer(ThreadInfo) = current_thread()
    if GIL_DISABLED:
        acquire_again(me)
    start: ThreadStart = ThreadStart()
    here: uintptr_t = cython.cast(uintptr_t, cython.cast(cython.p_void, start))
    runtime.order_after(here)  # what was at this address is dead
    start.function = function
    task: cython.pointer(Task) = cython.NULL
    if not me.unrecorded:
        task = runtime.task_start(me.task, runtime.STACK_NOW)
    start.info = new_thread(task)
    enter_scope(start.info, me.scope)
    if type(function) is _method_type and task != cython.NULL:
        start.thread = method_self(cython.cast(cython.pointer(PyObject), function))
        remember_task(start.thread, task)
    runtime.order_before(here)
    return PyCFunction_NewEx(cython.address(_starter), start, None)



@cython.cfunc
@cython.exceptval(check=False)
def _start_thread(original: cython.p_void, call: cython.pointer(HookCall)) -> cython.pointer(PyObject):
    """start_new_thread and its relatives: the function to run is replaced by one that begins the new task."""
    function: cython.pointer(PyObject) = _first_argument(call)
    if function == cython.NULL or not is_callable(function):
        return call_original(original, call)
    starter: object = None
    args: object = None
    try:
        starter = _prepared(cython.cast(object, function))
        if call.args != cython.NULL:
            args = (starter, *cython.cast(object, call.args)[1:])
    except MemoryError:  # the thread becomes one that nobody announced
        starter = None
    if starter is None:
        return call_original(original, call)
    if call.vector != cython.NULL:
        return call_with_first(original, call, cython.cast(cython.pointer(PyObject), starter))
    changed: HookCall = call[0]
    changed.args = cython.cast(cython.pointer(PyObject), args)
    return call_original(original, cython.address(changed))


# --- running code ------------------------------------------------------------------------------------------------------

_compile: object = compile


@cython.cfunc
@cython.exceptval(check=False)
def _globals_of(call: cython.pointer(HookCall)) -> cython.pointer(PyObject):
    """The `globals` argument of exec or eval, or the caller's."""
    found: cython.pointer(PyObject) = cython.NULL
    if call.count >= 2:
        found = call.vector[1]
    elif call.kwargs != cython.NULL:
        names: tuple = cython.cast(tuple, cython.cast(object, call.kwargs))
        i: cython.Py_ssize_t = 0
        for name in names:
            if name == "globals":
                found = call.vector[call.count + i]
            i += 1
    if found == cython.NULL or found == Py_None:
        found = frame_globals(current_frame()) if current_frame() != cython.NULL else cython.NULL
    return found


@cython.cfunc
def _detached(call: cython.pointer(HookCall)) -> object:
    """Whether exec or eval is given other locals than globals; None when it takes both from its caller."""
    if call.count < 2 or call.vector[1] == Py_None:
        return None
    return call.count > 2 and call.vector[2] != Py_None and call.vector[2] != call.vector[1]


@cython.cfunc
@cython.exceptval(check=False)
def _run_code(
    original: cython.p_void, call: cython.pointer(HookCall), slot: cython.pointer(Hook)
) -> cython.pointer(PyObject):
    """exec and eval: what is run is the instrumented code. Source text is compiled here, in the caller's frame, so that
    it inherits the caller's `from __future__` imports as it would."""
    source: cython.pointer(PyObject) = _first_argument(call)
    space: cython.pointer(PyObject) = _globals_of(call)
    if source == cython.NULL or space == cython.NULL or current_thread().task.ignore & ~cython.cast(uint32_t, ACQUIRES_AGAIN):
        return call_original(original, call)
    if not PyType_HasFeature(Py_TYPE(space), Py_TPFLAGS_DICT_SUBCLASS):
        return call_original(original, call)  # which says so
    new: object
    if PyCode_Check(source):
        new = cython.cast(object, source)
    elif Py_TYPE(source) == cython.address(PyUnicode_Type) or Py_TYPE(source) == cython.address(PyBytes_Type):
        text: object = cython.cast(object, source)
        mode: object = "exec"
        if strcmp(slot.method.ml_name, b"eval") == 0:
            text = text.lstrip(" \t" if type(text) is str else b" \t")
            mode = "eval"
        arguments: tuple = (text, "<string>", mode)
        compiled: cython.pointer(PyObject) = PyObject_Call(
            cython.cast(cython.pointer(PyObject), _compile), cython.cast(cython.pointer(PyObject), arguments), cython.NULL
        )
        if compiled == cython.NULL:
            return cython.NULL  # a syntax error, say: as it was raised, without frames of ours
        new = cython.cast(object, compiled)
        Py_DECREF(compiled)
        if GIL_DISABLED:
            new = _with_shared_constants(new)
    else:
        return call_original(original, call)
    try:
        new = _filtered(cython.cast(object, slot.python), new, cython.cast(object, space), _detached(call))
    except BaseException as interruption:
        raise_again(interruption)
        return cython.NULL
    return call_with_first(original, call, cython.cast(cython.pointer(PyObject), new))


@cython.cfunc
def _with_shared_constants(code: object) -> object:
    """Without the GIL equal constants of all code are one object, but for code that `compile` made when it was called."""
    return code.replace(co_consts=tuple([_with_shared_constants(one) if type(one) is type(code) else one for one in code.co_consts]))


@cython.cfunc
def _filtered(function: object, code: object, space: object, detached: object) -> object:
    """The code to run in place of `code`; ours never disturbs the program."""
    me: cython.pointer(ThreadInfo) = current_thread()
    me.task.ignore += 1
    enter_unseen()
    try:
        result = function(code, space, detached)
        return result if type(result) is type(code) else code
    except Exception:
        PyErr_WriteUnraisable(cython.cast(cython.pointer(PyObject), function))
        return code
    finally:
        leave_unseen()
        me.task.ignore -= 1


# --- code that leaves --------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.exceptval(check=False)
def _hand_out(
    original: cython.p_void, call: cython.pointer(HookCall), slot: cython.pointer(Hook)
) -> cython.pointer(PyObject):
    """What writes code, or gives it to another interpreter, where no probe could be: it is given the program's own code."""
    if current_thread().task.ignore & ~cython.cast(uint32_t, ACQUIRES_AGAIN):
        return call_original(original, call)
    changed: HookCall = call[0]
    positional: object = None
    named: object = None
    try:
        function: object = cython.cast(object, slot.python)
        if call.vector != cython.NULL:
            positional = _handed(function, call.vector, call.count + (PyTuple_GET_SIZE(call.kwargs) if call.kwargs != cython.NULL else 0))
            if positional is not None:
                changed.vector = tuple_items(cython.cast(cython.pointer(PyObject), positional))
        elif call.convention & METH_VARARGS:
            positional = _handed(function, tuple_items(call.args), PyTuple_GET_SIZE(call.args))
            if positional is not None:
                changed.args = cython.cast(cython.pointer(PyObject), positional)
            if call.kwargs != cython.NULL:
                named = _handed_by_name(function, cython.cast(dict, cython.cast(object, call.kwargs)))
                changed.kwargs = cython.cast(cython.pointer(PyObject), named)
    except BaseException as interruption:
        raise_again(interruption)
        return cython.NULL
    return call_original(original, cython.address(changed))


@cython.cfunc
def _handed_by_name(function: object, arguments: dict) -> dict:
    values: tuple = tuple(arguments.values())
    new: object = _handed(function, tuple_items(cython.cast(cython.pointer(PyObject), values)), len(values))
    return arguments if new is None else dict(zip(arguments, new))


@cython.cfunc
def _handed(function: object, arguments: cython.pointer(cython.pointer(PyObject)), count: cython.Py_ssize_t) -> object:
    """The arguments with `function` applied to those that are code or may hold some; None if they stay what they are.

    Then nothing refers to them that did not before: what `marshal` writes depends on that. Ours never disturbs the program.
    """
    me: cython.pointer(ThreadInfo) = current_thread()
    new: dict = {}
    i: cython.Py_ssize_t
    me.task.ignore += 1
    enter_unseen()
    try:
        for i in range(count):
            old: object = cython.cast(object, arguments[i])
            if type(old) in _holders:
                made: object = function(old)
                if made is not old:
                    new[i] = made
    except Exception:
        PyErr_WriteUnraisable(cython.cast(cython.pointer(PyObject), function))
    finally:
        leave_unseen()
        me.task.ignore -= 1
    return tuple([new[i] if i in new else cython.cast(object, arguments[i]) for i in range(count)]) if new else None


_main_filter: object = None
_watching_main = cython.declare(cython.bint, False)


def install_main_hook(function: object) -> None:
    """The code of the main script (or -c, or standard input) goes through `function(code, globals)` before it runs.

    The interpreter runs it without `exec`, but announces it with the audit event "exec" and the code object. There we
    run the instrumented code in its stead, below no frame of ours, and make the original return at once.
    """
    global _main_filter, _watching_main
    _main_filter = function
    if not _watching_main:
        _watching_main = True
        PySys_AddAuditHook(_audit, cython.NULL)


def forget_main_hook() -> None:
    global _main_filter
    _main_filter = None


@cython.cfunc
@cython.exceptval(check=False)
def _audit(event: cython.p_const_char, args: cython.pointer(PyObject), data: cython.p_void) -> cython.int:
    if event[0] != b"e"[0] or strcmp(event, b"exec") != 0 or current_frame() != cython.NULL or not in_main_interpreter():
        return 0
    return _run_main(args)


@cython.cfunc
@cython.exceptval(check=False)
def _run_main(args: cython.pointer(PyObject)) -> cython.int:
    global _main_filter
    if _main_filter is None or PyTuple_GET_SIZE(args) < 1 or not PyCode_Check(PyTuple_GET_ITEM(args, 0)):
        return 0
    code: object = cython.cast(object, PyTuple_GET_ITEM(args, 0))
    space: cython.pointer(PyObject) = module_dict(PyImport_AddModule(b"__main__"))
    function: object = _main_filter
    _main_filter = None
    try:
        new: object = _filtered(function, code, cython.cast(object, space), False)
    except BaseException as interruption:  # by a handler of signals that the program's site has set
        raise_again(interruption)
        note_interrupt()
        return -1
    if new is code:
        return 0
    result: cython.pointer(PyObject) = PyEval_EvalCode(cython.cast(cython.pointer(PyObject), new), space, space)
    if result == cython.NULL:
        note_interrupt()
        return -1  # the program's exception: the interpreter prints it and sets the status, as ever
    Py_DECREF(result)
    make_code_return(cython.cast(cython.pointer(PyCodeObject), code))
    return 0


# --- exit --------------------------------------------------------------------------------------------------------------


def set_exit_status(status: int) -> None:
    """The status with which this process ends if it would end with 0; 0 leaves it alone. Not inherited by forks."""
    change_exit_status(status)
    watch_exit()


# --- begin -------------------------------------------------------------------------------------------------------------

import types as _types

_holders: frozenset = frozenset((_types.CodeType, _types.FunctionType, tuple, list, dict))

_method_type: type = _types.MethodType


def _initialise() -> None:
    global hook_entry
    hook_entry = _enter


_initialise()
