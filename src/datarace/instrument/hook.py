"""The way in: every code object that is executed passes here once, on its way into `exec`, `eval` or the main script.

Code is rewritten when it runs, not when it is compiled: what `compile` gives stays pristine, and every way of importing is
covered, for all of them end in `exec`. Nothing that goes wrong here may reach the program: the original code runs then, and the
end of the run says so.
"""

from __future__ import annotations

import sys
import typing  # noqa: F401 - see `load`
from _thread import get_ident
from collections.abc import Iterable, Mapping, Sequence
from types import CodeType, FrameType, ModuleType

from datarace.instrument.body import Body
from datarace.instrument.cache import DiskCache, Living, MemoryCache, carrier, key_of
from datarace.instrument.filter import PACKAGE, Filter, Verdict
from datarace.instrument.sites import SiteFactory, compiled_factory, is_instrumented, thaw, watch_file

Namespace = Mapping[str, object]

#: Threads that import a part of ours; adding and removing one is atomic. What the import executes would ask for that same part.
_loading: set[int] = set()


def load(module: str) -> None:
    """Import a part of ours that most runs do without.

    What it needs of the standard library has to be there already: the program may be in the midst of importing that.
    """
    if module in sys.modules:
        return
    me = get_ident()
    _loading.add(me)
    try:
        __import__(module)
    finally:
        _loading.discard(me)


class Instrumenter:
    """Decides, remembers and counts.

    Args:
        watched: which code is instrumented
        disk: where rewritten code is kept between runs; None: nowhere
        make_site: makes sites; by default the compiled ones
        version: of datarace, for the disk cache
        survey: whether functions that are in no table are counted when they are given a container
    """

    def __init__(
        self,
        watched: Filter | None = None,
        disk: DiskCache | None = None,
        make_site: SiteFactory | None = None,
        version: str = "",
        survey: bool = False,
    ) -> None:
        self.filter = watched or Filter()
        self.living = Living()
        self.memory = MemoryCache()
        self.disk = disk
        self.version = f"{version} with survey" if survey else version
        self.survey = survey
        self.left_out: dict[str, int] = {}
        self.modules_left_out: dict[str, Verdict] = {}
        self.failures: dict[str, str] = {}
        self._make_site = make_site

    def code_to_run(self, code: CodeType, namespace: Namespace, detached: bool | None = None) -> CodeType:
        """What is to be executed in place of `code`.

        Args:
            namespace: the globals that it is executed with
            detached: whether its locals are another namespace; None: not known
        """
        if _loading and get_ident() in _loading:
            return code
        name = namespace.get("__name__")
        module = name if isinstance(name, str) else ""
        verdict = self.filter.verdict(module, code.co_filename)
        if verdict is not Verdict.WATCHED:
            self.modules_left_out.setdefault(module, verdict)
            return code
        return self.instrument(code, body_of(code, namespace, module, detached))

    def is_watched(self, code: CodeType, namespace: Namespace) -> bool:
        """Whether code that uses these globals is ours to watch."""
        name = namespace.get("__name__")
        return self.filter.verdict(name if isinstance(name, str) else "", code.co_filename) is Verdict.WATCHED

    # --- the work ------------------------------------------------------------------------------------------------------

    def instrument(self, code: CodeType, body: Body, names: Iterable[str] | None = None) -> CodeType:
        """`code` with probes, from memory, from disk or made now; `code` itself if that fails."""
        names = None if names is None else frozenset(names)
        known = self.living.get(code, (body, names))
        if known is not None:
            return known
        try:
            result = self._instrument(code, body, names)
            watch_file(code.co_filename)
        except Exception as error:  # whatever it is, the program goes on without probes there
            self.failures[f"{code.co_filename}:{code.co_qualname}"] = f"{type(error).__name__}: {error}"
            result = code
        if body is not Body.MODULE:  # which runs once
            self.living.put(code, (body, names), result)
        return result

    def instrument_all(self, codes: Sequence[CodeType], names: Iterable[str]) -> list[CodeType]:
        """Each with probes, as by `instrument` in `Body.LIVE`: functions of one module, which have one entry on disk."""
        names = frozenset(names)
        mode = (Body.LIVE, names)
        found = [self.living.get(code, mode) for code in codes]
        if self.disk is None or any(found):
            return [known or self.instrument(code, Body.LIVE, names) for code, known in zip(codes, found, strict=True)]
        key = key_of(carrier(codes), "functions", names, self.version)
        entry = self.disk.get(key)
        if entry is None or len(entry[1].co_consts) != len(codes):
            result = [self.instrument(code, Body.LIVE, names) for code in codes]
            self._keep_all(key, codes, names)
            return result
        _add(entry[0], self.left_out)
        if self._make_site is None:
            self._make_site = compiled_factory()
        result = []
        for code, frozen in zip(codes, entry[1].co_consts, strict=True):
            new = code if frozen is None else thaw(frozen, self._make_site)
            self.living.put(code, mode, new)
            result.append(new)
        for name in {code.co_filename for code in codes}:
            watch_file(name)
        return result

    def _keep_all(self, key: str, codes: Sequence[CodeType], names: frozenset[str]) -> None:
        """Write one entry of those that were just made, unless there is one missing."""
        assert self.disk is not None
        frozen: list[CodeType | None] = []
        left_out: dict[str, int] = {}
        for code in codes:
            entry = self.disk.get(key_of(code, Body.LIVE.name, names, self.version))
            if entry is None:
                return
            _add(entry[0], left_out)
            frozen.append(None if entry[1] == code else entry[1])
        self.disk.put(key, left_out, carrier(frozen))

    def _instrument(self, code: CodeType, body: Body, names: frozenset[str] | None) -> CodeType:
        if is_instrumented(code):
            return code
        key = key_of(code, body.name, names, self.version)
        frozen = self.memory.get(key)
        if frozen is None:
            frozen = self._rewritten(code, body, names, key)
            if body is not Body.MODULE:
                self.memory.put(key, frozen)
        if self._make_site is None:
            self._make_site = compiled_factory()
        result = thaw(frozen, self._make_site)
        return code if result == code else result

    def _rewritten(self, code: CodeType, body: Body, names: frozenset[str] | None, key: str) -> CodeType:
        """The frozen code, from disk or made now."""
        entry = self.disk.get(key) if self.disk is not None else None
        if entry is None:
            # Not worth importing for a run that finds all its code on disk.
            load("datarace.instrument.rewriting")
            from datarace.instrument.rewriting import rewrite_frozen

            frozen, left_out = rewrite_frozen(code, body, names, self.survey)
            if self.disk is not None:
                self.disk.put(key, left_out, frozen)
        else:
            left_out, frozen = entry
        _add(left_out, self.left_out)
        return frozen

    def not_instrumented(self) -> dict[str, list[str]]:
        """What was not instrumented, by reason, for the end of the run. The standard library is not listed: that is the rule."""
        reasons: dict[str, list[str]] = {}
        for module, verdict in sorted(self.modules_left_out.items()):
            if verdict is not Verdict.STDLIB and verdict is not Verdict.OWN:
                reasons.setdefault(verdict.value, []).append(module)
        if self.failures:
            reasons["failed"] = [f"{where} ({why})" for where, why in sorted(self.failures.items())]
        if extensions := _extension_modules(self.filter):
            reasons["extension modules"] = extensions
        for what, count in sorted(self.left_out.items()):
            reasons[what] = [str(count)]
        return reasons


def _add(counts: Mapping[str, int], to: dict[str, int]) -> None:
    for what, count in counts.items():
        to[what] = to.get(what, 0) + count


def body_of(code: CodeType, namespace: Namespace, module: str, detached: bool | None) -> Body:
    """What the names of the outermost code are: a module's while it is imported for the first time, or ones in use."""
    if detached:
        return Body.DETACHED
    filename = code.co_filename
    if detached is None and filename.startswith("<") and not _is_main_program():
        return Body.DETACHED  # text, perhaps with locals of its own: better no probe than one that calls these globals
    spec = namespace.get("__spec__")
    if module == "__main__" or spec is None or not (getattr(spec, "_initializing", False) or _is_late(spec)):
        return Body.LIVE
    file = namespace.get("__file__")
    own = filename == file if isinstance(file, str) else not filename.startswith("<string>")
    return Body.MODULE if own else Body.LIVE


def _is_late(spec: object) -> bool:
    """Whether the module is one that `importlib.util.LazyLoader` loads at its first use, when its import is long over."""
    state = getattr(spec, "loader_state", None)
    return isinstance(state, dict) and "__class__" in state


def _is_main_program() -> bool:
    """Whether the interpreter itself, and no Python code, is what executes the code object at hand."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    return frame is None


def _extension_modules(watched: Filter) -> list[str]:
    """Modules in C from outside the standard library: nobody sees what they do to objects."""
    found = []
    modules: dict[str, object] = dict(sys.modules)  # the program may put anything there
    for name, module in sorted(modules.items()):
        if not isinstance(module, ModuleType):
            continue
        file = getattr(module, "__file__", None)
        if not isinstance(file, str) or not file.endswith((".so", ".pyd")):
            continue
        if watched.verdict(name, file) is not Verdict.OWN and not watched.is_stdlib(file):
            found.append(name)
    return found
