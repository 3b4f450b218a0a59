# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""Begin and end of a run: what the runtime asks of its host, here CPython's threads."""

import cython
from cython.cimports.datarace.probes.cpython import GIL_DISABLED
from cython.cimports.datarace.probes.threads import (
    ThreadInfo,
    bury_gone_threads,
    checkpointed,
    code_forgotten,
    first_thread,
    forked,
    set_running,
    stack_of,
    take_task,
)
from cython.cimports.datarace.probes.core import begin_thread, current_thread, known_thread
from cython.cimports.datarace.probes.hosting import host_processor
from cython.cimports.datarace.probes.namespaces import forked_namespaces
from cython.cimports.datarace.probes.races import host_race
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import Host, Processor, State, Stats, Task
from cython.cimports.libc.stdint import uint32_t

from datarace.probes.core import forget_places
from datarace.probes.hosting import begin_run
from datarace.probes.races import forget_seen, idents, watch
from datarace.probes.sync import forget_threads


VERSION: str = "0.1.0"
"""Of the package that this was compiled for: a compiled part of another version is not used."""

_host = cython.declare(Host)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _host_stack(task: cython.pointer(Task), processor: cython.pointer(Processor)) -> uint32_t:
    return stack_of(known_thread(), processor)


def start(on_race: object, processors: int, memory_limit: int, strict: bool = False) -> None:
    """Begins: the calling thread becomes task 0. `on_race` gets each new race, in the thread that found it.

    Args:
        processors: how many threads can run at once; with the GIL it is one
        memory_limit: budget in bytes for the runtime's own memory; 0: none
        strict: single operations of containers are accesses like any other, and hand nothing over

    Raises:
        MemoryError: the runtime was refused its address space.
    """
    first: cython.pointer(Processor) = cython.NULL
    _host.get_processor = host_processor
    _host.put_processor = runtime.pool_put
    _host.stack = _host_stack
    _host.race = host_race
    _host.code_forgotten = code_forgotten
    _host.checkpointed = checkpointed
    _host.probes = 1
    bury_gone_threads()
    if runtime.get_state().open:
        runtime.fini()
        forget_threads()
    task: cython.pointer(Task) = runtime.init(cython.address(_host), cython.address(first))
    if task == cython.NULL:
        raise MemoryError("the runtime was refused its address space")
    begin_run()
    forget_places()
    set_processors(processors)
    runtime.set_limit(memory_limit)
    runtime.set8(cython.address(runtime.get_state().strict), strict)
    watch(on_race)
    me: cython.pointer(ThreadInfo) = begin_thread(task)
    idents()[0] = me.ident
    other: cython.pointer(ThreadInfo) = first_thread()
    while other != cython.NULL:
        # Threads of an earlier start: to this one they are threads that nobody announced.
        if other != me:
            take_task(other, runtime.task_start(cython.NULL, 0))
            other.foreign = 1
        other = other.following
    set_running(True)


def set_processors(count: int) -> None:
    """As many processors as threads can run at once, while they run; with the GIL that is one."""
    runtime.pool_resize(count if GIL_DISABLED else 1)


def after_fork() -> None:
    """In the child of a fork, before anything else of ours: the calling thread's task is the only one that is left.

    The child finds nothing of the runtime's half done: the one who forks has the GIL, or without it has stopped all threads
    where the interpreter lets them be stopped, which is never inside the runtime. Stopping them ourselves before that would
    hang: who waits for a processor does not come to such a place.
    """
    if runtime.get_state().open:
        forked()
        forked_namespaces()
        runtime.fork_child(current_thread().task)
        forget_seen()


def pause() -> None:
    """Ends: no access is recorded from here on, by any thread."""
    set_running(False)
    watch(None)
    runtime.set8(cython.address(runtime.get_state().host.probes), 0)
    runtime.set_armed(False)


def stats() -> dict:
    """How many there are of what, with the bytes that they take, and what was lost. The names are those of `datarace.Stats`."""
    state: cython.pointer(State) = runtime.get_state()
    now: Stats
    runtime.get_stats(cython.address(now))
    return {
        "armed": bool(runtime.peek8(cython.address(state.armed))),
        "tasks_live": now.tasks_live,
        "tasks_ever": now.tasks_ever,
        "slots": now.slots,
        "processors": now.processors,
        "objects": now.objects,
        "locations": now.locations,
        "sync_variables": now.sync_variables + now.channel_entries,
        "read_sets": now.read_sets,
        "clock_values": now.clock_values,
        "clock_nodes": now.clock_nodes,
        "stack_nodes": now.interned[runtime.STACKS],
        "traces": now.interned[runtime.TRACES],
        "lock_sets": now.interned[runtime.LOCKSETS],
        "checkpoints": now.checkpoints,
        "accesses": now.accesses,
        "races": now.races,
        "bytes": {
            "tasks": now.bytes_of_tasks,
            "slots": now.bytes_of_slots,
            "objects": now.bytes_of_objects,
            "locations": now.bytes_of_locations,
            "sync_variables": now.bytes_of_sync_variables,
            "read_sets": now.bytes_of_read_sets,
            "clock_values": now.bytes_of_clock_values,
            "clock_nodes": now.bytes_of_clock_nodes,
            "stack_nodes": now.bytes_interned[runtime.STACKS],
            "traces": now.bytes_interned[runtime.TRACES],
            "lock_sets": now.bytes_interned[runtime.LOCKSETS],
            "index": now.bytes_of_index,
            "free": now.bytes_free,
            "total": now.bytes_total,
            "limit": now.limit,
        },
        "out_of_memory": bool(state.open and not runtime.peek8(cython.address(state.running))),
        "removed_locations": now.removed_locations,
        "lost_tasks": now.lost_tasks,
        "lost_traces": now.lost_traces,
        "lost_cells": now.lost_cells,
    }


runtime.attach()
