"""Which instruction is which access: the probes of one code object, each in its place.

One pass over the instructions finds accesses by opcode. Two things need a second look when the pass is over: calls, whose probe
stands at the call but is decided by the name that was loaded before the arguments (`calls`), and loops, which are left alone when
what they walk turns out to be a `range` or a constant.
"""

from __future__ import annotations

from collections import Counter
from types import CodeType

from datarace.instrument import opcodes as op_
from datarace.instrument.assemble import Insertions, encode
from datarace.instrument.body import Body
from datarace.instrument.calls import (
    ARRAY,
    ATTRIBUTE,
    BASE,
    FUNCTION,
    LOAD_SUPER_ATTR,
    METHOD,
    PUSH_NULL,
    RANGE,
    SUPER,
    TAKEN,
    UNLISTED,
    Call,
    Candidate,
    deepen_handlers,
    find_call,
    nesting,
)
from datarace.instrument.confined import accesses_of_locals
from datarace.instrument.emit import Constants, Emitter, peak
from datarace.instrument.facts import Facts, is_body
from datarace.instrument.idioms import ITEMS, decides, split_names
from datarace.instrument.listing import Listing, variable
from datarace.instrument.names import (
    ARRAY_METHODS,
    BASE_METHODS,
    CONTAINER_METHODS,
    FUNCTIONS,
    FUNCTIONS_BY_NAME,
    UNTRACKED_ATTRIBUTES,
    UNTRACKED_VARIABLES,
    arguments_of,
)
from datarace.instrument.opcodes import number, numbers
from datarace.instrument.repeats import repeated_reads
from datarace.instrument.straight import Updates, stores_local
from datarace.probes import effects, kinds


class Plan:
    """What to insert into one code object."""

    __slots__ = ("constants", "counts", "highest", "kept", "put")

    def __init__(self, code: CodeType) -> None:
        self.put = Insertions()
        self.constants = Constants(code)
        self.counts: Counter[str] = Counter()
        self.highest = 0  # by how many items a probe raises the stack while it runs
        self.kept = 0  # how many items are below it at most that were not there before


_ACCESSES = numbers(
    *("LOAD_ATTR", "LOAD_METHOD", "STORE_ATTR", "DELETE_ATTR", "LOAD_GLOBAL", "STORE_GLOBAL", "DELETE_GLOBAL"),
    *("LOAD_DEREF", "STORE_DEREF", "DELETE_DEREF", "BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "BINARY_SLICE"),
    *("STORE_SLICE", "CONTAINS_OP", "GET_ITER", "FOR_ITER", "UNPACK_SEQUENCE", "UNPACK_EX", "LIST_EXTEND", "SET_UPDATE"),
    *("DICT_UPDATE", "DICT_MERGE", "CALL_FUNCTION_EX", "IMPORT_NAME", "IMPORT_FROM", "MATCH_KEYS", "MATCH_CLASS"),
    *("BINARY_OP", "COMPARE_OP", "UNARY_NEGATIVE", "UNARY_INVERT", "LOAD_SUPER_ATTR"),
)
_NAMES = numbers("LOAD_NAME", "STORE_NAME", "DELETE_NAME")
_NAMES_BOUND = numbers("STORE_NAME", "DELETE_NAME")
_CLASS_CELLS = numbers("LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF")
_CALLS = numbers("CALL", "CALL_KW", "CALL_FUNCTION_EX")

_UNPACKING = numbers("UNPACK_SEQUENCE", "UNPACK_EX", "LIST_EXTEND", "SET_UPDATE", "DICT_UPDATE", "DICT_MERGE")
_CALL_FUNCTION_EX = op_.number("CALL_FUNCTION_EX")
_BINARY_SLICE, _STORE_SLICE = number("BINARY_SLICE"), number("STORE_SLICE")
_CONTAINS_OP = number("CONTAINS_OP")
_MATCHING = numbers("MATCH_KEYS", "MATCH_CLASS")
_COPYING = numbers("LIST_EXTEND", "SET_UPDATE", "DICT_UPDATE", "DICT_MERGE")
_MATCH_KEYS = number("MATCH_KEYS")
_LITERALS = numbers("BUILD_LIST", "BUILD_SET", "BUILD_MAP", "LIST_EXTEND", "SET_UPDATE", "DICT_UPDATE")
# The operators of containers: what they call.
_OPERATORS = {0: "__add__", 1: "__and__", 7: "__or__", 10: "__sub__", 12: "__xor__"}  # NB_ADD and so on
_IN_PLACE = {13: "__iadd__", 14: "__iand__", 20: "__ior__", 23: "__isub__", 25: "__ixor__"}  # NB_INPLACE_*
# All of them, of which arrays have all.
_ARITHMETIC = [f"__{name}__" for name in effects.ARITHMETIC] + [f"__i{name}__" for name in effects.ARITHMETIC]
_UNARY = {number("UNARY_NEGATIVE"): "__neg__", number("UNARY_INVERT"): "__invert__"}
_IN_PLACE_ALL = range(13, 26)
# Of these two it is numbers and texts in almost every case: watched where an operand is a container that was written out.
_OF_NUMBERS = frozenset({0, 10})
_NUMERIC = frozenset({2, 3, 8, 9, 11, 15, 16, 21, 22, 24})  # //, <<, **, >>, / and their like: never make a container
_OF_SEQUENCES = frozenset({0, 5, 13, 18})  # +, *, +=, *=: never make a set or a dict
_CONSTANTS = numbers("LOAD_CONST", "LOAD_SMALL_INT")
_TEXTS = numbers("BUILD_STRING", "FORMAT_SIMPLE", "FORMAT_VALUE", "FORMAT_WITH_SPEC", "COMPARE_OP", "CONTAINS_OP", "IS_OP")
_RETURNS = numbers("RETURN_VALUE", "RETURN_CONST")
_LIST_TO_TUPLE = number("LIST_TO_TUPLE")
_CALL_INTRINSIC_1 = number("CALL_INTRINSIC_1")

_OF_UFUNCS = frozenset({"at", "reduce", "accumulate", "reduceat", "outer"})  # methods that say what they touch by position
_ATTRIBUTES = numbers("LOAD_ATTR", "LOAD_METHOD")

# What may stand between the two GET_ITER of an inlined comprehension (some versions have both).
_SETUP = numbers("LOAD_FAST_AND_CLEAR", "MAKE_CELL", "SWAP", "BUILD_LIST", "BUILD_SET", "BUILD_MAP", "NOP", "COPY")

_SUSPENDING = op_.CO_GENERATOR | op_.CO_COROUTINE | op_.CO_ASYNC_GENERATOR
_LIFE = {
    "__init__": (kinds.CONSTRUCT, kinds.CONSTRUCT_END),
    "__post_init__": (kinds.CONSTRUCT, kinds.CONSTRUCT_END),
    "__del__": (kinds.FINALIZE, kinds.FINALIZE_END),
}

_LOCAL_LOADS = {  # opcode: how to get the local on top of the stack from the argument
    **dict.fromkeys(numbers("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW"), 0xFFFFFFFF),
    **dict.fromkeys(numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW", "STORE_FAST_LOAD_FAST"), 15),
}
_LOADS_VALUE = _ATTRIBUTES | frozenset(_LOCAL_LOADS) | {op_.LOAD_GLOBAL, op_.LOAD_DEREF}
_SECOND_LOCAL = numbers("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW", "STORE_FAST_LOAD_FAST")
_BORROWED = numbers("LOAD_FAST_BORROW", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
_STORE_FAST = number("STORE_FAST")
_STORES_LOCALS = numbers("STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST")
# Classes whose methods subclasses call by the name of the class.
_BASES = frozenset({"object", "type", "dict", "list", "set", "deque", "OrderedDict", "defaultdict", "bytearray"})
# Methods that may rely on how many items there are, or on whether one is there.
_TAKES = frozenset({"pop", "popleft", "popitem"})
_ACTS = _TAKES | {"append", "appendleft", "add", "insert", "extend"}
_NOTHING, _ACCESS = 0, 1
_KIND_OF = bytes(_ACCESS if op in _ACCESSES else _NOTHING for op in range(256))
_KIND_OF_IN_CLASS = bytes(_ACCESS if op in _ACCESSES | _CLASS_CELLS | {op_.LOAD_NAME} else _NOTHING for op in range(256))
_KIND_OF_IN_BODY = bytes(_ACCESS if op in _ACCESSES or op in _NAMES else _NOTHING for op in range(256))


def make_plan(code: CodeType, facts: Facts, settled: frozenset[str], body: Body | None) -> Plan | None:
    """The probes of `code`, or None if it needs none.

    Args:
        facts: about the tree that it belongs to
        settled: closure variables that need no probe
        body: for the outermost code of a tree if that is not a function; None: a function, class or annotation scope
    """
    used = set(code.co_code[::2])
    life = None if code.co_flags & _SUSPENDING or not code.co_argcount else _LIFE.get(code.co_name)
    wanted = not used.isdisjoint(_ACCESSES) or is_body(code)
    if life is not None:
        wanted = wanted or not used.isdisjoint(_CALLS)
    if not wanted:
        return None
    planner = _Planner(code, facts, settled, body)
    planner.accesses()
    planner.named_calls()
    planner.calls()
    planner.loops()
    if life is not None:
        planner.life(*life)
    if body is Body.MODULE:
        planner.module_end()
    return planner.plan if planner.plan.put else None


class _Planner:
    """The work on one code object."""

    def __init__(self, code: CodeType, facts: Facts, settled: frozenset[str], body: Body | None) -> None:
        self.code = code
        self.facts = facts
        self.settled = settled
        self.body = body
        self.is_class = body is None and is_body(code)
        self.plan = Plan(code)
        self.put = self.plan.put
        self.emit = Emitter(self.plan.constants)
        self.listing: Listing = facts.listings.of(code)
        self.candidates: list[Candidate] = []
        self.iterations: list[int] = []
        self.range_calls: set[int] = set()
        of_locals = accesses_of_locals(self.listing, facts.rebound)
        self.confined = of_locals.confined
        self.of_locals = of_locals.all
        self.split = split_names(self.listing, code)
        self.looked = facts.looked_at_first(code)
        self.looks: set[tuple[int, int]] = set()
        self.updates = Updates(self.listing, code)
        self.repeated = repeated_reads(self.listing, code)
        self.plain_locals: set[int] | None = None

    # --- the pass ------------------------------------------------------------------------------------------------------

    def accesses(self) -> None:
        """Every access that an instruction tells by itself."""
        relevant = _KIND_OF_IN_BODY if self.body is Body.LIVE else _KIND_OF_IN_CLASS if self.is_class else _KIND_OF
        args = self.listing.args
        for i, op in enumerate(self.listing.ops):
            if relevant[op]:
                _HANDLERS[op](self, i, op, args[i])

    def before(self, i: int, probe: bytes) -> None:
        """Put `probe` before instruction `i`."""
        self.put.put_before(i, probe)
        self.plan.highest = max(self.plan.highest, peak(probe))

    def after(self, i: int, probe: bytes) -> None:
        """Put `probe` behind instruction `i`."""
        self.put.put_after(i, probe)
        self.plan.highest = max(self.plan.highest, peak(probe))

    def load_attribute(self, i: int, op: int, arg: int) -> None:
        if op == op_.LOAD_METHOD:
            index, method = arg, True
        elif op_.LOAD_METHOD < 0:
            index, method = arg >> 1, bool(arg & 1)
        else:
            index, method = arg, False
        name = self.code.co_names[index]
        if name in UNTRACKED_ATTRIBUTES or i in self.confined:
            return
        facts = self.facts
        owner = self.global_before(i)
        if method or (owner is not None and self.is_imported_call(i)):
            if name in BASE_METHODS and owner in _BASES:
                self.candidates.append(Candidate(i, name, BASE))
                return
            if name in BASE_METHODS and self.listing.ops[i - 1] == op_.CALL and self.is_super_called(i - 1):
                self.candidates.append(Candidate(i, name, SUPER))
            is_module = owner in facts.modules
            if name in FUNCTIONS_BY_NAME or facts.survey:
                self.candidates += self.functions_of_module(i, owner, name)
            dotted = self.array_function(i) if facts.arrays else ""
            if dotted and (name not in _OF_UFUNCS or dotted.count(".") == 1):
                self.candidates.append(Candidate(i, dotted, ATTRIBUTE))
            if (name in CONTAINER_METHODS or (facts.arrays and name in ARRAY_METHODS)) and not is_module:
                self.candidates.append(Candidate(i, name, METHOD))
            elif facts.arrays and not is_module:
                self.candidates.append(Candidate(i, name, ARRAY))
            if name in facts.methods or facts.is_settled_method(name, owner):
                return
        if i not in self.repeated and not self.is_half(i, name):
            rebound = kinds.REBOUND if name in facts.stored_attributes else 0
            self.before(i, self.emit.one(kinds.ATTR_READ, name, self.split_flag(name) | rebound))
            if name in self.looked:
                self.before(i, self.emit.one(kinds.FIRST_LOOK, name))

    def is_super_called(self, i: int) -> bool:
        """Whether call `i` is that of `super`."""
        ops, args = self.listing.ops, self.listing.args
        load = i - args[i] - (1 if op_.PRECALL < 0 else 2)
        return load >= 0 and ops[load] == op_.LOAD_GLOBAL and self.code.co_names[args[load] >> 1] == "super"

    def load_super(self, i: int, op: int, arg: int) -> None:
        name = self.code.co_names[arg >> 2]
        if arg & 1 and name in BASE_METHODS:
            self.candidates.append(Candidate(i, name, SUPER))

    def is_imported_call(self, i: int) -> bool:
        """Whether the attribute is called although it is not loaded as a method.

        That is how attributes of names that the module imports are called.
        """
        ops = self.listing.ops
        if op_.SELF_MAY_BE_NULL:
            return ops[i + 1] == PUSH_NULL
        if ops[i - 1] == op_.LOAD_GLOBAL:
            return bool(self.listing.args[i - 1] & 1)
        return ops[i - 2] == PUSH_NULL

    def array_function(self, i: int) -> str:
        """The function of numpy's that instruction `i` loads, "numpy.linalg.norm"; empty if the code does not say it."""
        names: list[str] = []
        while self.listing.ops[i] in _ATTRIBUTES:
            arg = self.listing.args[i]
            names.append(self.code.co_names[arg if op_.LOAD_METHOD >= 0 else arg >> 1])
            i -= 1
        owner = self.global_before(i + 1) or self.variable_at(i)
        if owner is None or "numpy" not in self.facts.origins.get(owner, ()):
            return ""
        return ".".join(["numpy", *reversed(names)])

    def functions_of_module(self, i: int, owner: str | None, name: str) -> list[Candidate]:
        """The rows of the function `name` of what is on top before instruction `i`: the global `owner`, or a variable."""
        facts = self.facts
        if owner is None:
            owner = self.variable_at(i - 1)
            if owner not in facts.origins:
                return []
        elif not facts.knows_all_names and owner not in facts.origins:
            return [Candidate(i, row, ATTRIBUTE) for row in FUNCTIONS_BY_NAME.get(name, ()) if "." in row]
        rows = [f"{module}.{name}" for module in facts.origins.get(owner, ())]
        return [
            Candidate(i, row, ATTRIBUTE if row in FUNCTIONS else UNLISTED) for row in rows if row in FUNCTIONS or facts.survey
        ]

    def variable_at(self, i: int) -> str | None:
        """The local or closure variable that instruction `i` loads (the second, if it loads two)."""
        op, arg = self.listing.ops[i], self.listing.args[i]
        if op in _LOCAL_LOADS:
            return variable(self.code, arg & _LOCAL_LOADS[op])
        return variable(self.code, arg) if op == op_.LOAD_DEREF else None

    def named_calls(self) -> None:
        """Calls of a variable that is somewhere in this tree bound to a function of the tables, or to a method of a container."""
        facts = self.facts
        known = facts.origins.keys() | facts.taken_methods.keys()
        code = self.code
        if known.isdisjoint(code.co_varnames) and known.isdisjoint(code.co_freevars) and known.isdisjoint(code.co_cellvars):
            return
        step = -1 if op_.SELF_MAY_BE_NULL else 1
        for i, op in enumerate(self.listing.ops):
            if op == PUSH_NULL:
                name = self.variable_at(i + step)
                if name is not None:
                    self.named(i + step, name)

    def named(self, i: int, name: str) -> None:
        """Instruction `i` loads, to be called, what is bound to that name."""
        for origin in self.facts.origins.get(name, ()):
            if origin in FUNCTIONS or origin.startswith("numpy."):
                self.candidates.append(Candidate(i, origin, FUNCTION))
            elif self.facts.survey and "." in origin:
                self.candidates.append(Candidate(i, origin, UNLISTED))
        for method in self.facts.taken_methods.get(name, ()):
            self.candidates.append(Candidate(i, method, TAKEN))

    def global_before(self, i: int) -> str | None:
        """The global name whose value is on top of the stack before instruction `i`, if the code says so."""
        op, arg = self.listing.ops[i - 1], self.listing.args[i - 1]
        if op == op_.LOAD_GLOBAL:
            return self.code.co_names[arg >> 1]
        if op == op_.LOAD_NAME and self.body is not None:
            return self.code.co_names[arg]
        return None

    def store_attribute(self, i: int, op: int, arg: int) -> None:
        name = self.code.co_names[arg]
        if name == "__dict__":
            if op != op_.DELETE_ATTR:
                self.before(i, self.emit.two(kinds.NEW_DICT, 1, 2))
        elif op == op_.DELETE_ATTR:
            self.before(i, self.emit.one(kinds.ATTR_DELETE, name))
        else:
            self.before(i, self.emit.one(kinds.ATTR_WRITE, name, self.write_flags(i, name)))
            if name in self.facts.looked:
                self.before(i, self.emit.one(kinds.SECOND_LOOK_WRITE, name))

    def split_flag(self, name: str) -> int:
        """SPLIT if the code reads and writes a location of that name with a lock given back and taken again in between."""
        return kinds.SPLIT if name in self.split else 0

    def is_half(self, i: int, name: str) -> bool:
        """Whether instruction `i` is the read of an update that the write stands for.

        Not where something else is remembered of that read: of names to which the function comes back under another lock.
        """
        return i in self.updates.reads and name not in self.split and name not in self.facts.looked

    def write_flags(self, i: int, name: str) -> int:
        """The flags of the write at `i` to a location of that name."""
        load = self.updates.writes.get(i)
        if load is None:
            return self.split_flag(name)
        return kinds.RMW | (kinds.HALF if self.is_half(load, name) else 0) | self.split_flag(name)

    def load_name(self, i: int, op: int, arg: int) -> None:
        """The body of a class looks for a name in its namespace, then among the globals, or in a cell of a function around."""
        if not self.is_class:
            self.load_global(i, op, arg)
            return
        name = self.code.co_names[arg] if op == op_.LOAD_NAME else variable(self.code, arg)
        own = {
            self.code.co_names[to] for store, to in zip(self.listing.ops, self.listing.args, strict=True) if store in _NAMES_BOUND
        }
        if name in own:
            return
        if op != op_.LOAD_NAME:
            if name not in self.settled and name not in UNTRACKED_VARIABLES:
                self.before(i, self.emit.cell(kinds.CELL_READ, name, arg))
        elif self.facts.may_change(name):
            rebound = kinds.REBOUND if name in self.facts.stored_globals else 0
            self.before(i, self.emit.none(kinds.GLOBAL_READ, name, rebound))

    def load_global(self, i: int, op: int, arg: int) -> None:
        names = self.code.co_names
        name = names[arg >> 1] if op == op_.LOAD_GLOBAL else names[arg]
        if self.facts.may_change(name):
            if i not in self.repeated and not self.is_half(i, name):
                rebound = kinds.REBOUND if name in self.facts.stored_globals else 0
                self.before(i, self.emit.none(kinds.GLOBAL_READ, name, self.split_flag(name) | rebound))
            if name in self.looked:
                self.before(i, self.emit.none(kinds.FIRST_LOOK, name))
        elif name == "range" and self.is_callee(i, op, arg):
            self.candidates.append(Candidate(i, name, RANGE))
        facts = self.facts
        if name in facts.origins or name in facts.taken_methods:
            if self.is_callee(i, op, arg):
                self.named(i, name)
        elif name in FUNCTIONS_BY_NAME and self.is_callee(i, op, arg):
            if not facts.knows_all_names:
                self.candidates += [Candidate(i, row, FUNCTION) for row in FUNCTIONS_BY_NAME[name]]
            elif name in FUNCTIONS and name not in facts.rebound:
                self.candidates.append(Candidate(i, name, FUNCTION))

    def is_callee(self, i: int, op: int, arg: int) -> bool:
        """Whether the name is loaded to be called, and not to be passed on."""
        if op == op_.LOAD_GLOBAL:
            return bool(arg & 1)
        return self.listing.ops[i + 1 if op_.SELF_MAY_BE_NULL else i - 1] == PUSH_NULL

    def store_global(self, i: int, op: int, arg: int) -> None:
        name = self.code.co_names[arg]
        if name not in self.facts.changing_globals:
            return  # bound by def, class or import alone
        if op in (op_.DELETE_GLOBAL, op_.DELETE_NAME):
            self.before(i, self.emit.none(kinds.GLOBAL_DELETE, name))
        else:
            self.before(i, self.emit.none(kinds.GLOBAL_WRITE, name, self.write_flags(i, name)))
            if name in self.facts.looked:
                self.before(i, self.emit.none(kinds.SECOND_LOOK_WRITE, name))

    def cell(self, i: int, op: int, arg: int) -> None:
        name = variable(self.code, arg)
        if name in self.settled or name in UNTRACKED_VARIABLES:
            return
        if op == op_.LOAD_DEREF:
            if i not in self.repeated and not self.is_half(i, name):
                self.before(i, self.emit.cell(kinds.CELL_READ, name, arg, self.split_flag(name)))
            if name in self.looked:
                self.before(i, self.emit.cell(kinds.FIRST_LOOK, name, arg))
        elif op == op_.STORE_DEREF:
            self.before(i, self.emit.cell(kinds.CELL_WRITE, name, arg, self.write_flags(i, name)))
            if name in self.facts.looked:
                self.before(i, self.emit.cell(kinds.SECOND_LOOK_WRITE, name, arg))
        else:
            self.before(i, self.emit.cell(kinds.CELL_DELETE, name, arg))

    def item(self, i: int, op: int, arg: int) -> None:
        if i in self.confined:
            return
        if op == op_.BINARY_OP and arg != op_.BINARY_OP_SUBSCR:
            self.operator(i, arg)
            return
        if op == op_.STORE_SUBSCR and self.slice_before(i):
            self.before(i, self.emit.subscript_write(kinds.RMW if i in self.updates.writes else 0))
        elif op == op_.STORE_SUBSCR:
            flags = self.write_flags(i, ITEMS) | self.local_flag(i)
            self.before(i, self.emit.two(kinds.ITEM_WRITE, 2, 1, flags=flags))
        elif op == op_.DELETE_SUBSCR:
            self.before(i, self.emit.two(kinds.ITEM_DELETE, 2, 1, flags=self.local_flag(i)))
        elif op == _BINARY_SLICE:
            self.before(i, self.emit.slice(kinds.ITEM_READ))
        elif op == _STORE_SLICE:
            self.before(i, self.emit.slice_write(kinds.RMW if i in self.updates.writes else 0))
        elif i not in self.repeated:
            update = kinds.HALF if self.is_half(i, ITEMS) else 0
            self.before(i, self.emit.two(kinds.ITEM_READ, 2, 1, flags=update | self.split_flag(ITEMS) | self.local_flag(i)))
        if op == op_.STORE_SUBSCR and self.looked:
            self.before(i, self.emit.one(kinds.SECOND_LOOK_WRITE, ITEMS, depth=2))

    def operator(self, i: int, arg: int) -> None:
        """An operator that containers have too, unless it is seen that it is not used on one."""
        if self.facts.arrays:
            if not (arg in _IN_PLACE_ALL and self.is_plain_target(i)):
                self.before(i, self.emit.two(kinds.METHOD, 2, 1, _ARITHMETIC[arg], 1))
            return
        name = _IN_PLACE.get(arg) or _OPERATORS.get(arg)
        if name is None:
            return
        plain = arg in _OF_NUMBERS or self.plain_before(i, name) or (arg in _IN_PLACE and self.is_plain_target(i))
        if not plain or self.literal_before(i):
            self.before(i, self.emit.two(kinds.METHOD, 2, 1, name, 1))

    def array_operator(self, i: int, op: int, arg: int) -> None:
        """A comparison, a sign: of arrays it reads all items."""
        if not self.facts.arrays:
            return
        if op in _UNARY:
            self.before(i, self.emit.two(kinds.METHOD, 1, 0, _UNARY[op]))
        else:
            self.before(i, self.emit.two(kinds.METHOD, 2, 1, "__eq__", 1))

    def plain_before(self, i: int, operator: str) -> bool:
        """Whether what is on top before instruction `i`, the right operand of that operator, is seen to be no container.

        A number, a text, a truth value; and of operators that sets and dicts have what no operator makes of these.
        """
        op, arg = self.listing.ops[i - 1], self.listing.args[i - 1]
        if op == op_.LOAD_CONST:
            found = type(self.code.co_consts[arg]) not in (tuple, frozenset)
        elif op == op_.BINARY_OP:
            found = arg in _NUMERIC or (arg in _OF_SEQUENCES and operator != "__iadd__")
        else:
            found = op in _CONSTANTS or op in _TEXTS
        return found and not self.listing.is_label(i)

    def is_plain_target(self, i: int) -> bool:
        """Whether the augmented assignment with the operator at `i` is to a local variable that never holds a container.

        All that it is ever given are constants and results of such operators: a number stays one, whatever is added to it.
        """
        op, arg = self.listing.ops[i + 1], self.listing.args[i + 1]
        if op == _STORE_FAST:
            slot = arg
        elif op in _STORES_LOCALS:
            slot = arg >> 4
        else:
            return False
        if self.plain_locals is None:
            self.plain_locals = self.find_plain_locals()
        return slot in self.plain_locals

    def find_plain_locals(self) -> set[int]:
        """The local variables that hold nothing but constants and what augmented assignments make of them."""
        code, ops, args = self.code, self.listing.ops, self.listing.args
        flags = code.co_flags
        first = code.co_argcount + code.co_kwonlyargcount
        first += bool(flags & op_.CO_VARARGS) + bool(flags & op_.CO_VARKEYWORDS)
        plain = set(range(first, len(code.co_varnames)))
        for i, op in enumerate(ops):
            if op == _STORE_FAST or op in _STORES_LOCALS:
                slot = args[i] if op == _STORE_FAST else args[i] >> 4
                last = ops[i - 1]
                if not (last in _CONSTANTS or op_.is_inplace(last, args[i - 1])) or self.listing.is_label(i):
                    plain.discard(slot)
                if op in _STORES_LOCALS and op not in _LOCAL_LOADS:
                    plain.discard(args[i] & 15)
        return plain

    def literal_before(self, i: int) -> bool:
        """Whether what is on top before instruction `i` is a list, set or dict that was written out there."""
        return self.listing.ops[i - 1] in _LITERALS and not self.listing.is_label(i)

    def slice_before(self, i: int) -> bool:
        """Whether the subscript on top before instruction `i` is a slice without a step."""
        op, arg = self.listing.ops[i - 1], self.listing.args[i - 1]
        if op == op_.BUILD_SLICE:
            found = arg == 2
        else:
            constant = self.code.co_consts[arg] if op == op_.LOAD_CONST else None
            found = type(constant) is slice and constant.step is None
        return found and not self.listing.is_label(i)

    def contains(self, i: int, op: int, arg: int) -> None:
        if not self.constant_before(i) and i not in self.confined:
            self.before(i, self.emit.two(kinds.CONTAINS, 1, 2, flags=self.split_flag(ITEMS) | self.local_flag(i)))
            if self.looked:
                self.before(i, self.emit.one(kinds.FIRST_LOOK, ITEMS))

    def constant_before(self, i: int) -> bool:
        """Whether the top of the stack before instruction `i` is a constant, by whatever way control comes."""
        return self.listing.ops[i - 1] == op_.LOAD_CONST and not self.listing.is_label(i)

    def local_flag(self, i: int) -> int:
        """LOCAL for each reference to the container that instruction `i` accesses beside the one on the stack for that.

        One is that of the local variable in which it is; others are copies further down the stack.
        """
        return kinds.LOCAL * (1 + self.of_locals[i]) if i in self.of_locals and not op_.BORROWS else 0

    def unpack(self, i: int, op: int, arg: int) -> None:
        if not self.constant_before(i):
            # What a C function copies into a new list, set or dict it reads in one step.
            self.before(i, self.emit.one(kinds.UNPACK, flags=kinds.AT_ONCE if op in _COPYING else 0))

    def star_call(self, i: int, op: int, arg: int) -> None:
        depth = 2 if op_.VERSION >= (3, 14) else 1 + (arg & 1)
        ops = self.listing.ops
        if depth == 1 and ops[i - 1] in (_LIST_TO_TUPLE, _CALL_INTRINSIC_1):
            return  # a tuple made for this call
        self.before(i, self.emit.one(kinds.UNPACK, flags=kinds.AT_ONCE, depth=depth))

    def iterate(self, i: int, op: int, arg: int) -> None:
        self.iterations.append(i)

    def imported(self, i: int, op: int, arg: int) -> None:
        name = self.code.co_names[arg]
        if op == op_.IMPORT_NAME:
            self.after(i, self.emit.one(kinds.IMPORTED, name))
        elif self.code.co_flags & op_.CO_OPTIMIZED:
            # At module level this is part of construction; in a function it reads the module as `module.name` would.
            self.before(i, self.emit.one(kinds.ATTR_READ, name))

    def matching(self, i: int, op: int, arg: int) -> None:
        if op == _MATCH_KEYS:
            self.before(i, self.emit.two(kinds.MATCH_KEYS, 2, 1))
        else:
            last, names = self.listing.ops[i - 1], self.listing.args[i - 1]
            if arg or last != op_.LOAD_CONST or self.code.co_consts[names] != ():  # else it asks for the class alone
                self.before(i, self.emit.several(kinds.MATCH_CLASS, 3, 2, 2, None, arg))

    # --- what needs the whole ------------------------------------------------------------------------------------------

    def calls(self) -> None:
        """Probes of calls whose name was loaded before their arguments."""
        if not self.candidates:
            return
        depths = self.listing.depths()
        kept: list[tuple[int, int]] = []
        for candidate in self.candidates:
            call = find_call(self.listing, depths, candidate)
            if call is None:
                if candidate.form not in (RANGE, UNLISTED):
                    self.plan.counts["unmatched calls"] += 1
            elif candidate.form == RANGE:
                self.range_calls.add(call.at)
            elif candidate.form == ARRAY:
                if candidate.name in _OF_UFUNCS or "out" in call.keywords:
                    self.array_call(candidate, call, call.receiver, kinds.OF_RECEIVER)
                    self.keep_for_call(candidate, call, depths, kept)
            elif candidate.form in (FUNCTION, ATTRIBUTE):
                if candidate.name.startswith("numpy."):
                    self.array_call(candidate, call, call.callable, 0)
                else:
                    self.function_call(candidate, call)
            elif candidate.form == UNLISTED:
                for k in range(min(call.positional, 4)):
                    self.before(call.probe_at, self.emit.two(kinds.CALL, call.callable, call.argument(k), candidate.name, k))
            elif candidate.form == BASE:
                if call.positional:
                    count = min(3, call.positional)
                    flags = call.positional - 1
                    self.before(
                        call.probe_at,
                        self.emit.several(kinds.BASE_CALL, call.callable, call.argument(0), count, candidate.name, flags),
                    )
            elif candidate.form == SUPER:
                self.super_call(candidate, call)
            elif candidate.form == TAKEN:
                key = call.argument(0) if call.positional else 0
                flags = call.positional | kinds.TAKEN
                self.before(call.probe_at, self.emit.two(kinds.METHOD, call.callable, key, candidate.name, flags))
            else:
                self.method_call(candidate, call)
                self.keep_for_call(candidate, call, depths, kept)
        self.plan.kept = nesting(kept)

    def function_call(self, candidate: Candidate, call: Call) -> None:
        if not call.positional or call.at in self.confined:
            return  # makes something new out of nothing
        for argument in arguments_of(candidate.name, call.positional):
            if argument == effects.TOGETHER:
                count = min(3, call.positional)
                probe = self.emit.several(kinds.CALL, call.callable, call.argument(0), count, candidate.name, argument)
            else:
                flags = argument + self.local_flag(call.at)
                probe = self.emit.two(kinds.CALL, call.callable, call.argument(max(argument, 0)), candidate.name, flags)
            self.before(call.probe_at, probe)

    def array_call(self, candidate: Candidate, call: Call, subject: int, flags: int) -> None:
        """A function or method of numpy's: its positional arguments, and `out`."""
        out = call.keywords.index("out") + call.positional if "out" in call.keywords else -1
        count = min(max(call.positional, out + 1), 8)
        if not count:
            return
        flags |= call.positional | (out + 1 << kinds.OUT_SHIFT)
        self.before(call.probe_at, self.emit.several(kinds.ARRAY_CALL, subject, call.argument(0), count, candidate.name, flags))

    def super_call(self, candidate: Candidate, call: Call) -> None:
        """A method of the base class, called through `super()`: of the class that the function is in, on its first argument."""
        code = self.code
        if "__class__" not in code.co_freevars or not code.co_argcount:
            return
        if stores_local(self.listing, 0, len(self.listing.ops) - 1, 0):
            return  # it may be another object by now, or none
        first = code.co_varnames[0]
        cells = (*code.co_varnames, *(name for name in code.co_cellvars if name not in code.co_varnames))
        load_self = encode(op_.LOAD_DEREF if first in code.co_cellvars else op_.LOAD_FAST, 0)
        load_class = encode(op_.LOAD_DEREF, len(cells) + code.co_freevars.index("__class__"))
        count = min(2, call.positional)
        where = call.argument(0) if count else 0
        flags = call.positional | kinds.OF_SUPER
        self.before(call.probe_at, self.emit.of_super(load_class, load_self, where, count, candidate.name, flags))

    def checked(self, at: int, name: str) -> int:
        """Flags of a call of the method `name`, loaded at `at`: whether its container is looked at before, and may decide on it.

        The looks get a probe too: who finds nothing to do has relied on what it saw no less.
        """
        receiver = self.name_loaded(at - 1) if name in _ACTS else ""
        if not receiver:
            return 0
        ops = self.listing.ops
        flags = 0
        for j in range(at - 1):
            if ops[j] not in _LOADS_VALUE or self.name_loaded(j) != receiver or self.is_to_be_called(j):
                continue
            if decides(ops, j) and ops[j + 1] not in _ATTRIBUTES:
                flags |= kinds.CHECKED_VALUE if ops[j + 1] == _CONTAINS_OP else kinds.CHECKED
                self.look(j + 1, name)
        return flags

    def look(self, i: int, method: str) -> None:
        """The container on top before instruction `i` is looked at, before `method` is called."""
        if self.listing.ops[i] == _CONTAINS_OP:
            key, probe = (i, 0), self.emit.two(kinds.LOOK_FOR_VALUE, 1, 2)
        else:
            adds = 0 if method in _TAKES else kinds.ADDS
            key, probe = (i, 1 + adds), self.emit.one(kinds.LOOK_AT_SIZE, flags=adds)
        if key not in self.looks:
            self.looks.add(key)
            self.before(i, probe)

    def is_to_be_called(self, i: int) -> bool:
        """Whether instruction `i` loads what is called: then something else lies on top."""
        op, arg = self.listing.ops[i], self.listing.args[i]
        if op == op_.LOAD_GLOBAL or (op == op_.LOAD_ATTR and op_.LOAD_METHOD < 0):
            return bool(arg & 1)
        return op == op_.LOAD_METHOD

    def name_loaded(self, i: int) -> str:
        """The last name of what instruction `i` pushes: a variable, or an attribute."""
        op, arg = self.listing.ops[i], self.listing.args[i]
        if op in _ATTRIBUTES:
            return self.code.co_names[arg if op_.LOAD_METHOD >= 0 else arg >> 1]
        if op == op_.LOAD_GLOBAL:
            return self.code.co_names[arg >> 1]
        return self.variable_at(i) or ""

    def method_call(self, candidate: Candidate, call: Call) -> None:
        if candidate.name == "join" and call.positional != 1:
            return  # of a thread or a path
        if candidate.name in effects.METHODS["stream"] and call.keywords:
            return  # how much is written is said by one of them
        key = call.argument(0) if call.positional else 0
        flags = call.positional | self.checked(candidate.at, candidate.name)
        if candidate.at in self.of_locals and (not op_.BORROWS or self.listing.ops[candidate.at - 1] in _BORROWED):
            flags += kinds.LOCAL  # with a reference of its own: see keep_receiver
        probe = self.emit.two(kinds.METHOD, call.receiver, key, candidate.name, flags)
        self.before(call.probe_at, probe)
        if self.looked and candidate.name == "get":
            self.before(call.probe_at, self.emit.one(kinds.FIRST_LOOK, ITEMS, depth=call.receiver))
        if self.facts.arrays and "out" in call.keywords:
            self.array_call(candidate, call, call.receiver, kinds.OF_RECEIVER)

    def keep_for_call(self, candidate: Candidate, call: Call, depths: list[int], kept: list[tuple[int, int]]) -> None:
        """Have the receiver of a method at hand when it is called, where the interpreter may have taken it apart by then."""
        if op_.SELF_MAY_BE_NULL:
            self.before(candidate.at, self.keep_receiver(candidate.at))
            self.after(call.at, self.emit.drop_second())
            kept.append((candidate.at, call.at))
            deepen_handlers(self.listing, self.put.deeper, candidate.at, call, depths[candidate.at] - 1)

    def keep_receiver(self, i: int) -> bytes:
        """Push the receiver, which is on the top before instruction `i`, a second time, as a reference of its own.

        In 3.14 a local may be on the stack as a borrowed reference, which the compiler has proved safe for the instructions that
        it knows of, not for ours. So the local is loaded again, owned, and slipped below.
        """
        op, arg = self.listing.ops[i - 1], self.listing.args[i - 1]
        if op == op_.LOAD_FAST_BORROW or op == op_.LOAD_FAST_BORROW_PAIR:
            local = arg if op == op_.LOAD_FAST_BORROW else arg & 15
            return encode(op_.LOAD_FAST, local) + encode(op_.SWAP, 2)
        return encode(op_.COPY, 1)

    def loops(self) -> None:
        """Iteration, unless it is over a range or a constant."""
        ops = self.listing.ops
        quiet = False
        last = -1
        for i in self.iterations:
            if ops[i] == op_.FOR_ITER:
                # Of what the GET_ITER before it, in the order of the code, is about, or of what was handed in as an iterator.
                if not quiet:
                    self.before(i, self.emit.one(kinds.STEP))
            elif last < 0 or ops[last] != op_.GET_ITER or not _SETUP.issuperset(ops[last + 1 : i]):
                quiet = i - 1 in self.range_calls or self.constant_before(i) or i in self.confined
                if not quiet:
                    self.before(i, self.emit.one(kinds.ITERATE, flags=self.local_flag(i)))
            last = i

    def life(self, begin: int, end: int) -> None:
        """Mark beginning and every end of a constructor or finalizer: returns, and exceptions by a handler of last resort."""
        listing, code = self.listing, self.code
        resume = listing.ops.index(op_.RESUME)
        myself = code.co_varnames[0]
        load = encode(op_.LOAD_DEREF if myself in code.co_cellvars else op_.LOAD_FAST, 0)
        self.put.entry = self.emit.loaded(begin, load)
        self.put.body = resume + 1
        leave = self.emit.none(end)
        for i, op in enumerate(listing.ops):
            if op in _RETURNS:
                self.before(i, leave)
        self.put.landing = self.emit.landing(end)
        # The landing is entered with lasti and the exception on an empty stack.
        self.plan.highest = max(self.plan.highest, peak(self.put.entry), 2 + peak(self.put.landing))

    def module_end(self) -> None:
        """Mark the end of a module's construction."""
        probe = self.emit.none(kinds.MODULE_END)
        for i, op in enumerate(self.listing.ops):
            if op in _RETURNS:
                self.before(i, probe)


_HANDLERS = {
    **dict.fromkeys(numbers("LOAD_ATTR", "LOAD_METHOD"), _Planner.load_attribute),
    **dict.fromkeys(numbers("STORE_ATTR", "DELETE_ATTR"), _Planner.store_attribute),
    op_.LOAD_GLOBAL: _Planner.load_global,
    **dict.fromkeys(_CLASS_CELLS | {op_.LOAD_NAME}, _Planner.load_name),
    **dict.fromkeys(numbers("STORE_GLOBAL", "DELETE_GLOBAL", "STORE_NAME", "DELETE_NAME"), _Planner.store_global),
    **dict.fromkeys(numbers("LOAD_DEREF", "STORE_DEREF", "DELETE_DEREF"), _Planner.cell),
    **dict.fromkeys(
        numbers("BINARY_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "BINARY_SLICE", "STORE_SLICE", "BINARY_OP"), _Planner.item
    ),
    **dict.fromkeys(numbers("COMPARE_OP", "UNARY_NEGATIVE", "UNARY_INVERT"), _Planner.array_operator),
    _CONTAINS_OP: _Planner.contains,
    **dict.fromkeys(_UNPACKING, _Planner.unpack),
    _CALL_FUNCTION_EX: _Planner.star_call,
    **dict.fromkeys(numbers("GET_ITER", "FOR_ITER"), _Planner.iterate),
    **dict.fromkeys(numbers("IMPORT_NAME", "IMPORT_FROM"), _Planner.imported),
    **dict.fromkeys(_MATCHING, _Planner.matching),
    LOAD_SUPER_ATTR: _Planner.load_super,
}
