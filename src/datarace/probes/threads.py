# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""What each thread carries, and the interning of call stacks."""

import cython
from cython.cimports.datarace.probes.cpython import (
    Frame,
    PyCodeObject,
    PyObject,
    Py_DECREF,
    Py_INCREF,
    add_pending_call,
    cas_pointer,
    current_frame,
    frame_code,
    frame_at,
    frame_lasti,
    in_main_interpreter,
    load_pointer,
    previous_frame,
    swap_pointer,
    try_lock,
    unlock,
)
from cython.cimports.datarace.probes.files import OF_HOST, file_kind
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Processor, Task
from cython.cimports.libc.stdint import uint8_t, uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.stdlib import calloc, free, realloc
from cython.cimports.libc.string import memset


# --- threads ---------------------------------------------------------------------------------------------------------
#
# A ThreadInfo is touched by its own thread alone. When the thread is gone the pthread key's destructor, which runs
# without the GIL, only pushes it onto `_gone` (one compare-and-swap); the next thread that starts empties that list.


@cython.cfunc
@cython.exceptval(check=False)
def new_thread(task: cython.pointer(Task)) -> cython.pointer(ThreadInfo):
    global _threads
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), calloc(1, cython.sizeof(ThreadInfo)))
    take_task(me, task)
    _lock_threads()
    me.following = _threads
    if _threads != cython.NULL:
        _threads.preceding = me
    _threads = me
    unlock(cython.address(_threads_busy))
    return me


@cython.cfunc
@cython.exceptval(check=False)
def take_task(me: cython.pointer(ThreadInfo), task: cython.pointer(Task)) -> cython.void:
    """The thread becomes `task`. NULL: there was no memory for another one, and what this thread does is not recorded."""
    if me.unrecorded:
        free(me.task)
        me.unrecorded = 0
    if task == cython.NULL:
        task = cython.cast(cython.pointer(Task), calloc(1, cython.sizeof(Task)))
        task.ignore = 1
        task.ignore_sync = 1
        me.unrecorded = 1
    me.task = task
    task.host = me
    me.constructing_count = 0
    me.ignoring = 0
    me.finalizer_count = 0
    me.lines_of = _NEVER
    me.scope = 0
    me.hosted = cython.NULL
    me.processor = cython.NULL


# All that are not freed, so that a new start can give each a task of the new runtime; under `_threads_busy`.
_threads = cython.declare(cython.pointer(ThreadInfo), cython.NULL)
_threads_busy = cython.declare(uint8_t, 0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _lock_threads() -> cython.void:
    while not try_lock(cython.address(_threads_busy)):
        pass


@cython.cfunc
@cython.exceptval(check=False)
def free_thread(me: cython.pointer(ThreadInfo)) -> cython.void:
    global _threads
    _lock_threads()
    if me.preceding != cython.NULL:
        me.preceding.following = me.following
    else:
        _threads = me.following
    if me.following != cython.NULL:
        me.following.preceding = me.preceding
    unlock(cython.address(_threads_busy))
    free(me.lines)
    free(me.own.constructing)
    free(me)


_gone = cython.declare(cython.p_void, cython.NULL)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def thread_gone(pointer: cython.p_void) -> cython.void:
    """pthread destructor: no GIL, no thread state, so the info only goes onto a list."""
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), pointer)
    while True:
        head: cython.p_void = load_pointer(cython.address(_gone))
        me.next = cython.cast(cython.pointer(ThreadInfo), head)
        if cas_pointer(cython.address(_gone), head, pointer):
            return


@cython.cfunc
@cython.exceptval(check=False)
def bury_gone_threads() -> cython.void:
    """Ends the tasks of threads that nobody announced and frees what threads carried; called when a thread starts."""
    me: cython.pointer(ThreadInfo) = cython.cast(
        cython.pointer(ThreadInfo), swap_pointer(cython.address(_gone), cython.NULL)
    )
    while me != cython.NULL:
        after: cython.pointer(ThreadInfo) = me.next
        if me.unrecorded:
            free(me.task)
        else:
            if me.foreign:
                runtime.task_end(me.task)
            runtime.task_release(me.task)
        free_thread(me)
        me = after


# --- call stacks -------------------------------------------------------------------------------------------------------


# Where a scheduler runs its tasks: what called that is no part of their stacks. Set before there is any; read by all.
_bottom = cython.declare(cython.pointer(PyCodeObject), cython.NULL)


@cython.cfunc
@cython.exceptval(check=False)
def set_bottom(code: cython.pointer(PyCodeObject)) -> cython.void:
    global _bottom
    _bottom = code


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def stack_of(me: cython.pointer(ThreadInfo), processor: cython.pointer(Processor)) -> uint32_t:
    """The interned node of the calling thread's whole Python stack. The caller has the GIL, or an attached thread state.

    The stack that was interned last is kept as an array, outermost line first; what is still the same from the outside
    in needs no table look-up, unless a checkpoint dropped nodes meanwhile. A code object that a node names is kept alive,
    or its address, and those of its instructions, could come to mean another. A scheduler's own frames are left out: which
    thread runs a task, and by which calls, says nothing of the task.
    """
    checkpoints: uint64_t = runtime.get_state().checkpoints
    if me.lines_of != checkpoints:
        me.lines_of = checkpoints
        me.line_count = 0
        memset(cython.address(me.contexts), 0, cython.sizeof(Context) * CONTEXTS)
    hosts: cython.bint = runtime.peek8(cython.address(_hosts_used)) != 0
    innermost: cython.pointer(Frame) = current_frame()
    if hosts:
        innermost = _of_program(me, innermost)
    count: uint32_t = _likely_depth(me, innermost, hosts)
    same: uint32_t = _unchanged(me, innermost, count, hosts)
    if same == _NOT_SO_DEEP:
        count = _depth(me, innermost, hosts)
        if count > me.line_room:
            me.line_room = max(cython.cast(uint32_t, 64), 2 * count)
            me.lines = cython.cast(cython.pointer(Line), realloc(me.lines, me.line_room * cython.sizeof(Line)))
        same = _unchanged(me, innermost, count, hosts)
    node: uint32_t = 0
    if same:
        node = me.lines[same - 1].node
    elif me.scope:
        node = runtime.stack_node(processor, 0, SCOPE_ROOT, me.scope, cython.NULL)
    for i in range(same, count):
        line = cython.address(me.lines[i])
        line.at = frame_at(line.frame)
        place: uint64_t = (cython.cast(uintptr_t, line.at) >> 1) ^ node
        context = cython.address(me.contexts[place & (CONTEXTS - 1)])
        if context.at != line.at or context.parent != node:
            context.at = line.at
            context.parent = node
            context.node = _node(processor, node, line.frame)
        node = line.node = context.node
    me.line_count = count
    return node


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _node(processor: cython.pointer(Processor), parent: uint32_t, frame: cython.pointer(Frame)) -> uint32_t:
    """The interned node of what `frame` is executing, called from `parent`."""
    fresh: cython.bint = False
    code: cython.pointer(PyCodeObject) = frame_code(frame)
    node: uint32_t = runtime.stack_node(
        processor, parent, cython.cast(uintptr_t, code), cython.cast(uint32_t, frame_lasti(frame)), cython.address(fresh)
    )
    if fresh:
        Py_INCREF(cython.cast(cython.pointer(PyObject), code))
    return node


# What `_unchanged` says of a stack of another depth, and a number of checkpoints that there never are.
_NOT_SO_DEEP = cython.declare(uint32_t, 0xFFFFFFFF)
_NEVER = cython.declare(uint64_t, 0xFFFFFFFFFFFFFFFF)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _unchanged(
    me: cython.pointer(ThreadInfo), innermost: cython.pointer(Frame), count: uint32_t, hosts: cython.bint
) -> uint32_t:
    """How many lines of the last stack, from the outermost on, are lines of this one as well, if it has `count` lines.

    All lines are given their frames.
    """
    if count > me.line_room:
        return _NOT_SO_DEEP
    first: cython.pointer(Line) = me.lines
    line: cython.pointer(Line) = first + count
    changed: cython.pointer(Line) = line
    frame: cython.pointer(Frame) = innermost
    while frame != cython.NULL and line != first:
        line -= 1
        line.frame = frame
        if line.at != frame_at(frame):
            changed = line
        frame = _caller(me, frame, hosts)
    if frame != cython.NULL or line != first:
        return _NOT_SO_DEEP
    return min(cython.cast(uint32_t, changed - first), me.line_count)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _likely_depth(me: cython.pointer(ThreadInfo), innermost: cython.pointer(Frame), hosts: cython.bint) -> uint32_t:
    """The depth of the stack if its innermost frame is that of the last stack, its caller or one that it calls."""
    count: uint32_t = me.line_count
    if innermost == cython.NULL:
        return 0
    if count and me.lines[count - 1].frame != innermost:
        if count > 1 and me.lines[count - 2].frame == innermost:
            return count - 1
        if me.lines[count - 1].frame == _caller(me, innermost, hosts):
            return count + 1
    return count


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _depth(me: cython.pointer(ThreadInfo), frame: cython.pointer(Frame), hosts: cython.bint) -> uint32_t:
    count: uint32_t = 0
    while frame != cython.NULL:
        count += 1
        frame = _caller(me, frame, hosts)
    return count


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def _caller(me: cython.pointer(ThreadInfo), frame: cython.pointer(Frame), hosts: cython.bint) -> cython.pointer(Frame):
    """The frame that called `frame`, NULL for the outermost one; `hosts`: those of a scheduler are left out."""
    caller: cython.pointer(Frame) = previous_frame(frame)
    return _of_program(me, caller) if hosts else caller


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _of_program(me: cython.pointer(ThreadInfo), frame: cython.pointer(Frame)) -> cython.pointer(Frame):
    """`frame`, or its first caller that is not a scheduler's; NULL where a task of a scheduler's begins."""
    with cython.gil:
        while frame != cython.NULL and file_kind(frame_code(frame)) == OF_HOST:
            if me.hosted != cython.NULL and frame_code(frame) == _bottom:
                return cython.NULL
            frame = previous_frame(frame)
        return frame


# Whether any scheduler ever told of its tasks: where none did, no frame is one of a scheduler's. Atomic; set before the first.
_hosts_used = cython.declare(uint8_t, 0)


@cython.cfunc
@cython.exceptval(check=False)
def note_hosts() -> cython.void:
    """A scheduler is about to tell of its tasks."""
    runtime.set8(cython.address(_hosts_used), 1)


# Whether any thread ever had a scope: where none had, nobody looks for it. Atomic; set before the first access in a scope.
_scopes_used = cython.declare(uint8_t, 0)


@cython.cfunc
@cython.exceptval(check=False)
def scopes_used() -> cython.bint:
    return runtime.peek8(cython.address(_scopes_used)) != 0


@cython.cfunc
@cython.exceptval(check=False)
def enter_scope(me: cython.pointer(ThreadInfo), number: uint32_t) -> cython.void:
    """Stacks of `me`, and of the threads that it starts, have the root `number` from here on. Called by the thread itself, or
    before it runs."""
    global _scopes_used
    if number:
        runtime.set8(cython.address(_scopes_used), 1)
    me.scope = number
    me.task.strict = number >> 31  # kinds.STRICT_SCOPE
    me.line_count = 0



# Code objects that no stack node names any more, each with the reference that the node had. A checkpoint, which may run
# anywhere, only notes them; the interpreter lets them go at its next chance (Py_AddPendingCall). Under `_codes_busy`. The
# interpreter is told when the checkpoint is over: it has a lock of its own there, and a thread that waits for that can be stopped.
_codes = cython.declare(cython.pointer(uint64_t), cython.NULL)
_code_count = cython.declare(uint32_t, 0)
_code_room = cython.declare(uint32_t, 0)
_codes_busy = cython.declare(uint8_t, 0)
_codes_asked = cython.declare(cython.bint, False)  # the interpreter was told and has not come yet


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def code_forgotten(code: uint64_t) -> cython.void:
    """A checkpoint dropped a stack node of this code. Without memory for the note the code object stays for ever."""
    global _codes, _code_count, _code_room
    if code == SCOPE_ROOT:
        return
    while not try_lock(cython.address(_codes_busy)):
        pass
    if _code_count == _code_room:
        room: uint32_t = 1024 if _code_room == 0 else 2 * _code_room
        more: cython.pointer(uint64_t) = cython.cast(
            cython.pointer(uint64_t), realloc(_codes, room * cython.cast(uint64_t, 8))
        )
        if more != cython.NULL:
            _codes = more
            _code_room = room
    if _code_count < _code_room:
        _codes[_code_count] = code
        _code_count += 1
    unlock(cython.address(_codes_busy))


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def checkpointed() -> cython.void:
    """Lets the code objects go that the checkpoint found. When the interpreter can note no more calls, the next one asks again."""
    global _codes_asked
    while not try_lock(cython.address(_codes_busy)):
        pass
    ask: cython.bint = _code_count != 0 and not _codes_asked
    _codes_asked = _codes_asked or ask
    unlock(cython.address(_codes_busy))
    if ask and add_pending_call(_let_codes_go, cython.NULL) != 0:
        while not try_lock(cython.address(_codes_busy)):
            pass
        _codes_asked = False
        unlock(cython.address(_codes_busy))


@cython.cfunc
@cython.exceptval(check=False)
def _let_codes_go(unused: cython.p_void) -> cython.int:
    global _codes, _code_count, _code_room, _codes_asked
    while not try_lock(cython.address(_codes_busy)):
        pass
    _codes_asked = False
    codes: cython.pointer(uint64_t) = _codes
    count: uint32_t = _code_count
    _codes = cython.NULL
    _code_count = _code_room = 0
    unlock(cython.address(_codes_busy))
    i: uint32_t
    for i in range(count):
        Py_DECREF(cython.cast(cython.pointer(PyObject), cython.cast(uintptr_t, codes[i])))
    free(codes)
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def first_thread() -> cython.pointer(ThreadInfo):
    """The list of all threads, linked by `following`."""
    return _threads


_running = cython.declare(uint8_t, 0)  # atomic: threads that run when the detector starts or stops read it


@cython.cfunc
@cython.exceptval(check=False)
def running() -> cython.bint:
    """Between start and stop, and in the first interpreter: others of the process share built-in types, whose hooks come here."""
    return runtime.peek8(cython.address(_running)) != 0 and in_main_interpreter()


@cython.cfunc
@cython.exceptval(check=False)
def set_running(value: cython.bint) -> cython.void:
    runtime.set8(cython.address(_running), 1 if value else 0)


runtime.attach()


@cython.cfunc
@cython.exceptval(check=False)
def forked() -> cython.void:
    """In the child of a fork: nobody else is here to hold our lock, and threads that are gone need no burial."""
    global _gone, _codes_asked
    _gone = cython.NULL
    _codes_asked = False
    unlock(cython.address(_threads_busy))
