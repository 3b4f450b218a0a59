"""Probes: what an access to a Python object means to the race runtime.

`core` holds sites, the extension objects in `co_consts` that instrumented code runs into: the hot path. `keys` gives
the keys of dicts and sets their numbers; `threads` is what each thread carries, with its call stack; `sync` what
synchronisation tells the runtime; `hooks` replaces C functions of locks, queues, threads and `exec` in place; `lifetime` sees
objects die; `finalizers` orders what runs then; `namespaces` knows whose `__dict__` a dict is; `concatenation` sees containers
added; `files` whose code a function is; `hosting` is for a scheduler with tasks of its own; `annotations` what the program says
of its accesses; `races` turns what the runtime found into Python objects, and `stores` compares what two writes store; `run`
begins and ends. `kinds` and `effects` are data: what a site can say, what a container's method reads and writes.
"""

from __future__ import annotations

import _tracemalloc
import _weakref
import os
from collections.abc import Callable
from types import CodeType

from datarace.probes import kinds as kinds
from datarace.probes.kinds import *  # noqa: F403  the numbers are part of this face

try:
    from datarace.probes import concatenation, finalizers, hooks, lifetime, namespaces, races, run
except ImportError as error:
    raise ImportError(f"datarace's compiled part is missing or was built for another interpreter: {error}") from error

from datarace.probes.annotations import annotate, begin_ignore, end_ignore
from datarace.probes.concatenation import watch_file
from datarace.probes.core import make_site, replace_constant, site_spec, unlisted_calls
from datarace.probes.files import set_files
from datarace.probes.hooks import hook, hook_call, hook_new, install_main_hook, set_exit_status, unhook_all
from datarace.probes.keys import set_comparison_reader
from datarace.probes.races import RawRace, benign_races, forget_scope, race_counts
from datarace.probes.run import VERSION, after_fork, set_processors, stats
from datarace.probes.sync import (
    acquire,
    acquire_all_finished,
    channel_clear,
    channel_fill,
    channel_get,
    channel_put,
    enter_ignore,
    leave_ignore,
    make_sync,
    release,
    release_merge,
    scope,
    set_lock_roles,
    set_scope,
    task_number,
)
from datarace.stdlib import folders as stdlib_folders

__all__ = [
    "VERSION", "RawRace", "acquire", "acquire_all_finished", "after_fork", "annotate", "begin_ignore", "benign_races",
    "channel_clear", "channel_fill", "channel_get", "channel_put", "end_ignore", "enter_ignore", "forget_scope", "hook",
    "hook_call", "hook_new", "install_main_hook", "kinds", "leave_ignore", "make_site", "make_sync", "race_counts",
    "release", "release_merge", "replace_constant", "run_code", "scope", "set_code_filter", "set_comparison_reader",
    "set_exit_status", "set_lock_roles", "set_processors", "set_scope", "site_spec", "start", "stats", "stop",
    "task_number", "unhook_all", "unlisted_calls", "watch_file",
]  # fmt: skip

CodeFilter = Callable[[CodeType, dict[str, object], "bool | None"], CodeType]
_code_filter: CodeFilter | None = None


def set_code_filter(function: CodeFilter | None) -> None:
    """Says what makes instrumented code out of code that `exec` or `eval` is about to run."""
    global _code_filter
    _code_filter = function


def run_code(code: CodeType, namespace: dict[str, object], detached: bool | None = None) -> CodeType:
    """The code to run in place of `code`: what the hooks of `exec` and `eval` call.

    Args:
        namespace: its globals
        detached: whether its locals are another namespace; None: not known
    """
    return code if _code_filter is None else _code_filter(code, namespace, detached)


def start(on_race: Callable[[RawRace], object], processors: int = 0, memory_limit: int = 0, strict: bool = False) -> None:
    """Begins: the calling thread is task 0, objects' deaths are watched; `on_race` gets a raw race, once for each.

    Args:
        processors: how many threads can run at once without the GIL; 0: as many as the machine has cores
        memory_limit: budget in bytes for the runtime's own memory; 0: none

    Raises:
        MemoryError: the runtime was refused its address space.
    """
    inside = stdlib_folders()
    outside = tuple(folder + installed for folder in inside for installed in ("site-packages", "dist-packages"))
    set_files(inside, outside, (os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep + "goroutines" + os.sep,))
    hooks.set_idents(races.idents())
    run.start(on_race, processors or os.cpu_count() or 1, memory_limit, strict)
    lifetime.install()
    concatenation.install()
    namespaces.install()
    hook(_tracemalloc.stop, kinds.TRACEMALLOC_STOP)
    finalizers.install()
    for method in finalizers.STEPS:
        hook(method, kinds.GENERATOR_STEP)
    hook(_weakref.proxy, kinds.PROXY_NEW)


def stop() -> None:
    """Ends: nothing is recorded any more, C functions are themselves again."""
    run.pause()
    unhook_all()
    finalizers.uninstall()
    hooks.forget_main_hook()
    set_code_filter(None)
    namespaces.uninstall()
    concatenation.uninstall()
    lifetime.uninstall()
