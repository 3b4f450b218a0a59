"""Locks: acquire and release in C, and which function a lock operation is charged to.

Every use of a lock, by whatever path, ends in the C methods of the table below. What it means depends on the Python
function that called it. A lock that the program made and takes itself orders the program. One that the standard library
made for itself orders only what is done under it (its use is *scoped*). Some functions are neither:

TRANSPARENT  acts for its caller: `Condition.__enter__` takes the lock for whoever wrote `with condition:`, the
             `RLock()` factory makes a lock for whoever called it. Look at the caller instead.
UNSEEN       its own direct calls are no synchronisation at all: a waiter's lock in `Condition.wait` is never released by
             who took it, a thread's state lock (up to 3.12) is released by C code after the thread, import locks are
             the import system's business. Neither creation nor acquire nor release is to be recorded.
PLAIN        locks made here order the program although only the standard library touches them: a result, an event or an
             item is handed from one task to another under them. Never scoped.
OWN          no lock that it uses, by itself or through others, is to be recorded: no code of the program runs under it, what
             it guards is seen by nobody else, and the edges are drawn by probes. Cheaper than scoped, to the same effect,
             unless the standard library is instrumented too.
"""

from __future__ import annotations

import os

from datarace.interpose.table import Hook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

ORDINARY, TRANSPARENT, UNSEEN, PLAIN, OWN = range(5)

_LOCK_METHODS = {
    "LOCK_ACQUIRE": ("acquire", "acquire_lock", "__enter__"),
    "LOCK_RELEASE": ("release", "release_lock", "__exit__"),
    "LOCK_RESET": ("_at_fork_reinit",),
}
_RLOCK_METHODS = {
    "LOCK_ACQUIRE": ("acquire", "__enter__"),
    "LOCK_RELEASE": ("release", "__exit__"),
    "LOCK_RESET": ("_at_fork_reinit",),
    "ACQUIRE_RESTORE": ("_acquire_restore",),
    "RELEASE_SAVE": ("_release_save",),
}

HOOKS = (
    *(Hook(f"_thread:LockType.{name}", action) for action, names in _LOCK_METHODS.items() for name in names),
    *(Hook(f"_thread:RLock.{name}", action) for action, names in _RLOCK_METHODS.items() for name in names),
    # `_set_sentinel` (up to 3.12) makes the lock that says whether a thread still runs: unseen, so not in the table.
    *(Hook(f"_thread:{name}", "LOCK_NEW") for name in ("allocate_lock", "allocate")),
)

#: Types whose call makes a lock. Up to 3.12 `_thread.lock` cannot be called, its `tp_new` is empty: left out by looking.
TYPES = ("_thread:LockType", "_thread:RLock")

#: Locks between processes that also work between threads. Hooked when `multiprocessing.synchronize` is imported.
SEMLOCK_HOOKS = (
    Hook("_multiprocessing:SemLock.acquire", "LOCK_ACQUIRE"),
    Hook("_multiprocessing:SemLock.__enter__", "LOCK_ACQUIRE"),
    Hook("_multiprocessing:SemLock.release", "LOCK_RELEASE"),
    Hook("_multiprocessing:SemLock.__exit__", "LOCK_RELEASE"),
)

#: file (end of the path, with slashes) -> qualified name -> role. "*" stands for every function of the file.
ROLES: dict[str, dict[str, int]] = {
    "/threading.py": {
        **dict.fromkeys(
            (
                "RLock",
                "Condition.__init__",
                "Condition.__enter__",
                "Condition.__exit__",
                "Condition._acquire_restore",
                "Condition._release_save",
                "Condition._at_fork_reinit",
                # The RLock written in Python: its inner lock is the lock.
                "_RLock.__init__",
                "_RLock.acquire",
                "_RLock.release",
                "_RLock.__exit__",
                "_RLock._acquire_restore",
                "_RLock._release_save",
                "_RLock._at_fork_reinit",
            ),
            TRANSPARENT,
        ),
        **dict.fromkeys(
            (
                "Condition.wait",
                "Condition.notify",
                "Condition._is_owned",
                "Thread._set_tstate_lock",
                "Thread._wait_for_tstate_lock",
                "Thread._reset_internal_locks",
                "_shutdown",
            ),
            UNSEEN,
        ),
        **dict.fromkeys(
            (
                *("Event.set", "Event.clear", "Event.wait"),
                *("Semaphore.acquire", "Semaphore.release", "BoundedSemaphore.release"),
                *("Thread.start", "Thread._bootstrap_inner", "Thread._delete", "Thread._stop", "active_count", "enumerate"),
            ),
            OWN,
        ),
    },
    "<frozen importlib._bootstrap>": {"*": UNSEEN},
    "/importlib/_bootstrap.py": {"*": UNSEEN},
    # wait() and as_completed() take the locks of all their futures at once; what they guard is the futures' own.
    "/concurrent/futures/_base.py": {"_AcquireFutures.__enter__": OWN, "_AcquireFutures.__exit__": OWN},
    "/logging/__init__.py": {
        **dict.fromkeys(("Handler.acquire", "Handler.release", "_acquireLock", "_releaseLock"), TRANSPARENT),
    },
    "/multiprocessing/pool.py": {"IMapIterator.__init__": PLAIN},
    "/multiprocessing/queues.py": {"Queue._reset": PLAIN, "Queue.__init__": PLAIN},
    "/multiprocessing/synchronize.py": {
        **dict.fromkeys(("SemLock.__enter__", "SemLock.__exit__", "Condition.__enter__", "Condition.__exit__"), TRANSPARENT),
    },
    "/multiprocessing/util.py": {
        **dict.fromkeys(("ForkAwareThreadLock.__enter__", "ForkAwareThreadLock.__exit__"), TRANSPARENT),
    },
    # An ExitStack enters what it is given.
    "/contextlib.py": {"*": TRANSPARENT},
    "/sched.py": {"scheduler.__init__": PLAIN},
    # Who waits for another thread to load a module late finds it loaded.
    "/importlib/util.py": {"LazyLoader.exec_module": PLAIN},
    "<frozen importlib.util>": {"LazyLoader.exec_module": PLAIN},
    # Up to 3.11 the getter of a cached property runs once, under its lock, and the others get that value.
    "/functools.py": {"cached_property.__init__": PLAIN},
}

#: Functions that use a semaphore, an event or a weak dictionary for themselves: what they give back, set or put in says nothing
#: to the program.
#: An idle worker is no order between its task and the next submit; a thread that has started has not done anything yet;
#: a waiter is woken by some future, and gets the edges of those that it then returns.
NO_EDGES: dict[str, frozenset[str]] = {
    "/threading.py": frozenset(("Thread._bootstrap_inner", "_MainThread.__init__", "_DummyThread.__init__")),
    "/concurrent/futures/thread.py": frozenset(("_worker", "ThreadPoolExecutor._adjust_thread_count")),
    "/concurrent/futures/process.py": frozenset(("_ExecutorManagerThread.run",)),
    "/concurrent/futures/_base.py": frozenset(
        (
            *(
                f"{waiter}.{method}"
                for waiter in ("_AsCompletedWaiter", "_FirstCompletedWaiter", "_AllCompletedWaiter")
                for method in ("add_result", "add_exception", "add_cancelled")
            ),
            "_AllCompletedWaiter._decrement_pending_calls",
        )
    ),
}


#: Where the standard library's files are, as code objects name them.
STDLIB = os.path.dirname(os.__file__)


def roles(stdlib: bool) -> dict[tuple[str, str], int]:
    """(file name, qualified name) -> role, for whoever classifies lock operations; "*" is every function of a file.

    Args:
        stdlib: whether the standard library is instrumented too
    """
    table = {(_file(end), name): role for end, names in ROLES.items() for name, role in names.items()}
    return {spec: role for spec, role in table.items() if not (stdlib and role == OWN)}


def _file(end: str) -> str:
    return end if end.startswith("<") else STDLIB + end


_silent = frozenset((_file(end), name) for end, names in NO_EDGES.items() for name in names)
_silent_names = frozenset(name for _, name in _silent)


def draws_no_edges(code: CodeType) -> bool:
    """Whether what this function sets or gives back is the standard library's own business.

    >>> import threading
    >>> draws_no_edges(threading.Thread._bootstrap_inner.__code__)
    True
    >>> draws_no_edges(threading.Timer.run.__code__)
    False
    """
    name = code.co_qualname
    # The name alone tells most callers apart.
    return name in _silent_names and (code.co_filename, name) in _silent
