# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""A scheduler of the program's that moves tasks of its own between threads: what it tells, and what it is asked.

It makes a `HostTask` for each of them, says before each stretch of one which thread runs it (`switch`) and after it that the
thread is itself again. What a thread carries for its task (the context, the blocks of `datarace.ignore()` that it is in)
goes with the task; what belongs to the thread's own stack of calls (objects under construction, finalizers) stays behind and is
there again afterwards: a stretch ends where nothing of that is open.

Processors are the scheduler's to make and destroy. The runtime asks which one is current (`host_processor`), whenever it
allocates or frees, in the collector too: the answer is in the calling thread's info, where `use_processor` put it.

A HostTask is used by one thread at a time: by the one that runs it, or, while none does, by who is about to make it
runnable. The scheduler's own synchronisation sees to that.
"""

import cython
from cython.cimports.datarace.probes.core import Site, acquire_again, current_thread, known_thread, touch_attribute
from cython.cimports.datarace.probes.cpython import (
    GIL_DISABLED,
    PyCodeObject,
    PyObject,
    pre_header,
)
from cython.cimports.datarace.probes.threads import Own, ThreadInfo, note_hosts, running, set_bottom
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Processor, Task
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.stdlib import calloc, free, malloc
from cython.cimports.libc.string import memcpy

runtime.attach()

_run = cython.declare(uint32_t, 0)  # counts the detector's starts
_processors: dict = {}  # number -> address, of those that are there; each dict operation is atomic
_kept: list = []


def begin_run() -> None:
    """The detector starts: tasks and processors of the runtime before are gone."""
    global _run
    _run += 1
    _processors.clear()


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _calling() -> cython.pointer(ThreadInfo):
    me: cython.pointer(ThreadInfo) = current_thread()
    if GIL_DISABLED:
        acquire_again(me)
    return me


# --- tasks -------------------------------------------------------------------------------------------------------------


@cython.cclass
class HostTask:
    """A task of a scheduler's; made by `task_start` alone."""

    @property
    def number(self) -> int:
        """The number of the task: 0 is the first, then in the order of creation. -1: it is not recorded."""
        return -1 if not _lives(self) or self.it.unrecorded else self.it.task.number

    def __dealloc__(self) -> None:
        if self.it.unrecorded:
            free(self.it.task)
        elif _lives(self):
            if not self.it.borrowed:
                runtime.task_end(self.it.task)
            runtime.task_release(self.it.task)


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _lives(task: HostTask) -> cython.bint:
    return task.it.task != cython.NULL and task.it.run == _run


@cython.cfunc
def _hosted(task: cython.pointer(Task)) -> HostTask:
    it: HostTask = HostTask()
    it.it.run = _run
    if task == cython.NULL:
        task = cython.cast(cython.pointer(Task), calloc(1, cython.sizeof(Task)))
        task.ignore = 1
        task.ignore_sync = 1
        it.it.unrecorded = 1
    it.it.task = task
    return it


def task_start(parent: HostTask = None) -> HostTask:
    """A task that starts after what `parent`, by default the calling one, did so far; where it is made is the call under way."""
    note_hosts()
    me: cython.pointer(ThreadInfo) = _calling()
    before: cython.pointer(Task) = me.task
    if parent is not None and _lives(parent):
        before = parent.it.task
    # One that is not recorded knows nothing that its child could come after.
    return _hosted(runtime.task_start(cython.NULL if before.ignore_sync else before, runtime.STACK_NOW))


def task_adopt() -> HostTask:
    """A task for what was there before the detector: after all that every live task did so far."""
    note_hosts()
    return _hosted(runtime.task_start(cython.NULL, 0))


def task_end(task: HostTask) -> None:
    """It has done its last step, and no thread runs it."""
    if running() and _lives(task) and not task.it.unrecorded:
        runtime.task_end(task.it.task)


def current() -> HostTask:
    """The calling task, whether a scheduler's or a thread of its own; good for what others do in its name."""
    me: cython.pointer(ThreadInfo) = _calling()
    it: HostTask = HostTask()
    it.it.run = _run
    it.it.task = me.task
    if me.unrecorded or (me.hosted != cython.NULL and me.hosted.unrecorded):
        it.it.task = cython.NULL
    else:
        runtime.task_retain(me.task)
        it.it.borrowed = 1
    return it


def switch(task: HostTask = None) -> None:
    """The calling thread runs this task from here on; None: it is itself again."""
    if not running():
        return
    me: cython.pointer(ThreadInfo) = _calling()
    if me.hosted != cython.NULL:
        me.hosted.ignoring = me.ignoring
    if task is None or not _lives(task):
        if me.hosted != cython.NULL:
            _be_oneself(me)
        return
    if me.hosted == cython.NULL:
        _step_aside(me)
    me.hosted = cython.address(task.it)
    me.task = task.it.task
    me.task.host = me
    me.ignoring = task.it.ignoring


@cython.cfunc
@cython.exceptval(check=False)
def _step_aside(me: cython.pointer(ThreadInfo)) -> cython.void:
    own: cython.pointer(Own) = cython.address(me.own)
    own.task = me.task
    own.ignoring = me.ignoring
    own.finalizer_count = me.finalizer_count
    own.finalizer_scopes = me.finalizer_scopes
    own.constructing_count = me.constructing_count
    if me.constructing_count:
        if own.constructing == cython.NULL:
            own.constructing = cython.cast(cython.pointer(cython.pointer(PyObject)), malloc(cython.sizeof(me.constructing)))
        if own.constructing == cython.NULL:
            own.constructing_count = 0
        else:
            memcpy(own.constructing, me.constructing, cython.sizeof(me.constructing))
    me.constructing_count = 0
    me.finalizer_count = 0
    me.finalizer_scopes = 0


@cython.cfunc
@cython.exceptval(check=False)
def _be_oneself(me: cython.pointer(ThreadInfo)) -> cython.void:
    own: cython.pointer(Own) = cython.address(me.own)
    me.hosted = cython.NULL
    me.task = own.task
    me.ignoring = own.ignoring
    me.finalizer_count = own.finalizer_count
    me.finalizer_scopes = own.finalizer_scopes
    me.constructing_count = own.constructing_count
    if own.constructing_count:
        memcpy(me.constructing, own.constructing, cython.sizeof(me.constructing))


def set_loop(code: object) -> None:
    """Says which of the scheduler's functions runs tasks: what called it is left out of their stacks."""
    note_hosts()
    _kept.append(code)
    set_bottom(cython.cast(cython.pointer(PyCodeObject), cython.cast(cython.pointer(PyObject), code)))


# --- processors --------------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def host_processor() -> cython.pointer(Processor):
    """Get-processor: the one that a scheduler put the calling thread on, else one of the pool."""
    me: cython.pointer(ThreadInfo) = known_thread()
    if me == cython.NULL or me.processor == cython.NULL:
        return runtime.pool_get()
    processor: cython.pointer(Processor) = me.processor
    # It may be destroyed while we wait, and its struct be another one by then: the number tells.
    while runtime.load32(cython.address(processor.number)) == me.processor_number:
        if not runtime.PARALLEL:
            return processor
        if runtime.try_lock(cython.address(processor.busy)):
            if processor.number == me.processor_number:
                return processor
            runtime.spin_unlock(cython.address(processor.busy))
            break
        runtime.pool_yield()
    return runtime.pool_get()


def processor_create() -> int:
    """A processor for threads that run tasks; its number, 0 when there is no memory for one (then there is the pool)."""
    if not running():
        return 0
    processor: cython.pointer(Processor) = runtime.proc_create()
    if processor == cython.NULL:
        return 0
    number: object = processor.number
    _processors[number] = cython.cast(uintptr_t, processor)
    return number


def processor_destroy(number: int) -> None:
    """It goes; what it caches is for the others. Whoever is still on it is on one of the pool from here on."""
    address: object = _processors.pop(number, None)
    if address is not None and runtime.get_state().open:
        runtime.proc_destroy(cython.cast(cython.pointer(Processor), cython.cast(uintptr_t, address)))


def use_processor(number: int) -> None:
    """The calling thread is on this processor from here on; 0: on any of the pool."""
    if not running():
        return
    me: cython.pointer(ThreadInfo) = current_thread()
    address: object = _processors.get(number)
    me.processor_number = number
    me.processor = cython.cast(cython.pointer(Processor), cython.cast(uintptr_t, 0 if address is None else address))


# --- synchronisation ---------------------------------------------------------------------------------------------------


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _address(thing: object) -> uint64_t:
    return cython.cast(uintptr_t, cython.cast(cython.pointer(PyObject), thing))


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _pre(thing: object) -> uint32_t:
    return pre_header(cython.cast(cython.pointer(PyObject), thing))


@cython.cfunc
@cython.inline
@cython.exceptval(check=False)
def _task(task: object) -> cython.pointer(Task):
    """The task that is meant, the calling one by default; NULL: one of a run that is over."""
    if task is None:
        return _calling().task
    it: HostTask = cython.cast(HostTask, task)
    return it.it.task if it.it.run == _run else cython.NULL


def acquire(thing: object, which: int, task: HostTask = None) -> None:
    """The task, by default the calling one, comes after the latest release of this sync variable of the object."""
    it: cython.pointer(Task) = _task(task)
    if running() and it != cython.NULL:
        runtime.acquire(it, _address(thing), which)


def release(thing: object, which: int, task: HostTask = None) -> None:
    """What it did so far comes before later acquires; earlier releases are replaced."""
    it: cython.pointer(Task) = _task(task)
    if running() and it != cython.NULL:
        runtime.release(it, _address(thing), _pre(thing), which)


def release_merge(thing: object, which: int, task: HostTask = None) -> None:
    """As `release`, and earlier releases stay."""
    it: cython.pointer(Task) = _task(task)
    if running() and it != cython.NULL:
        runtime.release_merge(it, _address(thing), _pre(thing), which)


def pass_on(thing: object, which: int, task: HostTask = None) -> None:
    """Release what the task did so far and acquire what was there before that: a place of a buffer changes hands."""
    it: cython.pointer(Task) = _task(task)
    if running() and it != cython.NULL:
        runtime.exchange(it, _address(thing), _pre(thing), which)


def order(after: HostTask, before: HostTask = None) -> None:
    """All that `before`, by default the calling task, did so far comes before what `after` does from here on."""
    if not running():
        return
    first: cython.pointer(Task) = _task(before)
    then: cython.pointer(Task) = _task(after)
    if first != cython.NULL and then != cython.NULL and not first.ignore_sync:
        runtime.acquire_task(then, first)


def meet(other: HostTask) -> None:
    """Both ways at once: what the calling task and the other one did so far comes before what either does from here on."""
    me: cython.pointer(Task) = _calling().task
    if not running() or not _lives(other) or me.ignore_sync or other.it.unrecorded:
        return
    runtime.acquire_task(other.it.task, me)
    runtime.acquire_task(me, other.it.task)


def lock_created(thing: object) -> None:
    """A lock that orders the program: where it is made is the call under way."""
    if running():
        current_thread()
        runtime.lock_created(_address(thing), _pre(thing), runtime.STACK_NOW, 0)


def lock_acquired(thing: object) -> None:
    """The calling task has it."""
    if running():
        runtime.lock_acquired(_calling().task, _address(thing), _pre(thing), False)


def lock_released(thing: object) -> None:
    """The calling task is about to give it back."""
    if running():
        runtime.lock_released_at(_calling().task, _address(thing), _pre(thing))


# --- accesses ----------------------------------------------------------------------------------------------------------


def access(site: Site, thing: object, mode: int) -> None:
    """An access to the attribute of `thing` that the site names, as a sum of the runtime's modes. The attribute need not exist."""
    if not running():
        return
    me: cython.pointer(ThreadInfo) = _calling()
    if runtime.peek8(cython.address(runtime.get_state().probed)) and not me.task.ignore:
        touch_attribute(me, site, cython.cast(cython.pointer(PyObject), thing), mode)
