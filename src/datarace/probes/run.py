# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Begin and end of a run: what the runtime asks of its host, here CPython's threads."""

import cython
from cython.cimports.datarace.probes.cpython import GIL_DISABLED
from cython.cimports.datarace.probes.threads import (
    ThreadInfo,
    bury_gone_threads,
    first_thread,
    forked,
    set_running,
    stack_of,
)
from cython.cimports.datarace.probes.core import begin_thread, current_thread
from cython.cimports.datarace.probes.races import host_race
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Host, Processor, State, Task
from cython.cimports.libc.stdint import uint32_t

from datarace.probes.races import idents, watch
from datarace.probes.sync import forget_threads


VERSION: str = "0.1.0"
"""Of the package that this was compiled for: a compiled part of another version is not used."""

_host = cython.declare(Host)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _host_stack(task: cython.pointer(Task)) -> uint32_t:
    with cython.gil:
        return stack_of(current_thread())


def start(on_race: object, processors: int) -> None:
    """Begins: the calling thread becomes task 0. `on_race` gets each new race, in the thread that found it.

    Raises:
        MemoryError: the runtime was refused its address space.
    """
    first: cython.pointer(Processor) = cython.NULL
    _host.get_processor = runtime.pool_get
    _host.put_processor = runtime.pool_put
    _host.stack = _host_stack
    _host.race = host_race
    bury_gone_threads()
    if runtime.get_state().running:
        runtime.fini()
        forget_threads()
    task: cython.pointer(Task) = runtime.init(cython.address(_host), cython.address(first))
    if task == cython.NULL:
        raise MemoryError("the runtime was refused its address space")
    runtime.pool_resize(processors if GIL_DISABLED else 1)
    watch(on_race)
    me: cython.pointer(ThreadInfo) = begin_thread(task)
    idents()[0] = me.ident
    other: cython.pointer(ThreadInfo) = first_thread()
    while other != cython.NULL:
        # Threads of an earlier start: to this one they are threads that nobody announced.
        if other != me:
            other.task = runtime.task_start(cython.NULL, 0)
            other.task.host = other
            other.foreign = 1
            other.constructing_count = 0
            other.finalizer_count = 0
            other.line_count = 0
        other = other.following
    set_running(True)


def after_fork() -> None:
    """In the child of a fork, before anything else of ours: the calling thread's task is the only one that is left."""
    if runtime.get_state().running:
        forked()
        runtime.fork_child(current_thread().task)


def pause() -> None:
    """Ends: no access is recorded from here on, by any thread."""
    set_running(False)
    watch(None)
    runtime.get_state().armed = 0


def stats() -> dict:
    """Counts of the run so far: see the fields of the runtime's State."""
    state: cython.pointer(State) = runtime.get_state()
    me: cython.pointer(ThreadInfo) = current_thread()
    return {
        "armed": bool(state.armed),
        "tasks_live": state.live,
        "tasks_ever": state.next_number,
        "slots": state.slots,
        "accesses": state.accesses,
        "races": state.races,
        "lost_tasks": state.lost_tasks,
        "lost_traces": state.lost_traces,
        "lost_cells": state.lost_cells,
        "ignore": me.task.ignore,
    }


runtime.attach()
