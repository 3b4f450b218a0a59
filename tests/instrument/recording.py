"""Sites that write down what they are given, and programs run with and without probes."""

from __future__ import annotations

import linecache
import sys
import traceback
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from datarace.instrument.body import Body
from datarace.instrument.rewriting import rewrite
from datarace.probes import kinds

NAMES = {
    getattr(kinds, name): name
    for name in (
        *("ATTR_READ", "ATTR_WRITE", "ATTR_DELETE", "GLOBAL_READ", "GLOBAL_WRITE", "GLOBAL_DELETE"),
        *("CELL_READ", "CELL_WRITE", "CELL_DELETE", "ITEM_READ", "ITEM_WRITE", "ITEM_DELETE"),
        *("SLICE_WRITE", "MATCH_KEYS", "MATCH_CLASS"),
        *("CONTAINS", "ITERATE", "STEP", "UNPACK", "METHOD", "CALL"),
        *("CONSTRUCT", "CONSTRUCT_END", "FINALIZE", "FINALIZE_END", "IMPORTED", "MODULE_END"),
        *("FIRST_LOOK", "SECOND_LOOK_WRITE", "BASE_CALL", "LOOK_AT_SIZE", "LOOK_FOR_VALUE", "NEW_DICT"),
    )
}
HALF, REBOUND, RMW = kinds.HALF, kinds.REBOUND, kinds.RMW


class FakeSite:
    """What a compiled site looks like to the interpreter."""

    def __init__(self, log: list[tuple[Any, ...]], kind: int, name: str | None, where: object, flags: int) -> None:
        more = (flags + kinds.LOCAL // 2) // kinds.LOCAL
        self.is_local = more > 0
        self.log, self.kind, self.name, self.where = log, NAMES[kind], name, where
        self.flags = flags - more * kinds.LOCAL

    def __delitem__(self, thing: object) -> None:
        self.log.append((self, thing))

    def __setitem__(self, key: object, value: object) -> None:
        self.log.append((self, value, key))


class ForgetfulSite(FakeSite):
    """One that keeps nothing of what it is given, so that objects die when they would."""

    def __delitem__(self, thing: object) -> None:
        self.log.append((self,))

    def __setitem__(self, key: object, value: object) -> None:
        self.log.append((self,))


class Recorder:
    """Makes sites, one for each set of arguments, that all write into `log`."""

    def __init__(self, site: type[FakeSite] = FakeSite) -> None:
        self._site = site
        self.log: list[tuple[Any, ...]] = []
        self._made: dict[object, FakeSite] = {}

    def __call__(self, kind: int, name: str | None, where: tuple[str, str, int], flags: int = 0) -> FakeSite:
        spec = (kind, name, where, flags)
        if spec not in self._made:
            self._made[spec] = self._site(self.log, *spec)
        return self._made[spec]

    def said(self, *only: str) -> list[tuple[Any, ...]]:
        """(kind, name or flags if there are any, objects...) of each probe hit, of these kinds if any are named."""
        out = []
        for site, *objects in self.log:
            if not only or site.kind in only:
                marks = [mark for mark in (site.name, site.flags) if mark is not None and mark != 0]
                out.append((site.kind, *marks, *objects))
        return out


FILE = "<program>"


@dataclass
class Outcome:
    """What a program did that anyone could notice."""

    result: object = None
    raised: str = ""
    trace: list[tuple[object, ...]] = field(default_factory=list)
    events: list[tuple[object, ...]] = field(default_factory=list)


def execute(code: CodeType, name: str = "program", follow: bool = False) -> Outcome:
    """Run a program that leaves what it found in `result`.

    Args:
        follow: record the events of sys.settrace, of all code of the program
    """
    outcome = Outcome()

    def tracer(frame: FrameType, event: str, arg: object) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        told = arg[0].__name__ if event == "exception" else None  # type: ignore[index]
        outcome.events.append((event, frame.f_code.co_name, frame.f_lineno, told))
        return tracer

    namespace: dict[str, Any] = {"__name__": name}
    before = sys.gettrace()
    if follow:
        sys.settrace(tracer)
    try:
        exec(code, namespace)
    except Exception as error:
        sys.settrace(before)
        outcome.raised = f"{type(error).__name__}: {error}"
        outcome.trace = frames_of(error)
    finally:
        sys.settrace(before)
    outcome.result = namespace.get("result")
    return outcome


def frames_of(error: BaseException) -> list[tuple[object, ...]]:
    """Function, line and columns of each frame of its traceback, and those of what it came from."""
    rows: list[tuple[object, ...]] = []
    for frame in traceback.TracebackException.from_exception(error).stack:
        if frame.filename == FILE:
            rows.append((frame.name, frame.lineno, frame.end_lineno, frame.colno, frame.end_colno))
    for other in (error.__cause__, error.__context__):
        if other is not None:
            rows += [("from", type(other).__name__), *frames_of(other)]
    return rows


def compiled(source: str) -> CodeType:
    """Its code. Tracebacks will find its lines."""
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    return compile(source, FILE, "exec", dont_inherit=True)


def recorded(source: str, body: Body = Body.LIVE, name: str = "program", names: set[str] | None = None) -> Recorder:
    """Run a program with probes and give back what they were told."""
    recorder = Recorder()
    code = rewrite(compiled(source), is_main=False, body=body, globals_names=names, make_site=recorder)
    outcome = execute(code, name)
    assert not outcome.raised, outcome
    return recorder
