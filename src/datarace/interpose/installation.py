"""Puts the tables to work: hooks C functions, weaves probes into functions of standard modules, and takes both back.

Functions of a module that is loaded get new code in place: they stay the same objects, and references to them that
somebody kept see the probes too. A module that is imported later is woven before it runs: whoever executes its body
passes the code through `code_to_run`, where the functions' code objects are exchanged among the constants of the body.
"""

from __future__ import annotations

import sys
from types import CodeType, FunctionType

from datarace.instrument.hook import load
from datarace.instrument.tree import walk
from datarace.interpose import caches, events, futures, imports, locks, loops, queues, semaphores, threads
from datarace.interpose.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from datarace.interpose.table import Function, Hook, Probes
    from datarace.interpose.weaving import Woven

#: What writes code, or hands it to another interpreter. The latter are hooked when a module that names theirs is executed.
WRITERS = ("marshal:dump", "marshal:dumps")
INTERPRETERS = "_interpreters"
STARTERS = tuple(f"{INTERPRETERS}:{name}" for name in ("call", "exec", "run_func"))

FAMILIES = (threads, semaphores, events, queues, futures, caches, loops, imports)


class Installation:
    """What was changed in this interpreter, and how to undo it."""

    def __init__(self, probes: Probes, store: Store) -> None:
        self.probes = probes
        self.store = store
        self.warnings: list[str] = []
        #: module -> the rows of its functions
        self.table: dict[str, list[Function]] = {}
        for family in FAMILIES:
            for row in family.functions(probes):
                self.table.setdefault(row.module, []).append(row)
        #: woven code -> the original; both are kept alive, so the id names it
        self._originals: dict[int, tuple[CodeType, CodeType]] = {}

    def install(self, code_to_run: Callable[[CodeType, dict[str, object], bool | None], CodeType], stdlib: bool) -> None:
        """Hook the C functions and weave what is loaded; the rest follows through `code_to_run`.

        Args:
            code_to_run: the filter for all code that is executed
            stdlib: whether that instruments the standard library too
        """

        def prepare(code: CodeType, namespace: dict[str, object], detached: bool | None = None) -> CodeType:
            return self.code_to_run(code_to_run(code, namespace, detached), namespace)

        self.probes.set_lock_roles(locks.roles(stdlib))
        self._hook((*locks.HOOKS, *queues.HOOKS, *threads.HOOKS))
        for target in locks.TYPES:
            kind = resolve(target)
            if isinstance(kind, type) and "__new__" in vars(kind):
                self.probes.hook_new(kind)
        __import__("_functools")  # built in
        cached = resolve(caches.CALLS)
        if isinstance(cached, type):
            self.probes.hook_call(cached)
        for name in ("exec", "eval"):
            self.probes.hook(resolve(f"builtins:{name}"), self.probes.RUN_CODE, prepare)
        self._hook_leaving(WRITERS)
        self._hook_leaving(STARTERS)
        if "multiprocessing.synchronize" in sys.modules:
            self._hook(locks.SEMLOCK_HOOKS)
        for module in self.table:
            if module in sys.modules:
                self._weave_loaded(module)

    def uninstall(self) -> None:
        """Give every function its own code back and unhook."""
        self.probes.unhook_all()
        for module, rows in self.table.items():
            for row in rows:
                function = resolve(f"{module}:{row.name}")
                if isinstance(function, FunctionType):
                    pair = self._originals.get(id(function.__code__))
                    if pair is not None:
                        function.__code__ = pair[1]
        self._originals.clear()

    def _hook(self, hooks: Iterable[Hook]) -> None:
        for hook in hooks:
            try:
                __import__(hook.target.partition(":")[0])  # small modules written in C; some are built in
            except ImportError:
                continue
            target = resolve(hook.target)
            if target is None:  # not every version has every name
                continue
            try:
                self.probes.hook(target, getattr(self.probes, hook.action))
            except TypeError as error:
                self.warnings.append(str(error))

    def _hook_leaving(self, targets: Iterable[str]) -> None:
        from datarace import instrument

        for target in targets:
            function = resolve(target)
            if function is not None:
                self.probes.hook(function, self.probes.HAND_OUT, instrument.plain)

    # --- modules that are loaded -------------------------------------------------------------------------------------

    def _weave_loaded(self, module: str) -> None:
        functions: list[tuple[Function, FunctionType]] = []
        for row in self.table[module]:
            function = resolve(f"{module}:{row.name}")
            if function is None and not row.required:
                continue
            if not isinstance(function, FunctionType) or not _is_of(module, function.__code__):
                self._warn(row, "is not the standard library's")
            elif id(function.__code__) not in self._originals:
                functions.append((row, function))
        codes = self._weave([(row, function.__code__) for row, function in functions])
        for (_, function), code in zip(functions, codes, strict=True):
            if code is not None:
                function.__code__ = code

    # --- modules that are about to be executed -----------------------------------------------------------------------

    def code_to_run(self, code: CodeType, namespace: dict[str, object]) -> CodeType:
        """The body of a standard module with its functions woven; any other code as it is."""
        if code.co_name != "<module>":
            return code
        if INTERPRETERS in code.co_names or INTERPRETERS in code.co_consts:
            try:
                __import__(INTERPRETERS)
            except ImportError:  # up to 3.12
                pass
            self._hook_leaving(STARTERS)
        module = namespace.get("__name__")
        if module == "multiprocessing.synchronize" and _is_of(module, code):
            self._hook(locks.SEMLOCK_HOOKS)
            return code
        if not isinstance(module, str) or module not in self.table or not _is_of(module, code):
            return code
        inner = {nested.co_qualname: nested for nested in walk(code) if nested is not code}
        rows: list[tuple[Function, CodeType]] = []
        for row in self.table[module]:
            found = inner.get(row.name)
            if found is not None:
                rows.append((row, found))
            elif row.required:
                self._warn(row, "does not exist in this version")
        exchange = {id(old): new for (_, old), new in zip(rows, self._weave(rows), strict=True) if new is not None}
        return _exchanged(code, exchange)

    # --- weaving -----------------------------------------------------------------------------------------------------

    def _weave(self, rows: list[tuple[Function, CodeType]]) -> list[CodeType | None]:
        """The woven code of each function, None for one that the table does not fit."""
        key = self.store.key_of(rows)
        plain = self.store.load(key, len(rows))
        if plain is None:
            plain = [self._weave_one(row, code) for row, code in rows]
            self.store.save(key, plain)
        result: list[CodeType | None] = []
        for (row, code), woven in zip(rows, plain, strict=True):
            result.append(None if woven is None else self._bring_to_life(row, code, woven))
            if woven is None:
                self._warn(row, "is not written as expected")
        return result

    def _weave_one(self, row: Function, code: CodeType) -> Woven | None:
        load("datarace.interpose.weaving")  # not needed where all is in the store
        from datarace.interpose.weaving import NoSuchPlace, weave

        shapes = tuple(anchor.shape() for anchor in row.anchors)
        try:
            return weave(code, shapes, tuple(anchor.required for anchor in row.anchors))
        except NoSuchPlace:
            return None

    def _bring_to_life(self, row: Function, original: CodeType, woven: Woven) -> CodeType:
        code, places = woven
        consts: list[object] = [*code.co_consts]
        for place, i in places:
            anchor = row.anchors[i]
            consts[place] = self.probes.make_sync(anchor.action, anchor.which)
        live = code.replace(co_consts=tuple(consts), co_filename=original.co_filename)
        self._originals[id(live)] = (live, original)
        return live

    def _warn(self, row: Function, what: str) -> None:
        self.warnings.append(f"{row.module}.{row.name} {what}: its happens-before edges are not seen")


def resolve(path: str) -> object:
    """What ``module:Name.attribute`` names in the loaded modules, as it stands in the class; None if there is none.

    >>> resolve("builtins:str.upper")
    <method 'upper' of 'str' objects>
    """
    module, _, names = path.partition(":")
    found: object = sys.modules.get(module)
    owner = ""
    for name in names.split("."):
        if found is None:
            return None
        if name.startswith("__") and not name.endswith("__"):
            name = f"_{owner.lstrip('_')}{name}"
        found = vars(found).get(name)
        owner = name
    return found


def _is_of(module: str, code: CodeType) -> bool:
    """Whether the code comes from the standard library's file of that module, not from one that hides it."""
    path = f"{locks.STDLIB}/{module.replace('.', '/')}"
    return code.co_filename in (f"{path}.py", f"{path}/__init__.py", f"<frozen {module}>")


def _exchanged(code: CodeType, exchange: dict[int, CodeType]) -> CodeType:
    """The code with nested code objects exchanged, whatever their depth."""
    consts = tuple(
        exchange.get(id(constant)) or _exchanged(constant, exchange) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    if all(new is old for new, old in zip(consts, code.co_consts, strict=True)):
        return code
    return code.replace(co_consts=consts)
