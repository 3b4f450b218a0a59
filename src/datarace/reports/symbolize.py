"""From the raw record to the model: names for addresses, lines for instruction offsets.

Runs in the middle of the watched program, in the thread that found the race, possibly inside a ``__setattr__`` or
with half-made objects. So it reads only what CPython itself keeps (type names, module names, code objects) and
calls nothing that a program can define: the name of a type comes from ``type``'s own descriptor, because a
metaclass may override ``__name__``.
"""

from __future__ import annotations

import dis
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from types import CodeType, ModuleType
from typing import Any

from datarace import tasknames
from datarace.reports.compound import compounds, compounds_through, decides_on_call, stored_constant, tests
from datarace.reports.kinds import Guard, Side, classify, meeting
from datarace.reports.model import Access, Finalization, Frame, Location, Lock, Meeting, Process, Race, Task
from datarace.reports.places import place
from datarace.reports.raw import RawAccess, RawFrame, RawRace
from datarace.reports.sources import module_of, real_file, source_line

_qualname_of_type = type.__dict__["__qualname__"].__get__
_module_of_type = type.__dict__["__module__"].__get__
_dict_of_module: Callable[[object], dict[str, object]] = vars(ModuleType)["__dict__"].__get__

#: Types whose ``repr`` is CPython's and cannot be changed, and whose instances are plain values.
_PLAIN = (str, int, float, complex, bool, bytes, type(None))

#: The numbers by which a raw race says why code runs in the end of an object.
_HOW = ("__del__", "weakref callback", "close")

#: The longest text of a key that is printed whole.
_WIDTH = 80


def symbolize(
    raw: RawRace, name_of: Callable[[RawAccess], str], process: Process | None = None, strict: bool = False, strip: str = ""
) -> Race | None:
    """The model of a raw race, or None when the code says that it is none: what is written does not rely on what was read before.

    Args:
        raw: the record. Not kept.
        name_of: the name of the thread that made an access, or an empty text.
        process: where it was found.
        strict: every conflict is an error.
        strip: a prefix to leave out of the names of files in sentences.
    """
    where = location(raw)
    current, previous = _access(raw.current, name_of), _access(raw.previous, name_of)
    now = _side(raw, raw.current, raw.previous, current, where.kind)
    before = _side(raw, raw.previous, raw.current, previous, where.kind)
    if raw.split and not any(
        compound.part == "write" and compound.released_between and compound.certain for compound in now.compounds
    ):
        return None
    if raw.act and not _is_decided(raw.act, now, before):
        return None
    verdict = classify(where, now, before, _guard(raw, strip), raw.split, strict, raw.same)
    return Race(
        where,
        current,
        previous,
        kind=verdict.kind,
        level=verdict.level,
        wrong=verdict.wrong,
        met="" if raw.split else meeting(current.task, previous.task, raw.met[0], _lock_name(raw.met[1], strip)),
        advice=verdict.advice,
        process=process,
        meeting=None if raw.split else _meeting(raw),
        same_value=raw.same,
    )


def _is_decided(by: str, *sides: Side) -> bool:
    """Whether one of two indivisible uses of a container is a look that decides on a change, or the change that it decides on."""
    looks = [side for side in sides if not side.access.is_write]
    if by == "item":
        return any(side.is_part_of("check") or side.is_part_of("update") or (side.leads and not side.again) for side in looks)
    return any(
        compound.how == "check" and compound.of_item is (by == "value") for side in looks or sides for compound in side.compounds
    )


def _meeting(raw: RawRace) -> Meeting:
    how, created = raw.met
    if how == 0:
        return Meeting("start")
    return Meeting("lock", frames(_made(created))) if created else Meeting("other")


def _lock_name(created: Sequence[RawFrame], strip: str) -> str:
    return f"lock created at {place(frames(_made(created))[0], strip)}" if created else ""


def _side(race: RawRace, raw: RawAccess, other: RawAccess, access: Access, kind: str) -> Side:
    if not raw.frames:
        return Side(access)
    code, offset = raw.frames[0]
    found = compounds(code, offset, access.is_write, kind)
    if not found and len(raw.frames) > 1:
        found = compounds_through(*raw.frames[1], access.is_write, kind, race.key if type(race.key) is str else "")
    if access.is_write:
        return Side(access, found, stored_constant(code, offset))
    if not found and _begins_update(code, offset):
        access = replace(access, is_update=True)
    return _leading(Side(access, found), race, raw, other)


def _leading(side: Side, race: RawRace, raw: RawAccess, other: RawAccess) -> Side:
    """A read: whether a function that makes it, itself or by what it asks first, makes the other access on account of it."""
    callers = [caller for caller, _ in islice(other.frames, _CALLERS)]
    if not other.is_write:
        return side
    for asked, (code, offset) in enumerate(islice(raw.frames, _ASKED)):
        # Of one function that reads and writes itself the compound accesses tell.
        first = 0 if asked else 1
        if code not in callers[first:]:
            continue
        depth = callers.index(code, first)
        how = decides_on_call(code, offset, other.frames[depth][1])
        if how:
            # A test asks for it by its own name, or by that of the property or method that looks.
            names = (str(race.key), *(asking.co_name for asking, _ in raw.frames[:asked]))
            again = how == "checked again" or any(tests(caller, name) for caller in callers[:depth] for name in names)
            return replace(side, leads=True, again=again and bool(other.locks))
    return side


#: So far from the write, at most, is the look that decides on it.
_CALLERS = 6

#: So many calls deep, at most, a test asks: ``if not self.valid:`` with a property.
_ASKED = 3

_LOADS = ("LOAD_ATTR", "LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF")
_STORES = ("STORE_ATTR", "STORE_GLOBAL", "STORE_NAME", "STORE_DEREF")


def _begins_update(code: CodeType, offset: int) -> bool:
    """Whether the instruction loads the target of an augmented assignment. The source says more, where there is one."""
    instructions = (one for one in dis.get_instructions(code) if one.offset >= offset)
    # The offset is that of a probe just before it.
    load = next((one for one in islice(instructions, 4) if one.opname in _LOADS or one.opname in _STORES), None)
    if load is None or load.opname in _STORES:
        return load is not None  # what is read where it is stored is the old value of an update
    in_place = False
    for one in instructions:
        if one.opname.startswith("STORE_") and one.opname != "STORE_SUBSCR":
            return in_place and one.argval == load.argval
        if "JUMP" in one.opname or one.opname.startswith(("RETURN", "FOR_ITER")):
            return False
        in_place = in_place or (one.opname == "BINARY_OP" and one.argrepr.endswith("="))
    return False


def _guard(raw: RawRace, strip: str) -> Guard | None:
    if raw.guard is None:
        return None
    lacks, created, address, held, total = raw.guard
    return Guard(_lock_name(created, strip) or f"lock at {address:#014x}", held, total, lacks)


def location(raw: RawRace) -> Location:
    """What both sides touched, in words."""
    kind, owner, key = raw.key_kind, raw.owner, raw.key
    if kind == "variable":
        return Location(kind, _text(key), _home(str(key), (raw.current, raw.previous)), raw.address)
    if kind == "attribute" and _is(owner, ModuleType):
        kind = "global"
    elif kind == "attribute" and _is(owner, type):
        kind = "class attribute"
    name = "" if key is None or kind in ("shape", "elements", "position") else _text(key)
    if kind == "items" and isinstance(key, tuple):
        name = f"{key[0]} to {key[1]}"
    return Location(kind, name, _owner(kind, owner, raw.address), raw.address, created=_allocation(owner))


def _allocation(owner: object) -> tuple[Frame, ...]:
    """Where an object was made, youngest frame first, if the program runs with tracemalloc: nobody else remembers that."""
    import _tracemalloc

    if owner is None or not _tracemalloc.is_tracing():
        return ()
    import tracemalloc

    made = tracemalloc.get_object_traceback(owner) or ()
    return tuple(
        Frame(
            "<allocation>",
            one.filename,
            one.lineno,
            source=source_line(one.filename, one.lineno).lstrip(),
            module=module_of(one.filename),
        )
        for one in reversed(made)
        if not one.filename.startswith("<")
    )


def frames(raw: Sequence[RawFrame]) -> tuple[Frame, ...]:
    """A stack with lines and source, youngest frame first."""
    return tuple(frame(code, offset) for code, offset in raw)


def frame(code: CodeType, offset: int) -> Frame:
    """One entry: where ``code`` is at the instruction at byte ``offset``."""
    line, last, start, end = next(islice(code.co_positions(), max(offset, 0) // 2, None), (None, None, None, None))
    file = real_file(code.co_filename)
    module = module_of(file)
    if line is None:
        # Instructions of the compiler's own have no position: Python then shows the line of the function.
        return Frame(code.co_qualname, file, code.co_firstlineno, module=module)
    text = source_line(file, line)
    source = text.lstrip()
    if start is None or end is None or not source:
        return Frame(code.co_qualname, file, line, source=source, module=module)
    indent = len(text) - len(source)
    first = max(_characters(text, start) - indent, 0)
    after = len(source) if last != line else min(_characters(text, end) - indent, len(source))
    return Frame(code.co_qualname, file, line, first, max(first, after), source, indent + first + 1, module)


def _characters(text: str, offset: int) -> int:
    """Code objects count columns in bytes of UTF-8."""
    return len(text.encode("utf-8", "replace")[:offset].decode("utf-8", "ignore"))


def _task(raw: RawAccess, name_of: Callable[[RawAccess], str]) -> Task:
    finished, created = bool(raw.task_finished), frames(raw.task_created or ())
    goroutine = tasknames.goroutine_of(raw.task)
    if goroutine:
        return Task(goroutine, "", finished, created, kind="goroutine")
    return Task(raw.task, name_of(raw), finished, created)


def _access(raw: RawAccess, name_of: Callable[[RawAccess], str]) -> Access:
    return Access(
        is_write=bool(raw.is_write),
        task=_task(raw, name_of),
        stack=frames(raw.frames),
        locks=tuple(Lock(address, frames(_made(created or ()))) for address, created in raw.locks),
        is_update=bool(raw.is_rmw),
        is_atomic=bool(raw.is_atomic),
        operation=raw.operation or "",
        in_steps=bool(raw.steps),
        is_walk=bool(raw.walk),
        is_removal=bool(raw.removal),
        finalizing=tuple(Finalization(_HOW[how], name, address) for how, name, address in raw.finalizing),
    )


def _made(created: Sequence[RawFrame]) -> Sequence[RawFrame]:
    """Leave out of the stack that made a lock what is ``threading``'s own: Condition makes its lock inside."""
    for i, (code, _) in enumerate(created):
        if code.co_filename != threading.__file__:
            return created[i:]
    return created


def _is(thing: object, cls: type) -> bool:
    """Tell the type as isinstance does, without asking ``thing.__class__``, which a program may define."""
    return issubclass(type(thing), cls)


def _type_name(cls: object) -> str:
    name: str = _qualname_of_type(cls)
    return name


def _owner(kind: str, owner: object, address: int) -> str:
    if kind == "global":
        # Either the module or its dictionary.
        names: Any = _dict_of_module(owner) if _is(owner, ModuleType) else owner
        name = dict.get(names, "__name__") if _is(names, dict) else None
        return f"module {name}" if type(name) is str else "a module"
    if _is(owner, type):
        return f"class {_type_name(owner)}"
    if _is(owner, ModuleType):
        name = _dict_of_module(owner).get("__name__")
        return f"module {name}" if type(name) is str else "a module"
    if owner is None:
        return f"an object at {address:#014x}"
    cls = type(owner)
    module = _module_of_type(cls)
    if type(module) is str and module in _BUILTIN and not kind.endswith("attribute"):
        return f"{_type_name(cls)} at {id(owner):#014x}"
    return f"<{_type_name(cls)} at {id(owner):#014x}>"


_BUILTIN = ("builtins", "collections", "array", "numpy")


def _text(key: object) -> str:
    """A key as the program would write it; only values whose ``repr`` is CPython's own."""
    if type(key) is tuple:
        parts = [_text(part) for part in key[:10]] + ["..."] * (len(key) > 10)
        text = f"({', '.join(parts)}{',' * (len(key) == 1)})"
    elif type(key) is int and key.bit_length() > 4 * _WIDTH:
        # Decimal digits of huge numbers are slow and limited (sys.set_int_max_str_digits).
        text = f"an int of {key.bit_length()} bits"
    elif type(key) is str or type(key) is bytes:
        # Cut before repr: the key may be megabytes long.
        text = repr(key[: _WIDTH + 1])
    elif any(type(key) is plain for plain in _PLAIN):
        text = repr(key)
    else:
        text = f"<{_type_name(type(key))} at {id(key):#014x}>"
    return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."


def _home(variable: str, accesses: tuple[RawAccess, ...]) -> str:
    """The function that a closure variable belongs to, as ``run()``.

    Of the functions that share the cell, the one that made it has it among ``co_cellvars``. When it is on none of
    the stacks (it has returned), it is an enclosing function of the one that was running: the nearest, as far as
    anyone can tell.
    """
    running = [access.frames[0][0] for access in accesses if access.frames]
    stacks = [stack for access in accesses for stack in (access.frames, access.task_created or ())]
    for code in (*running, *(code for stack in stacks for code, _ in stack)):
        encloses = any(c is code or c.co_qualname.startswith(f"{code.co_qualname}.<locals>.") for c in running)
        if variable in code.co_cellvars and encloses:
            return f"{code.co_qualname}()"
    for code in running:
        outer, found, _ = code.co_qualname.rpartition(".<locals>.")
        if found:
            return f"{outer}()"
    return "a function"
