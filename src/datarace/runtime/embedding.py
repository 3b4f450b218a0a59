# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, infer_types=True
# cython: initializedcheck=False, nonecheck=False, freethreading_compatible=True
"""The race runtime for Python callers: a trace, a simulator, another scheduler, our tests.

Tasks and processors are numbers here, addresses are any integers below 2**47. An address names a location, or a sync variable, of
the object that begins at the last multiple of 16; `access` takes the object and the key apart. Locks are objects.
"""

import cython
from cython.cimports.datarace.runtime.core import (
    ATOMIC, ATOMIC_KEY, INSERT, LOCKSETS, PARALLEL, POINT, RANGE, RANGE_KEY, READ, REMOVE, RMW, STACKS, TRACES, WRITE, Cell, Host, Processor, Race,
    Shadow, block, find_shadow,
    State, Stats, Task, add32, add64, attach, enter, get_state, get_stats, leave, load32, map_leaf, pool_first, pool_get, pool_put,
    peek8, pool_resize, pool_yield, safepoint, seen_extent, seen_read, seen_removal, seen_update, seen_write, set8, set_limit, spin_lock, spin_unlock, store64, sub32,
    try_lock)
from cython.cimports.datarace.runtime.core import proc_create as core_proc_create
from cython.cimports.datarace.runtime.core import proc_destroy as core_proc_destroy
from cython.cimports.datarace.runtime.core import access as core_access
from cython.cimports.datarace.runtime.core import acquire as core_acquire
from cython.cimports.datarace.runtime.core import acquire_all_finished as core_acquire_all_finished
from cython.cimports.datarace.runtime.core import acquire_task as core_acquire_task
from cython.cimports.datarace.runtime.core import channel_clear as core_channel_clear
from cython.cimports.datarace.runtime.core import channel_fill as core_channel_fill
from cython.cimports.datarace.runtime.core import channel_get as core_channel_get
from cython.cimports.datarace.runtime.core import channel_put as core_channel_put
from cython.cimports.datarace.runtime.core import checkpoint as core_checkpoint
from cython.cimports.datarace.runtime.core import finalizer_begin as core_finalizer_begin
from cython.cimports.datarace.runtime.core import finalizer_end as core_finalizer_end
from cython.cimports.datarace.runtime.core import fini as core_fini
from cython.cimports.datarace.runtime.core import free_object as core_free_object
from cython.cimports.datarace.runtime.core import access_extent as core_access_extent
from cython.cimports.datarace.runtime.core import free_range as core_free_range
from cython.cimports.datarace.runtime.core import fork_child as core_fork_child
from cython.cimports.datarace.runtime.core import init as core_init
from cython.cimports.datarace.runtime.core import lock_acquired as core_lock_acquired
from cython.cimports.datarace.runtime.core import lock_created as core_lock_created
from cython.cimports.datarace.runtime.core import lock_released as core_lock_released
from cython.cimports.datarace.runtime.core import lock_reset as core_lock_reset
from cython.cimports.datarace.runtime.core import lockset as core_lockset
from cython.cimports.datarace.runtime.core import lockset_parts as core_lockset_parts
from cython.cimports.datarace.runtime.core import number_of as core_number_of
from cython.cimports.datarace.runtime.core import release as core_release
from cython.cimports.datarace.runtime.core import release_acquire as core_release_acquire
from cython.cimports.datarace.runtime.core import release_merge as core_release_merge
from cython.cimports.datarace.runtime.core import set_word as core_set_word
from cython.cimports.datarace.runtime.core import word_of as core_word_of
from cython.cimports.datarace.runtime.core import stack_node as core_stack_node
from cython.cimports.datarace.runtime.core import stack_parts as core_stack_parts
from cython.cimports.datarace.runtime.core import task_end as core_task_end
from cython.cimports.datarace.runtime.core import task_join as core_task_join
from cython.cimports.datarace.runtime.core import task_of as core_task_of
from cython.cimports.datarace.runtime.core import task_release as core_task_release
from cython.cimports.datarace.runtime.core import task_start as core_task_start
from cython.cimports.datarace.runtime.core import trace as core_trace
from cython.cimports.datarace.runtime.core import trace_parts as core_trace_parts
from cython.cimports.datarace.runtime.clock import clock_get
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t
from cython.cimports.libc.stdlib import free as c_free, realloc

from typing import NamedTuple

attach()

MODE_READ = READ
MODE_WRITE = WRITE
MODE_ATOMIC = ATOMIC
MODE_RMW = RMW
MODE_POINT = POINT
MODE_RANGE = RANGE
MODE_REMOVE = REMOVE
MODE_INSERT = INSERT


class RaceAccess(NamedTuple):
    """One side of a race."""

    task: int | None  # None: that task ended too long ago
    mode: int  # MODE_* bits
    epoch: int
    trace: int


class FoundRace(NamedTuple):
    """A race as the runtime reports it."""

    address: int
    key: int | tuple[int, int] | None  # None: all elements; of an extent the bytes that both touched, [low, high)
    current: RaceAccess
    previous: RaceAccess


_tasks: dict[int, int] = {}
_processors: dict[int, int] = {}
_races: list[FoundRace] = []
_on_race = None
_stack = None
_processor = None
_code_forgotten = None
OBJECT = cython.declare(uint64_t, ~cython.cast(uint64_t, 15))  # of an address: where its object begins


@cython.cfunc
def _task(number) -> cython.pointer(Task):
    try:
        address: uintptr_t = _tasks[number]
    except KeyError:
        raise ValueError(f"no such task: {number!r} (never started, or its handle was released)") from None
    return cython.cast(cython.pointer(Task), address)


@cython.cfunc
def _address(address) -> uint64_t:
    if not 16 <= address < 1 << 47:
        raise ValueError(f"not an address: {address!r} (wanted: 16 to 2**47 - 1)")
    return address


@cython.cfunc
def _object(address) -> uint64_t:
    """Two objects that begin in the same 16 bytes have one place in the index: the second would be taken for the first's heir."""
    addr: uint64_t = _address(address)
    if addr & 15:
        raise ValueError(f"not an address of an object or a lock: {address:#x} (wanted: a multiple of 16)")
    return addr


@cython.cfunc
def _variable(address: uint64_t, which) -> uint32_t:
    """What a sync variable is called among those of its 16 bytes."""
    if not 0 <= which < 1 << 28:
        raise ValueError(f"not a number of a sync variable: {which!r} (wanted: 0 to 2**28 - 1)")
    low: uint32_t = address & 15
    return cython.cast(uint32_t, which) << 4 | low


@cython.cfunc
def _size(address: uint64_t, size) -> uint64_t:
    if not 0 <= size <= (cython.cast(uint64_t, 1) << 47) - address:
        raise ValueError(f"not a size: {size!r} at {address:#x} (wanted: from 0 to where addresses end, at 2**47)")
    return size


@cython.with_gil
@cython.exceptval(check=False)
@cython.cfunc
def _call_processor(number: cython.pointer(uint32_t)) -> cython.pointer(Processor):
    try:
        named = _processor()
        address: uintptr_t = _processors.get(named, 0)
        if address:
            number[0] = named
        return cython.cast(cython.pointer(Processor), address)
    except Exception:
        return cython.NULL


def host_get():
    """Get-processor: the thread's own, the one that the host names, or an idle one of the pool."""
    processor: cython.pointer(Processor) = cython.cast(cython.pointer(Processor), own_processor)
    number: uint32_t = own_number
    if processor != cython.NULL and load32(cython.address(processor.number)) != number:
        processor = cython.NULL  # it was destroyed
    if processor == cython.NULL and has_processor:
        processor = _call_processor(cython.address(number))
    # It may be destroyed while we wait, and its struct be another one by then: the number tells.
    while processor != cython.NULL and load32(cython.address(processor.number)) == number:
        if try_lock(cython.address(processor.busy)):
            if processor.number == number:
                return processor
            spin_unlock(cython.address(processor.busy))
            break
        pool_yield()
    return pool_get()


@cython.with_gil
@cython.exceptval(check=False)
@cython.cfunc
def _call_stack(number: uint32_t) -> uint32_t:
    try:
        return _stack(number)
    except Exception:
        return 0


@cython.with_gil
@cython.exceptval(check=False)
@cython.cfunc
def _call_race(race: cython.pointer(Race)) -> cython.void:
    try:
        lost: uint32_t = 0xFFFFFFFF
        key: object = None
        if race.high:
            key = (race.low, race.high)
        elif race.key != RANGE_KEY:
            key = race.key
        found = FoundRace(
            race.addr,
            key,
            RaceAccess(race.current.task_number, race.current.mode, race.current.epoch, race.current.trace),
            RaceAccess(
                None if race.previous.task_number == lost else race.previous.task_number, race.previous.mode,
                race.previous.epoch, race.previous.trace))
        if _on_race is None:
            _races.append(found)
        else:
            _on_race(found)
    except Exception:
        add64(cython.address(get_state().lost_traces), 1)


def host_stack(task, processor):
    return stack_now


def host_race(task, race):
    _call_race(race)


@cython.with_gil
@cython.exceptval(check=False)
@cython.cfunc
def _call_code_forgotten(code: uint64_t) -> cython.void:
    try:
        _code_forgotten(code)
    except Exception:
        pass


_codes = cython.declare(cython.pointer(uint64_t), cython.NULL)  # that a checkpoint found; under the lock
_code_count = cython.declare(uint32_t, 0)
_code_room = cython.declare(uint32_t, 0)
_codes_lock = cython.declare(uint32_t, 0)


def host_code_forgotten(code):
    """Python code must not run in a stopped world: it may wait for threads that wait for a processor."""
    global _codes, _code_count, _code_room
    if not has_code_forgotten:
        return
    spin_lock(cython.address(_codes_lock))
    if _code_count == _code_room:
        room: uint32_t = 2 * _code_room if _code_room else 64
        more = cython.cast(cython.pointer(uint64_t), realloc(_codes, room * cython.cast(uint64_t, 8)))
        if more != cython.NULL:
            _codes = more
            _code_room = room
    if _code_count < _code_room:
        _codes[_code_count] = code
        _code_count += 1
    spin_unlock(cython.address(_codes_lock))


def host_checkpointed():
    global _codes, _code_count, _code_room
    spin_lock(cython.address(_codes_lock))
    codes = _codes
    count: uint32_t = _code_count
    _codes = cython.NULL
    _code_count = _code_room = 0
    spin_unlock(cython.address(_codes_lock))
    i: uint32_t
    for i in range(count):
        _call_code_forgotten(codes[i])
    c_free(codes)


has_stack = cython.declare(cython.bint, False)
has_processor = cython.declare(cython.bint, False)
has_code_forgotten = cython.declare(cython.bint, False)


def init(on_race=None, stack=None, processor=None, code_forgotten=None, processors=None, memory_limit=0):
    """Start the runtime; the first task and the first processor.

    on_race: called with each FoundRace; without it they are collected, see races().
    stack: called with the number of a task, returns the stack node of what it is doing (from stack_node(), asked anew each time).
    processor: get-processor: the number of the processor that the calling thread is on, None for one of the pool. Called wherever
        the runtime allocates or frees, also where no task is current. A thread that use_processor() put on one is not asked.
    code_forgotten: called with the code of each stack node that a checkpoint has dropped, when that is over.
    processors: how many the pool has (without the GIL: as many as threads that run at once).
    memory_limit: budget in bytes; when it is used up what happened so far is forgotten (a checkpoint). 0: none.
    Callbacks must not call the runtime, but for stack() (stack_node) and on_race() (all that only reads).
    Raises RuntimeError when it runs already.
    """
    global _on_race, _stack, _processor, _code_forgotten, has_stack, has_processor, has_code_forgotten
    host: Host
    memset(cython.address(host), 0, cython.sizeof(Host))
    host.get_processor = host_get
    host.put_processor = pool_put
    host.stack = host_stack
    host.race = host_race
    host.code_forgotten = host_code_forgotten
    host.checkpointed = host_checkpointed
    first: cython.pointer(Processor) = cython.NULL
    if get_state().open:
        raise RuntimeError("the race runtime runs already: fini() first")
    if not 0 <= memory_limit < 1 << 64:
        raise ValueError(f"not a budget: {memory_limit!r} (wanted: bytes, or 0)")
    if processors is not None and not 0 < processors < 1 << 32:
        raise ValueError(f"not a number of processors: {processors!r} (wanted: 1 or more)")
    task = core_init(cython.address(host), cython.address(first))
    if task == cython.NULL:
        raise MemoryError("no address space for the race runtime (a limit on virtual memory, ulimit -v?)")
    _on_race = on_race
    _stack = stack
    _processor = processor
    _code_forgotten = code_forgotten
    has_stack = stack is not None
    has_processor = processor is not None
    has_code_forgotten = code_forgotten is not None
    _tasks.clear()
    _processors.clear()
    _races.clear()
    _tasks[0] = cython.cast(uintptr_t, task)
    _processors[first.number] = cython.cast(uintptr_t, first)
    if processors is not None:
        pool_resize(processors)
    if memory_limit:
        set_limit(memory_limit)
    return 0, first.number


def fini():
    """Stop the runtime and forget everything. All tasks' and processors' numbers are void."""
    global _on_race, _stack, _processor, _code_forgotten, has_stack, has_processor, has_code_forgotten
    core_fini()
    _on_race = _stack = _processor = _code_forgotten = None
    has_stack = has_processor = has_code_forgotten = False
    _tasks.clear()
    _processors.clear()


def _opened():
    if not get_state().open:
        raise RuntimeError("the race runtime does not run: init() first")


def races():
    """The races found since the last call."""
    found = list(_races)
    del _races[:len(found)]
    return found


def proc_create():
    """A new processor context."""
    _opened()
    processor = core_proc_create()
    if processor == cython.NULL:
        raise MemoryError("no memory for a processor")
    _processors[processor.number] = cython.cast(uintptr_t, processor)
    return processor.number


def proc_destroy(number):
    """Give back a processor context; what it caches goes to the others. Waits until nobody uses it any more."""
    address: uintptr_t = _processors.get(number, 0)
    processor = cython.cast(cython.pointer(Processor), address)
    if processor != cython.NULL and processor == pool_first():
        raise ValueError(f"processor {number} is the one that init() made: it stays until fini()")
    if _processors.pop(number, None) is None:
        raise ValueError(f"no such processor: {number!r}")
    core_proc_destroy(processor)


def use_processor(number):
    """From now on the calling thread runs on this processor; None: on one that the host names, or of the pool."""
    global own_processor, own_number
    address: uintptr_t = 0
    if number is not None:
        address = _processors.get(number, 0)
        if address == 0:
            raise ValueError(f"no such processor: {number!r}")
        own_number = number
    own_processor = cython.cast(cython.p_void, address)


def set_memory_limit(limit):
    """Another budget in bytes, as for init()."""
    _opened()
    if not 0 <= limit < 1 << 64:
        raise ValueError(f"not a budget: {limit!r} (wanted: bytes, or 0)")
    set_limit(limit)


def checkpoint():
    """Forget all accesses and all order so far, as at the memory limit. When a thread is being told of a race, after that."""
    _opened()
    set8(cython.address(get_state().due), 1)
    core_checkpoint()


def set_processors(count):
    """Another size of the pool of processors, while threads run."""
    _opened()
    if not 0 < count < 1 << 32:
        raise ValueError(f"not a number of processors: {count!r} (wanted: 1 or more)")
    pool_resize(count)


def task_start(parent, creation=0):
    """A new task, after what `parent` did so far; parent None: after what all live tasks did. Its number."""
    _opened()
    task = core_task_start(cython.NULL if parent is None else _task(parent), creation)
    if task == cython.NULL:
        raise MemoryError("the race runtime is out of memory")
    _tasks[task.number] = cython.cast(uintptr_t, task)
    return task.number


def task_end(task):
    """The task has done its last step; its number stays good for task_join until task_release."""
    core_task_end(_task(task))


def task_join(task, child):
    """`task` has seen the end of `child`."""
    core_task_join(_task(task), _task(child))


def task_release(task):
    """Nobody will use this number again."""
    it = _task(task)
    del _tasks[task]
    core_task_release(it)


def acquire_all_finished(task):
    """`task` is ordered after all tasks that have finished."""
    core_acquire_all_finished(_task(task))


def acquire_task(task, other):
    """`task` is ordered after all that `other` did so far."""
    core_acquire_task(_task(task), _task(other))


def fork_child(task):
    """In the child of a fork: all other tasks are over."""
    core_fork_child(_task(task))


def task_info(task):
    """What the runtime knows of a task."""
    it = _task(task)
    return {
        "number": it.number, "creation": it.creation, "finished": bool(it.finished), "slot": it.epoch >> 32,
        "clock": it.epoch & 0xFFFFFFFF, "ignore": it.ignore, "ignore_sync": it.ignore_sync, "races": it.races,
        "held": it.held_count, "scopes": it.scopes}


def task_of(epoch):
    """(number, creation, finished) of the task that was in this epoch; None when it is forgotten."""
    number: uint32_t = 0
    creation: uint32_t = 0
    finished: cython.bint = False
    if not core_task_of(epoch, cython.address(number), cython.address(creation), cython.address(finished)):
        return None
    return number, creation, bool(finished)


def ignore_begin(task, sync=False):
    """Accesses (or with `sync` synchronisation) of the task are not recorded until ignore_end."""
    it = _task(task)
    if sync:
        it.ignore_sync += 1
    else:
        it.ignore += 1


def ignore_end(task, sync=False):
    """End of the latest ignore_begin."""
    it = _task(task)
    if sync:
        if it.ignore_sync == 0:
            raise ValueError("ignore_end without ignore_begin")
        it.ignore_sync -= 1
    else:
        if it.ignore == 0:
            raise ValueError("ignore_end without ignore_begin")
        it.ignore -= 1


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def _access(task: cython.pointer(Task), addr: uint64_t, key: uint64_t, mode: uint32_t, site: uint32_t) -> uint32_t:
    """What a probe does."""
    if not peek8(cython.address(get_state().armed)) or task.ignore:
        return 0
    before: uint32_t = task.races
    if mode & RANGE:
        key = RANGE_KEY
    where: uint64_t = key
    if mode & ATOMIC:
        where ^= ATOMIC_KEY
    if mode & REMOVE:
        if mode & WRITE and seen_removal(addr, where, task):
            return 0
    elif mode & RMW and mode & WRITE:
        if seen_update(addr, where, task):
            return 0
    elif mode & WRITE:
        if seen_write(addr, where, task):
            return 0
    elif seen_read(addr, where, task):
        return 0
    if has_stack:
        _access_with_stack(task, addr, key, mode, site)
    else:
        core_access(task, addr, 0, key, mode, site, cython.NULL)
    return task.races - before


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _access_with_stack(task: cython.pointer(Task), addr: uint64_t, key: uint64_t, mode: uint32_t, site: uint32_t) -> cython.void:
    """As core_access. Asks for the stack before: Python code may wait for all other threads, and those may wait for a processor."""
    global stack_now
    state = get_state()
    safepoint()
    add32(cython.address(state.pins), 1)  # the node stays what it is
    stack_now = _call_stack(task.number)
    core_access(task, addr, 0, key, mode, site, cython.NULL)
    stack_now = 0
    sub32(cython.address(state.pins), 1)


def access(task, address, key, mode, site=0):
    """An access to location `key` (1 to 2**62 - 1) of the object at `address`; how many races it made."""
    it = _task(task)
    if not 0 < key < 1 << 62:
        raise ValueError(f"not a key: {key!r} (wanted: 1 to 2**62 - 1)")
    return _access(it, _object(address), key, mode, site)


def access_extent(task, address, low, high, mode, site=0):
    """An access to the bytes from `low` up to `high` (below 2**46) of the object at `address`; how many races it made.

    Such accesses are told apart by bytes among themselves, and conflict with those to all elements (MODE_RANGE).
    """
    it = _task(task)
    if not 0 <= low < high <= 1 << 46:
        raise ValueError(f"no extent: {low!r} to {high!r} (wanted: 0 <= low < high <= 2**46)")
    addr: uint64_t = _object(address)
    if not peek8(cython.address(get_state().armed)) or it.ignore or seen_extent(addr, low, high, mode, it):
        return 0
    before: uint32_t = it.races
    core_access_extent(it, addr, 0, low, high, cython.cast(uint64_t, 1) << 46, mode, site, cython.NULL)
    return it.races - before


def read(task, address, site=0):
    """A plain read of the location at `address`; how many races it made."""
    addr: uint64_t = _address(address)
    return _access(_task(task), addr & OBJECT, (addr & 15) + 1, READ, site)


def write(task, address, site=0):
    """A plain write of the location at `address`; how many races it made."""
    addr: uint64_t = _address(address)
    return _access(_task(task), addr & OBJECT, (addr & 15) + 1, WRITE, site)


def acquire(task, address, which=0):
    """`task` is ordered after the latest release of this sync variable."""
    addr: uint64_t = _address(address)
    core_acquire(_task(task), addr & OBJECT, _variable(addr, which))


def release(task, address, which=0):
    """What `task` did so far is ordered before later acquires; earlier releases are forgotten."""
    addr: uint64_t = _address(address)
    core_release(_task(task), addr & OBJECT, 0, _variable(addr, which))


def release_merge(task, address, which=0):
    """As release; earlier releases stay."""
    addr: uint64_t = _address(address)
    core_release_merge(_task(task), addr & OBJECT, 0, _variable(addr, which))


def release_acquire(task, address, which=0):
    """Both at once."""
    addr: uint64_t = _address(address)
    core_release_acquire(_task(task), addr & OBJECT, 0, _variable(addr, which))


def lock_created(address, creation=0, flags=0):
    """A new lock; `creation` is a stack node."""
    core_lock_created(_object(address), 0, creation, flags)


def lock_acquired(task, address, scoped=False):
    """The task has the lock; when scoped, its edge counts until the release only."""
    core_lock_acquired(_task(task), _object(address), 0, scoped)


def lock_released(task, address):
    """The task gives the lock back."""
    core_lock_released(_task(task), _object(address))


def lock_reset(address):
    """The lock starts anew."""
    core_lock_reset(_object(address))


def channel_put(task, address, item, which=0):
    """The task puts an item into a channel; 0 is a permit."""
    addr: uint64_t = _address(address)
    core_channel_put(_task(task), addr & OBJECT, 0, _variable(addr, which), item)


def channel_get(task, address, item, which=0):
    """The task took an item out of a channel."""
    addr: uint64_t = _address(address)
    core_channel_get(_task(task), addr & OBJECT, _variable(addr, which), item)


def channel_fill(address, count, which=0):
    """Permits that carry nothing."""
    addr: uint64_t = _address(address)
    core_channel_fill(addr & OBJECT, 0, _variable(addr, which), count)


def channel_clear(address, which=0):
    """The channel is empty."""
    addr: uint64_t = _address(address)
    core_channel_clear(addr & OBJECT, _variable(addr, which))


def word_of(address, which):
    """The word that is kept with an object; 0: none."""
    return core_word_of(_address(address), which)


def locations_of(address):
    """The locations of an object that something is known of: (key, whether it is what atomic accesses did there)."""
    addr: uint64_t = _address(address)
    found: list = []
    processor = enter()
    shadow: cython.pointer(Shadow) = find_shadow(addr)
    i: uint64_t
    if shadow != cython.NULL:
        spin_lock(cython.address(shadow.lock))
        for i in range(shadow.table >> 32):
            key: uint64_t = cython.cast(cython.pointer(Cell), block(cython.cast(uint32_t, shadow.table)))[i].key
            if key:
                found.append((key & ~ATOMIC_KEY, key & ATOMIC_KEY != 0))
        spin_unlock(cython.address(shadow.lock))
    leave(processor)
    return found


def set_word(address, which, word):
    """Keep a word with an object, until that dies."""
    core_set_word(_address(address), 0, which, word, 0)


def number_of(address, which):
    """A word that no other object has or had."""
    return core_number_of(_address(address), 0, which, 0)


def finalizer_begin(task, address, site=0, to_date=False):
    """Until finalizer_end the task is ordered after all uses of the object. False when no scope was opened."""
    return bool(core_finalizer_begin(_task(task), _object(address), site, to_date))


def finalizer_end(task):
    """The latest finalizer that the task runs is done."""
    core_finalizer_end(_task(task))


def malloc(address, size):
    """New memory: whatever was at these addresses is gone."""
    addr: uint64_t = _address(address)
    core_free_range(addr, _size(addr, size))


def free(address, size=1):
    """The memory is gone, and all objects that begin in it."""
    addr: uint64_t = _address(address)
    core_free_range(addr, _size(addr, size))


def free_object(address):
    """The object that begins here is gone."""
    core_free_object(_object(address))


def map_shadow(address, size):
    """Make the index for a range of addresses now instead of at its first use."""
    step: uint64_t = 1 << 24
    place: uint64_t = _address(address)
    end: uint64_t = place + _size(place, size)
    while place < end:
        if map_leaf(place) == cython.NULL:
            raise MemoryError("no memory for the index")
        place = (place // step + 1) * step


def stack_node(parent, code, pc):
    """The number of a calling context, and whether it is new."""
    _opened()
    fresh: cython.bint = False
    processor = enter()
    node: uint32_t = core_stack_node(processor, parent, code, pc, cython.address(fresh))
    leave(processor)
    return node, bool(fresh)


def stack_parts(node):
    """(parent, code, pc) of a calling context; None for 0 and unknown numbers."""
    parent: uint32_t = 0
    code: uint64_t = 0
    pc: uint32_t = 0
    if not core_stack_parts(node, cython.address(parent), cython.address(code), cython.address(pc)):
        return None
    return parent, code, pc


def trace(stack, site, lockset):
    """The number of a trace."""
    _opened()
    processor = enter()
    number: uint32_t = core_trace(processor, stack, site, lockset)
    leave(processor)
    return number


def trace_parts(number):
    """(stack, site, lock set) of a trace; None for 0 and unknown numbers."""
    stack: uint32_t = 0
    site: uint32_t = 0
    locks: uint32_t = 0
    if not core_trace_parts(number, cython.address(stack), cython.address(site), cython.address(locks)):
        return None
    return stack, site, locks


def lockset(task):
    """The number of the set of locks that the task holds."""
    it = _task(task)
    processor = enter()
    number: uint32_t = core_lockset(processor, it)
    leave(processor)
    return number


def lockset_parts(number):
    """[(address, stack node of its creation)] of a lock set, in order of acquisition."""
    parent: uint32_t = number
    address: uint64_t = 0
    creation: uint32_t = 0
    locks = []
    while core_lockset_parts(parent, cython.address(parent), cython.address(address), cython.address(creation)):
        locks.append((address, creation))
    return locks[::-1]


def stats():
    """Counters: blocks in use of each kind, tables of the trace, tasks, bytes, what was lost. Exact: the world stands still for it."""
    state = get_state()
    now: Stats
    get_stats(cython.address(now))
    return {
        "objects": now.objects, "locations": now.locations, "tables": now.tables, "sets": now.read_sets,
        "sync variables": now.sync_variables, "channel entries": now.channel_entries, "tasks": now.tasks,
        "clock values": now.clock_values, "clock nodes": now.clock_nodes, "held lists": now.held_lists,
        "processors": now.processors, "bytes": now.bytes_total, "heap bytes": now.bytes_of_heap, "free bytes": now.bytes_free,
        "index bytes": now.bytes_of_index, "memory limit": now.limit, "checkpoints": now.checkpoints,
        "stack nodes": now.interned[STACKS], "traces": now.interned[TRACES], "lock sets": now.interned[LOCKSETS],
        "live tasks": now.tasks_live, "tasks ever": now.tasks_ever, "pending slots": now.slots_pending, "slots": now.slots,
        "armed": bool(peek8(cython.address(state.armed))), "slow accesses": now.accesses, "races": now.races,
        "removed locations": now.removed_locations, "lost tasks": now.lost_tasks, "lost traces": now.lost_traces,
        "lost cells": now.lost_cells, "parallel": bool(PARALLEL)}


# For tests and benchmarks.

def _seen(task, slot):
    """The clock of a slot in what the task knows."""
    return clock_get(_task(task).clock, slot)


def _set_clock(task, clock):
    """Pretend that the task has done so many steps."""
    it = _task(task)
    store64(cython.address(it.epoch), (it.epoch >> 32) << 32 | cython.cast(uint32_t, clock))


def _time_locks(task, address, count: cython.long, scoped=False, key=0):
    """Pairs of lock_acquired and lock_released, each with a write between when a key is given."""
    it = _task(task)
    addr: uint64_t = _address(address)
    scope: cython.bint = scoped
    where: uint64_t = key
    i: cython.long
    for i in range(count):
        core_lock_acquired(it, addr, 0, scope)
        if where:
            _access(it, addr + 16, where, WRITE, 1)
        core_lock_released(it, addr)


def _time_accesses(task, address, count: cython.long, mode, release_each=False):
    """Accesses to one location; with release_each, each in an epoch of its own."""
    it = _task(task)
    addr: uint64_t = _address(address)
    bits: uint32_t = mode
    new_epoch: cython.bint = release_each
    i: cython.long
    for i in range(count):
        if new_epoch:
            core_release(it, addr + 64, 0, 0)
        _access(it, addr, 1, bits, 1)


_real_locks = cython.declare(uint32_t[64])


def _churn(task, seed, steps: cython.long, address, objects):
    """Random steps of one task, for stress tests; (races at guarded, at free objects).

    Each even object has a real lock and is only used under it, so no race may be found there. Odd ones are used freely, also
    for sync variables and channels. Some objects are private to the call: made, used and freed again.
    """
    it = _task(task)
    base: uint64_t = _address(address)
    count: uint64_t = objects
    random: uint64_t = seed * 2 + 1
    guarded: uint64_t = 0
    free_races: uint64_t = 0
    i: cython.long
    mode: uint32_t
    private: uint64_t = base + (1 << 20) + cython.cast(uint64_t, it.number) * 4096
    for i in range(steps):
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        place: uint64_t = (random >> 20) % count
        addr: uint64_t = base + place * 64
        mode = (random >> 40) & 1
        if (random >> 41) & 3 == 0:
            mode |= ATOMIC
        if (random >> 43) & 7 == 0:
            mode |= RANGE
        else:
            mode |= POINT
        key: uint64_t = 1 + ((random >> 46) & 15)
        what: uint32_t = random & 15
        if place & 1 == 0:
            spin_lock(cython.address(_real_locks[place & 63]))
            core_lock_acquired(it, addr, 0, random >> 60 & 1)
            guarded += _access(it, addr, key, mode, place)
            guarded += _access(it, addr, key + 1, mode, place)
            core_lock_released(it, addr)
            spin_unlock(cython.address(_real_locks[place & 63]))
        elif what < 8:
            free_races += _access(it, addr, key, mode, place)
        elif what == 8:
            core_release(it, addr, 0, 1)
        elif what == 9:
            core_release_merge(it, addr, 0, 1)
        elif what == 10:
            core_acquire(it, addr, 1)
        elif what == 11:
            core_channel_put(it, addr, 0, 2, key)
        elif what == 12:
            core_channel_get(it, addr, 2, key)
        elif what == 13:
            core_finalizer_begin(it, addr, 0, False)
            free_races += _access(it, addr, key, mode, place)
            core_finalizer_end(it)
        else:
            guarded += _access(it, private + (key << 4), key, mode, 0)
            core_release(it, private + (key << 4), 0, 0)
            if what == 15:
                core_free_object(private + (key << 4))
    return guarded, free_races
