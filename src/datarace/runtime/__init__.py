"""The race runtime: happens-before race detection over addresses, tasks and synchronisation.

It knows nothing of Python objects, threads or reports. Whoever drives it (our probes, a trace, a simulator, another scheduler)
says which task reads, writes, acquires and releases what; the runtime says which accesses race.

    runtime.init()
    child = runtime.task_start(0)
    runtime.write(0, 0x1000)
    runtime.write(child, 0x1000)     # 1: one race
    runtime.races()
    runtime.fini()

The functions mirror those that Go's runtime links (its src/runtime/race.go). Task contexts hold clocks and nothing else, processor contexts
hold every cache and free list, and memory that dies is reported by whoever frees it, with no task current if need be. The other
compiled modules use `datarace.runtime.core` from C.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.runtime.embedding import (
        MODE_ATOMIC,
        MODE_INSERT,
        MODE_POINT,
        MODE_RANGE,
        MODE_READ,
        MODE_REMOVE,
        MODE_RMW,
        MODE_WRITE,
        FoundRace,
        RaceAccess,
        access,
        access_extent,
        acquire,
        acquire_all_finished,
        acquire_task,
        channel_clear,
        channel_fill,
        channel_get,
        channel_put,
        checkpoint,
        finalizer_begin,
        finalizer_end,
        fini,
        fork_child,
        free,
        free_object,
        ignore_begin,
        ignore_end,
        init,
        locations_of,
        lock_acquired,
        lock_created,
        lock_released,
        lock_reset,
        lockset,
        lockset_parts,
        malloc,
        map_shadow,
        number_of,
        proc_create,
        proc_destroy,
        races,
        read,
        release,
        release_acquire,
        release_merge,
        set_memory_limit,
        set_processors,
        set_word,
        stack_node,
        stack_parts,
        stats,
        task_end,
        task_info,
        task_join,
        task_of,
        task_release,
        task_start,
        trace,
        trace_parts,
        use_processor,
        word_of,
        write,
    )

__all__ = [
    "MODE_ATOMIC",
    "MODE_INSERT",
    "MODE_POINT",
    "MODE_RANGE",
    "MODE_READ",
    "MODE_REMOVE",
    "MODE_RMW",
    "MODE_WRITE",
    "FoundRace",
    "RaceAccess",
    "access",
    "access_extent",
    "acquire",
    "acquire_all_finished",
    "acquire_task",
    "channel_clear",
    "channel_fill",
    "channel_get",
    "channel_put",
    "checkpoint",
    "finalizer_begin",
    "finalizer_end",
    "fini",
    "fork_child",
    "free",
    "free_object",
    "ignore_begin",
    "ignore_end",
    "init",
    "locations_of",
    "lock_acquired",
    "lock_created",
    "lock_released",
    "lock_reset",
    "lockset",
    "lockset_parts",
    "malloc",
    "map_shadow",
    "number_of",
    "proc_create",
    "proc_destroy",
    "races",
    "read",
    "release",
    "release_acquire",
    "release_merge",
    "set_memory_limit",
    "set_processors",
    "set_word",
    "stack_node",
    "stack_parts",
    "stats",
    "task_end",
    "task_info",
    "task_join",
    "task_of",
    "task_release",
    "task_start",
    "trace",
    "trace_parts",
    "use_processor",
    "word_of",
    "write",
]


def __getattr__(name: str) -> object:
    """The face is loaded when somebody asks for it: the probes use the compiled modules alone."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from datarace.runtime import embedding
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("datarace.runtime"):
            raise
        raise ImportError(
            f"datarace: the compiled module {error.name} is missing for this interpreter; install the package again "
            "(pip install --force-reinstall datarace), or from a checkout: pip install ."
        ) from None
    return getattr(embedding, name)
