# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
# cython: nonecheck=False, freethreading_compatible=True, binding=False, always_allow_keywords=False
"""From a race in the runtime's words to a raw race in Python's: stacks of code objects, the object, the key, the locks."""

import cython
from cython.cimports.datarace.probes.cpython import PyList_Type, PyObject, Py_TYPE, item_of_byte
from cython.cimports.datarace.probes.annotations import BENIGN_LOCATION, annotation_of
from cython.cimports.datarace.probes.buffers import is_relative
from cython.cimports.datarace.probes.threads import SCOPE_ROOT, ThreadInfo, running, scopes_used
from cython.cimports.datarace.probes.core import (
    Site,
    ALL_R,
    ARG_R,
    ATTR_DELETE,
    ATTR_WRITE,
    CALL,
    CELL_DELETE,
    CELL_READ,
    CELL_WRITE,
    CONTENT_KEY,
    ELEMENT,
    GLOBAL_DELETE,
    GLOBAL_READ,
    GLOBAL_WRITE,
    GONE,
    HALF,
    HASHED,
    HASH_BITS,
    IS_DELATTR,
    IS_DELITEM,
    IS_GETATTR,
    IS_SETITEM,
    IS_SETATTR,
    ITEM_DELETE,
    ITEM_WRITE,
    ITERATE,
    METHOD,
    ADDED_KEY,
    BASE_CALL,
    CHECKED_VALUE,
    MIDDLE_KEY,
    OF_SUBCLASS,
    REMOVED_KEY,
    NO_CONTAINER,
    PLAIN,
    POSITION_KEY,
    SHAPE_KEY,
    SLICE_WRITE,
    STEP,
    STEPS,
    UNPACK,
    ARRAY_CALL,
    DEQUE,
    DICT,
    LIST,
    LOOK_FOR_VALUE,
    COUNTER,
    FAMILIES,
    annotated,
    family_of,
    is_look,
)
from cython.cimports.datarace.probes.stores import announce, stores_same, withdraw
from cython.cimports.datarace.probes.sync import call_quietly
from cython.cimports.datarace.runtime import core as runtime
from cython.cimports.datarace.runtime.core import ATOMIC, RANGE, REMOVE, RMW, SPLIT, WIDE, WRITE, Race, RaceAccess, Task
from cython.cimports.libc.stdint import uint32_t, uint64_t, uintptr_t

import sys as _sys

from datarace.probes.core import sites


# --- races -------------------------------------------------------------------------------------------------------------

_on_race: object = None
_seen_races: dict = {}  # program points of both sides and the part of the object -> how often
_MOST_RACES = 10_000
_codes_told: dict = {}  # address -> code object
SAME = cython.declare(cython.int, 16)  # in a spec: both store the same value
LOOK = cython.declare(cython.int, 32)  # in a spec: a look at an item, and an indivisible change of it
_BEYOND: tuple = (0, 0, "beyond", 0, 0, 0)  # counts those that found no room


class RawAccess:
    """One side of a race, before anything is made readable; stacks are lists of (code, instruction offset in bytes)."""

    __slots__ = (
        "is_write", "is_rmw", "is_atomic", "task", "frames", "site", "locks", "task_created", "task_finished",
        "thread_ident", "operation", "finalizing", "steps", "walk", "removal", "scope",
    )  # fmt: skip


class RawRace:
    """Two accesses to one location that nothing orders. `owner` and `key` are objects of the program."""

    __slots__ = ("address", "key_kind", "key", "owner", "current", "previous", "spec", "guard", "split", "act", "met", "same")


@cython.cfunc
def _frames_of(node: uint32_t) -> list:
    frames: list = []
    parent: uint32_t = 0
    code: uint64_t = 0
    pc: uint32_t = 0
    while node and runtime.stack_parts(node, cython.address(parent), cython.address(code), cython.address(pc)):
        if code == SCOPE_ROOT:
            break
        where: object = cython.cast(object, cython.cast(cython.pointer(PyObject), cython.cast(uintptr_t, code)))
        # Below a constructor 3.12 and later have a frame of their own that is in no file ("__init__").
        if where.co_filename != "__init__":
            frames.append((where, 2 * pc))
        node = parent
    return frames


@cython.cfunc
@cython.exceptval(check=False)
def _scope_of(node: uint32_t) -> uint32_t:
    """The scope at the root of a stack; 0: none."""
    parent: uint32_t = 0
    code: uint64_t = 0
    pc: uint32_t = 0
    while node and runtime.stack_parts(node, cython.address(parent), cython.address(code), cython.address(pc)):
        if code == SCOPE_ROOT:
            return pc
        node = parent
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def _scope_of_trace(trace: uint32_t) -> uint32_t:
    stack: uint32_t = 0
    site: uint32_t = 0
    locks: uint32_t = 0
    if not scopes_used():
        return 0
    runtime.trace_parts(trace, cython.address(stack), cython.address(site), cython.address(locks))
    return _scope_of(stack)


@cython.cfunc
def _site_at(number: uint32_t) -> object:
    """The site of that number, or None."""
    if number >= len(sites):
        return None
    site: object = sites[number]
    runtime.order_after(cython.cast(uintptr_t, cython.cast(cython.p_void, site)))
    return site


@cython.cfunc
def _raw_access(access: cython.pointer(RaceAccess)) -> object:
    raw = RawAccess()
    stack: uint32_t = 0
    site_id: uint32_t = 0
    locks: uint32_t = 0
    runtime.trace_parts(access.trace, cython.address(stack), cython.address(site_id), cython.address(locks))
    raw.is_write = bool(access.mode & WRITE)
    raw.is_rmw = bool(access.mode & RMW)
    raw.is_atomic = bool(access.mode & ATOMIC)
    raw.task = access.task_number
    raw.frames = _frames_of(stack)
    raw.scope = _scope_of(stack) if scopes_used() else 0
    raw.site = _site_at(site_id)
    raw.operation = raw.site.name if raw.site is not None and raw.site.kind in (METHOD, CALL, ARRAY_CALL, BASE_CALL) else ""
    raw.locks = []
    raw.finalizing = []
    address: uint64_t = 0
    creation: uint32_t = 0
    parent: uint32_t = 0
    while locks and runtime.lockset_parts(
        locks, cython.address(parent), cython.address(address), cython.address(creation)
    ):
        if creation & runtime.FINALIZING:
            site_id = creation & ~runtime.FINALIZING
            if 0 < site_id < len(sites):
                raw.finalizing.append((_site_at(site_id).flags, _site_at(site_id).name, 0))
        else:
            raw.locks.append((address, _frames_of(creation)))
        locks = parent
    raw.locks.reverse()
    raw.finalizing.reverse()
    number: uint32_t = 0
    started: uint32_t = 0
    finished: cython.bint = True
    runtime.task_of(access.epoch, cython.address(number), cython.address(started), cython.address(finished))
    raw.task_created = _frames_of(started)
    raw.task_finished = finished
    raw.thread_ident = _idents.get(access.task_number)
    return raw


@cython.cfunc
def _say_how(raw: object, mode: uint32_t, owner: cython.pointer(PyObject)) -> None:
    """Whether it is one operation in several steps, a walk over all elements, a removal: from the kind of its site and the tables."""
    raw.steps = raw.walk = False
    raw.removal = bool(mode & WRITE and mode & REMOVE)
    site: Site = raw.site
    if site is None:
        return
    kind: cython.int = site.kind
    effects: uint32_t = site.effects[0] if kind == CALL else 0
    i: cython.int
    if kind == METHOD or kind == BASE_CALL:
        family: cython.int = NO_CONTAINER if owner == cython.NULL else family_of(owner)
        for i in range(FAMILIES):
            # The container's own row; all rows for what was its argument, or is gone.
            if family == NO_CONTAINER or i == family or (family == DICT and i == COUNTER):
                effects |= site.effects[i]
    if mode & WRITE:
        raw.steps = bool(mode & WIDE) or kind == SLICE_WRITE or bool(effects & (STEPS | PLAIN)) or (
            kind == ITEM_DELETE and owner != cython.NULL and family_of(owner) != DICT
        ) or bool(effects & IS_SETITEM and mode & RANGE)
        raw.removal = raw.removal or bool(effects & (GONE | IS_DELATTR | IS_DELITEM)) or kind in (
            ATTR_DELETE, GLOBAL_DELETE, CELL_DELETE, ITEM_DELETE
        )
    else:
        raw.walk = kind in (ITERATE, STEP, UNPACK, SLICE_WRITE) or bool(effects & ALL_R)
        if (kind == METHOD or kind == BASE_CALL) and not raw.walk:
            for i in range(FAMILIES):
                if site.effects[i] & ARG_R:
                    raw.walk = True
        raw.steps = raw.walk and not mode & ATOMIC


@cython.cfunc
def _name_addresses(raw: object, task: cython.pointer(Task)) -> None:
    """The finalizers that the access is in are still running: the task knows of which objects."""
    found: list = []
    i: uint32_t
    for i in range(task.held_count):
        if runtime.held_of(task)[i].sync == 0:
            found.append(runtime.held_of(task)[i].addr)
    raw.finalizing = [(how, name, address) for (how, name, _), address in zip(raw.finalizing, found)]


_idents: dict = {}  # number of a task -> ident of its thread, for the tasks that run


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def host_race(task: cython.pointer(Task), race: cython.pointer(Race)) -> cython.void:
    with cython.gil:
        _deliver(task, race)


@cython.cfunc
@cython.exceptval(check=False)
def _point(trace: uint32_t, point: cython.pointer(uint64_t)) -> cython.void:
    """The program point of a trace as one number: code object and instruction of its youngest frame."""
    stack: uint32_t = 0
    site: uint32_t = 0
    locks: uint32_t = 0
    parent: uint32_t = 0
    code: uint64_t = 0
    pc: uint32_t = 0
    runtime.trace_parts(trace, cython.address(stack), cython.address(site), cython.address(locks))
    runtime.stack_parts(stack, cython.address(parent), cython.address(code), cython.address(pc))
    point[0] = (code << 12) ^ pc


@cython.cfunc
@cython.exceptval(check=False)
def _holds(trace: uint32_t) -> cython.int:
    """Whether locks were held at an access."""
    stack: uint32_t = 0
    site: uint32_t = 0
    locks: uint32_t = 0
    runtime.trace_parts(trace, cython.address(stack), cython.address(site), cython.address(locks))
    return locks != 0


_benign = cython.declare(uint64_t, 0)  # races that were not told because the program said that they are benign


def benign_races() -> int:
    """How many races there were at locations that `datarace.benign` named."""
    return runtime.load64(cython.address(_benign))


@cython.cfunc
@cython.exceptval(check=False)
def _deliver(task: cython.pointer(Task), race: cython.pointer(Race)) -> cython.void:
    """Hands a race to Python: once for each pair of program points, in either order, and part of an object."""
    me: cython.pointer(ThreadInfo) = cython.cast(cython.pointer(ThreadInfo), task.host)
    if annotated() and annotation_of(race.addr, race.key, BENIGN_LOCATION):
        runtime.add64(cython.address(_benign), 1)
        return
    a: uint64_t = 0
    b: uint64_t = 0
    _point(race.current.trace, cython.address(a))
    _point(race.previous.trace, cython.address(b))
    if a > b:
        a, b = b, a
    kind: object = _kind_of_key(race)
    spec: tuple = (a, b, kind,
        _holds(race.current.trace) | _holds(race.previous.trace) << 1 | (4 if race.current.mode & SPLIT else 0)
        | (8 if _is_of_size(race) else 0) | (SAME if stores_same(race) else 0) | (LOOK if _is_of_item(race) else 0),
        _scope_of_trace(race.current.trace), _scope_of_trace(race.previous.trace))
    count: object = _seen_races.get(spec)
    if count is not None:
        _seen_races[spec] = count + 1
        return
    if len(_seen_races) >= _MOST_RACES:
        _seen_races[_BEYOND] = _seen_races.get(_BEYOND, 0) + 1
        return
    _seen_races[spec] = 1
    _keep_code(race.current.trace)
    _keep_code(race.previous.trace)
    if _on_race is None:
        return
    key: object = None
    if me.key != cython.NULL:
        key = cython.cast(object, me.key)
    announced: object = announce(race)
    call_quietly(me, _hand_over, (cython.cast(object, _raw(task, race, kind, key, spec)),))
    withdraw(announced)


@cython.cfunc
def _keep_code(trace: uint32_t) -> None:
    """A program point that was told names its code object for ever: its address must not come to mean another."""
    stack: uint32_t = 0
    site: uint32_t = 0
    locks: uint32_t = 0
    parent: uint32_t = 0
    code: uint64_t = 0
    pc: uint32_t = 0
    runtime.trace_parts(trace, cython.address(stack), cython.address(site), cython.address(locks))
    if runtime.stack_parts(stack, cython.address(parent), cython.address(code), cython.address(pc)):
        _codes_told[code] = cython.cast(object, cython.cast(cython.pointer(PyObject), cython.cast(uintptr_t, code)))


def _hand_over(raw: object) -> None:
    if _on_race(raw):
        _seen_races.pop(raw.spec, None)


@cython.cfunc
def _kind_of_key(race: cython.pointer(Race)) -> object:
    if race.key == SHAPE_KEY or _is_of_size(race):
        return "shape"
    if race.key == CONTENT_KEY:
        return "variable"
    if race.key == POSITION_KEY:
        return "position"
    if race.key & HASHED:
        return "attribute"
    if race.key & ELEMENT:
        return "index"
    return "elements"


@cython.cfunc
def _is_of_size(race: cython.pointer(Race)) -> cython.bint:
    """Whether it is about a change of a container that may rely on a look at how many items there are (`core._act`)."""
    return race.key == REMOVED_KEY or race.key == ADDED_KEY


@cython.cfunc
def _is_of_item(race: cython.pointer(Race)) -> cython.bint:
    """Whether one gets an item of a dict, and the other makes, changes or removes it in one step (`core.is_look`)."""
    look: cython.pointer(RaceAccess) = cython.address(race.current)
    change: cython.pointer(RaceAccess) = cython.address(race.previous)
    if look.mode & WRITE:
        look, change = change, look
    if look.mode & (WRITE | ATOMIC) or not change.mode & ATOMIC or runtime.peek8(cython.address(runtime.get_state().strict)):
        return False
    stack: uint32_t = 0
    number: uint32_t = 0
    locks: uint32_t = 0
    runtime.trace_parts(look.trace, cython.address(stack), cython.address(number), cython.address(locks))
    found: object = _site_at(number)
    if found is None:
        return False
    site: Site = found
    return is_look(site, site.effects[cython.cast(cython.int, DICT)], DICT)


@cython.cfunc
def _is_value(race: cython.pointer(Race), site: Site) -> cython.bint:
    """Whether it is about a value that both put into a list, after a look whether it is there (`core._act`)."""
    if site.kind != LOOK_FOR_VALUE and not (site.kind == METHOD and site.flags & CHECKED_VALUE):
        return False
    if not race.key & HASHED or race.object == cython.NULL:
        return False
    family: cython.int = family_of(cython.cast(cython.pointer(PyObject), race.object))
    return family == LIST or family == DEQUE


@cython.cfunc
def _is_attribute(race: cython.pointer(Race), owner: object, key: object) -> cython.bint:
    """Whether an access to the element `key` was one to an attribute of `owner`, through the dict that it has."""
    if type(owner) is dict or type(owner) is set:
        return False
    if not isinstance(owner, (dict, set)):
        return True
    if type(key) is not str:
        return False
    name: uint64_t = cython.cast(uint64_t, cython.cast(cython.Py_ssize_t, hash(key)))
    return race.key == (name & HASH_BITS) | HASHED


@cython.cfunc
def _raw(
    task: cython.pointer(Task), race: cython.pointer(Race), kind: object, key: object, spec: tuple
) -> object:
    raw = RawRace()
    raw.spec = spec
    raw.address = race.addr
    raw.owner = None
    if race.object != cython.NULL:
        raw.owner = cython.cast(object, cython.cast(cython.pointer(PyObject), race.object))
    raw.current = _raw_access(cython.address(race.current))
    if raw.current.finalizing:
        _name_addresses(raw.current, task)
    raw.previous = _raw_access(cython.address(race.previous))
    address: cython.pointer(PyObject) = cython.cast(cython.pointer(PyObject), race.object)
    _say_how(raw.current, race.current.mode, address)
    _say_how(raw.previous, race.previous.mode, address)
    if race.key == MIDDLE_KEY:
        raw.current.walk = raw.previous.walk = False  # what matters is what the other one does
    site: Site = raw.current.site
    raw.key = key
    if kind == "index":
        raw.key = race.key & ~ELEMENT
        if race.high and race.object != cython.NULL:
            first: object = item_of_byte(address, race.low, is_relative(address))
            last: object = item_of_byte(address, race.high - 1, is_relative(address))
            raw.key = first
            if first != last:
                kind = "items"
                raw.key = (first, last)
    elif kind == "variable":
        raw.key = site.name
    elif kind == "attribute":
        if site.kind <= ATTR_DELETE or site.kind in (GLOBAL_READ, GLOBAL_WRITE, GLOBAL_DELETE):
            raw.key = site.name
            if site.kind >= GLOBAL_READ:
                kind = "global"
        elif site.kind == CALL and site.effects[0] & (IS_GETATTR | IS_SETATTR | IS_DELATTR):
            kind = "attribute"
        else:
            kind = "attribute" if _is_attribute(race, raw.owner, key) else "key"
    raw.act = ""
    if _is_of_size(race):
        raw.act = "size"
    elif _is_value(race, site):
        raw.act = "value"
        kind = "shape"
    elif spec[3] & LOOK:
        raw.act = "item"
    if raw.act:
        raw.current.steps = raw.previous.steps = False
    raw.key_kind = kind
    creation: uint32_t = 0
    met: object = int(runtime.last_met(task, race.previous.epoch, cython.address(creation)))
    raw.met = (met, _frames_of(creation))
    raw.split = bool(race.current.mode & SPLIT)
    raw.same = bool(spec[3] & SAME)
    raw.guard = None if raw.split else _guard(race, raw)
    return raw


@cython.cfunc
@cython.exceptval(check=False)
def _about(site: Site, owner: uintptr_t) -> cython.bint:
    """Whether it was recorded for objects of that type, or of several."""
    about: uint64_t = runtime.peek64(cython.address(site.about))
    return about == owner or about == 1


@cython.cfunc
def _is_about(site: Site, other: Site, owner: uintptr_t) -> cython.bint:
    """Whether two program points touch the same location, as far as names and types tell."""
    if site is other:
        return True
    if site.kind <= ATTR_DELETE and other.kind <= ATTR_DELETE:
        return site.name == other.name and _about(site, owner)
    if (GLOBAL_READ <= site.kind <= GLOBAL_DELETE and GLOBAL_READ <= other.kind <= GLOBAL_DELETE) or (
        CELL_READ <= site.kind <= CELL_DELETE and CELL_READ <= other.kind <= CELL_DELETE
    ):
        return site.name == other.name and site.where[0] == other.where[0]
    return False


@cython.cfunc
def _locks_of(lockset: uint32_t, known: dict) -> object:
    """The locks of a lock set, each by where it was made, or by its address: objects of one class have locks of one place."""
    found: object = known.get(lockset)
    if found is None:
        names: set = set()
        threading: object = _sys.modules.get("threading")
        own_file: object = getattr(threading, "__file__", None)
        rest: uint32_t = lockset
        parent: uint32_t = 0
        address: uint64_t = 0
        creation: uint32_t = 0
        while rest and runtime.lockset_parts(rest, cython.address(parent), cython.address(address), cython.address(creation)):
            if not creation & runtime.FINALIZING:
                made: list = _frames_of(creation)
                while made and made[0][0].co_filename == own_file:
                    made.pop(0)  # Condition makes its lock inside
                names.add(made[0] if made else address)
            rest = parent
        found = known[lockset] = frozenset(names)
    return found


@cython.cfunc
@cython.exceptval(check=False)
def _accesses_at(site: Site, owner: uintptr_t) -> cython.int:
    """For how many accesses to an object of type `owner` a record of that site stands: of an update, for both halves."""
    if not site.flags & HALF:
        return 1
    if site.kind == ITEM_WRITE:
        return 2 if owner == cython.cast(uintptr_t, cython.address(PyList_Type)) else 1
    return 2 if site.kind == ATTR_WRITE or site.kind == GLOBAL_WRITE or site.kind == CELL_WRITE else 1


@cython.cfunc
def _guard(race: cython.pointer(Race), raw: object) -> object:
    """Whether one lock was held at all other accesses, as far as program points name the same location, and not at one of these two.

    None, or (whether the current access is the one without it, frames of where the lock was made, its address when that is not
    known, accesses that held it, accesses in all).
    """
    current: Site = raw.current.site
    previous: Site = raw.previous.site
    if current is None or previous is None or not (raw.current.locks or raw.previous.locks):
        return None
    known: dict = {}
    stack: uint32_t = 0
    site_id: uint32_t = 0
    lockset: uint32_t = 0
    owner: uintptr_t = 0
    if race.object != cython.NULL:
        owner = cython.cast(uintptr_t, Py_TYPE(cython.cast(cython.pointer(PyObject), race.object)))
    accesses: list = []
    number: uint32_t
    about: dict = {}
    for number in range(1, runtime.last_trace() + 1):
        if runtime.trace_uses(number) == 0:  # not, or not yet
            continue
        runtime.trace_parts(number, cython.address(stack), cython.address(site_id), cython.address(lockset))
        if site_id == 0 or site_id >= len(sites):
            continue
        weight: object = about.get(site_id)
        if weight is None:
            site: Site = _site_at(site_id)
            related: cython.bint = _is_about(site, current, owner) or _is_about(site, previous, owner)
            weight = about[site_id] = _accesses_at(site, owner) if related else 0
        if weight:
            accesses.append((number, site_id, _locks_of(lockset, known), runtime.trace_uses(number) * weight))
    for lacks_current in (True, False):
        lacking: uint32_t = race.current.trace if lacks_current else race.previous.trace
        holding: uint32_t = race.previous.trace if lacks_current else race.current.trace
        runtime.trace_parts(lacking, cython.address(stack), cython.address(site_id), cython.address(lockset))
        lacking_site: uint32_t = site_id
        without: object = _locks_of(lockset, known)
        runtime.trace_parts(holding, cython.address(stack), cython.address(site_id), cython.address(lockset))
        same_point: cython.bint = site_id == lacking_site
        for lock in _locks_of(lockset, known) - without:
            held: object = 0
            others: object = 0
            total: object = 0
            everywhere: cython.bint = True
            for trace, where, locks, uses in accesses:
                total += uses
                if lock in locks:
                    held += uses
                is_other: cython.bint = trace != lacking if same_point else where != lacking_site
                if is_other:
                    others += uses
                    if lock not in locks:
                        everywhere = False
                        break
            if everywhere and others >= 2:
                frames: list = [lock] if type(lock) is tuple else []
                return (lacks_current, frames, 0 if frames else lock, held, total)
    return None



def watch(on_race: object) -> None:
    """New races go to `on_race`, or nowhere when it is None; what was seen before is forgotten when a run begins."""
    global _on_race
    _on_race = on_race
    if on_race is not None:
        _seen_races.clear()
        _idents.clear()
        runtime.store64(cython.address(_benign), 0)


def forget_seen() -> None:
    """In the child of a fork: what the parent found is the parent's, and the child's own is new to it."""
    _seen_races.clear()
    runtime.store64(cython.address(_benign), 0)


def forget_scope(number: int) -> dict:
    """Forget what was seen of races that involve a scope that is over: if one is seen again, it is told again.

    Returns:
        How often each was seen, as `race_counts`.
    """
    found: dict = {spec: count for spec, count in dict(_seen_races).items() if number in spec[4:]}
    for spec in found:
        _seen_races.pop(spec, None)
    return found


def idents() -> dict:
    """Number of each running task -> ident of its thread; kept by who starts threads."""
    return _idents


def race_counts() -> dict:
    """How often each pair of program points raced, by (point, point, kind, who held locks, scope, scope)."""
    return dict(_seen_races)


runtime.attach()
