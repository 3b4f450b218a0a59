"""What can be known of a module or function from its code alone: which variables and attributes can change at all.

A probe costs time, and most names of a program never change once other threads run. Each rule here says which accesses get no
probe and what is lost by that:

- Globals that are only ever bound by `def`, `class` or `import` are not watched, nor are builtins. Lost: rebinding them from
  another module.
- Of other names that hold code (functions, classes, modules) reads count from their first write on, and from the start where the
  module itself binds them anew in a function (`REBOUND`).
- Methods (a name that is defined by `def` in some class of the module, or that a built-in type has, and that is never assigned as
  an attribute in that module) are not watched when they are looked up for a call. Lost: replacing a method from another module
  while it is called.
- Functions of a standard library module called by its global name (`time.sleep`): the same, for the same reason.
- Closure variables that are not assigned any more once a function that captures them was made: whoever has that function
  has it from after the last assignment.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable
from types import CodeType

from datarace.instrument.idioms import looked_twice, takes_lock
from datarace.instrument.listing import Listing, variable
from datarace.instrument.names import BUILTIN_METHODS, CONTAINER_METHODS, UNTRACKED_GLOBALS, UNTRACKED_VARIABLES
from datarace.instrument.opcodes import (
    CO_OPTIMIZED,
    DELETE_ATTR,
    DELETE_DEREF,
    DELETE_GLOBAL,
    DELETE_NAME,
    IMPORT_FROM,
    IMPORT_NAME,
    LOAD_ATTR,
    LOAD_CONST,
    LOAD_METHOD,
    POP_TOP,
    STORE_ATTR,
    STORE_DEREF,
    STORE_GLOBAL,
    STORE_NAME,
    number,
    numbers,
)
from datarace.instrument.tree import walk

_TELLING = frozenset({STORE_ATTR, DELETE_ATTR, STORE_GLOBAL, DELETE_GLOBAL, STORE_DEREF, DELETE_DEREF, IMPORT_NAME})
_STORES_LOCAL = numbers("STORE_FAST", "STORE_FAST_STORE_FAST", "STORE_FAST_LOAD_FAST")
_STORES_ONE = number("STORE_FAST")


def is_body(code: CodeType) -> bool:
    """Whether it is the body of a module, of a class, or an exec'd snippet: its names are looked up by LOAD_NAME."""
    return not code.co_flags & CO_OPTIMIZED


class Listings:
    """Listings made so far, so that no code object is decoded twice."""

    def __init__(self) -> None:
        self._made: dict[int, Listing] = {}

    def of(self, code: CodeType) -> Listing:
        """The listing of `code`."""
        made = self._made.get(id(code))
        if made is None:
            made = self._made[id(code)] = Listing(code)
        return made


class Facts:
    """Facts about one tree of code: `root` and all that is nested in it."""

    def __init__(
        self, root: CodeType, listings: Listings, globals_names: Iterable[str] | None = None, survey: bool = False
    ) -> None:
        self.listings = listings
        self.survey = survey  # whether calls of functions that are in no table get a probe too, which counts them
        self.changing_globals: set[str] = set(globals_names or ())
        self.stored_attributes: set[str] = set()
        self.stored_globals: set[str] = set()  # by functions
        self.methods: set[str] = set()
        self.modules: set[str] = set()
        self.stdlib_modules: set[str] = set()
        # What variables and globals, by name and in whatever scope, are bound to: modules and functions that are imported
        # ("heapq", "heapq.heappush"), methods taken from their object ("append" by `add = items.append`).
        self.origins: dict[str, set[str]] = {}
        self.taken_methods: dict[str, set[str]] = {}
        self.arrays = False  # whether numpy is imported anywhere: then methods and operators may be those of its arrays
        # Variables at which some function looks without a lock, and then again under one (double-checked locking).
        self.looked: set[str] = set()
        self._looked_by: dict[int, frozenset[str]] = {}
        self._stored_free: dict[int, frozenset[str]] = {}
        bound_otherwise: set[str] = set()
        # Whoever binds a name that the code of a whole module does not bind does so from outside, at any time.
        self.knows_all_names = is_body(root) and not root.co_filename.startswith("<") and not _imports_star(root)
        for code in walk(root):
            if is_body(code):
                self._read_body(code, code is root, bound_otherwise)
            elif not _TELLING.isdisjoint(code.co_code[::2]) or not CONTAINER_METHODS.isdisjoint(code.co_names):
                self._read_function(code)
            if takes_lock(code):
                looked = self._looked_by[id(code)] = looked_twice(listings.of(code), code)
                self.looked |= looked
        self.changing_globals |= self.stored_globals
        self.changing_globals -= UNTRACKED_GLOBALS
        self.modules -= self.changing_globals | bound_otherwise
        self.stdlib_modules &= self.modules
        self.methods -= self.stored_attributes
        self._settled_globals = bound_otherwise | self.modules | set(dir(builtins))
        self.rebound = bound_otherwise | self.changing_globals  # names of built-in functions among them mean something else

    def looked_at_first(self, code: CodeType) -> frozenset[str]:
        """Those of `looked` at which `code` itself looks twice."""
        return self._looked_by.get(id(code), frozenset())

    def may_change(self, name: str) -> bool:
        """Whether a global of that name can be bound anew while others use it."""
        if name in self.changing_globals:
            return True
        return self.knows_all_names and name not in self._settled_globals and not name.startswith("__")

    def is_settled_method(self, name: str, owner: str | None) -> bool:
        """Whether a method of that name, or function of the module that the global name `owner` stands for, stays what it is."""
        known = owner in self.stdlib_modules if owner in self.modules else name in BUILTIN_METHODS
        return known and name not in self.stored_attributes

    def _read_function(self, code: CodeType) -> None:
        listing = self.listings.of(code)
        names, args = code.co_names, listing.args
        module = ""
        for i, op in enumerate(listing.ops):
            if op in (STORE_ATTR, DELETE_ATTR):
                self.stored_attributes.add(names[args[i]])
            elif op in (STORE_GLOBAL, DELETE_GLOBAL):
                self.stored_globals.add(names[args[i]])
            elif op == IMPORT_NAME:
                module = names[args[i]]
                self.arrays = self.arrays or module.partition(".")[0] == "numpy"
                self._binds(code, listing, i + 1, self.origins, module.partition(".")[0])
            elif op == IMPORT_FROM:
                self._binds(code, listing, i + 1, self.origins, f"{module}.{names[args[i]]}")
            elif op == LOAD_ATTR and LOAD_METHOD < 0:
                if not args[i] & 1 and names[args[i] >> 1] in CONTAINER_METHODS:
                    self._binds(code, listing, i + 1, self.taken_methods, names[args[i] >> 1])
            elif op == LOAD_ATTR and names[args[i]] in CONTAINER_METHODS:
                self._binds(code, listing, i + 1, self.taken_methods, names[args[i]])

    def _binds(self, code: CodeType, listing: Listing, i: int, table: dict[str, set[str]], value: str) -> None:
        """Note in `table` the name to which instruction `i` binds what is on top, if it does."""
        op, arg = listing.ops[i], listing.args[i]
        if op in (STORE_NAME, STORE_GLOBAL):
            name = code.co_names[arg]
        elif op == STORE_DEREF:
            name = variable(code, arg)
        elif op in _STORES_LOCAL:
            name = variable(code, arg if op == _STORES_ONE else arg >> 4)
        else:
            return
        table.setdefault(name, set()).add(value)

    def _read_body(self, code: CodeType, is_root: bool, bound_otherwise: set[str]) -> None:
        """Tell names that are bound by def, class and import from those that are assigned."""
        self._read_function(code)
        listing = self.listings.of(code)
        ops, args, names, consts = listing.ops, listing.args, code.co_names, code.co_consts
        made: str | None = None  # the name of the function or class that this statement makes
        module: str | None = None  # the module that it imports
        for i, op in enumerate(ops):
            if op == LOAD_CONST:
                constant = consts[args[i]]
                if isinstance(constant, CodeType):
                    made = constant.co_name.removeprefix("<generic parameters of ").rstrip(">")
            elif op == IMPORT_NAME:
                module = names[args[i]]
            elif op == STORE_NAME:
                name, last = names[args[i]], ops[i - 1]
                if made == name and not is_root:
                    self.methods.add(name)
                elif not is_root:
                    pass
                elif last == IMPORT_FROM or made == name:
                    bound_otherwise.add(name)
                elif module is not None and (last == IMPORT_NAME or (last == POP_TOP and ops[i - 3] == IMPORT_FROM)):
                    self.modules.add(name)
                    if module.partition(".")[0] in sys.stdlib_module_names:
                        self.stdlib_modules.add(name)
                else:
                    self.changing_globals.add(name)
                if last != IMPORT_FROM:
                    module = None
                made = None
            elif op == DELETE_NAME and is_root:
                self.changing_globals.add(names[args[i]])

    def stored_free(self, code: CodeType) -> frozenset[str]:
        """The free variables of `code` that it, or a function nested in it, assigns or deletes."""
        known = self._stored_free.get(id(code))
        if known is None:
            stored: set[str] = set()
            if code.co_freevars:
                stored |= self._stored_here(code)
                for child in _children(code):
                    stored |= self.stored_free(child)
                stored &= set(code.co_freevars)
            known = self._stored_free[id(code)] = frozenset(stored)
        return known

    def _stored_here(self, code: CodeType) -> set[str]:
        raw = code.co_code[::2]
        if STORE_DEREF not in raw and DELETE_DEREF not in raw:
            return set()
        listing = self.listings.of(code)
        return {variable(code, listing.args[i]) for i, op in enumerate(listing.ops) if op in (STORE_DEREF, DELETE_DEREF)}

    def settled_cells(self, code: CodeType) -> frozenset[str]:
        """The cell variables of `code` that never change once a function that captures them exists."""
        if not code.co_cellvars:
            return frozenset()
        settled = set(code.co_cellvars)
        for child in _children(code):
            settled -= self.stored_free(child)
        if settled & self._stored_here(code):
            settled -= self._stored_late(code, settled)
        return frozenset(settled | UNTRACKED_VARIABLES.intersection(code.co_cellvars))

    def _stored_late(self, code: CodeType, names: set[str]) -> set[str]:
        """Those of `names` that `code` itself may assign after it has made a function that captures them."""
        listing = self.listings.of(code)
        ops, args = listing.ops, listing.args
        late = {variable(code, args[i]) for i, op in enumerate(ops) if op == DELETE_DEREF}
        for i, op in enumerate(ops):
            made = code.co_consts[args[i]] if op == LOAD_CONST else None
            if isinstance(made, CodeType) and not names.isdisjoint(made.co_freevars):
                stored = (variable(code, args[j]) for j in listing.reached_after(i) if ops[j] == STORE_DEREF)
                late.update(name for name in stored if name in made.co_freevars)
        return late & names


def _imports_star(code: CodeType) -> bool:
    """Whether the body has `from module import *`."""
    return "*" in {name for names in code.co_consts if isinstance(names, tuple) for name in names}


def _children(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]
