"""Functions with probes are still functions: they pickle, copy, compare, and every tool that looks at code sees the program's.

The sites are the real ones; the detector is not running, so they tell nobody anything.
"""

from __future__ import annotations

import copy
import dis
import doctest
import inspect
import io
import linecache
import pdb  # noqa: T100
import pickle
import sys
import traceback
import types
import warnings
from types import CodeType, ModuleType
from typing import Any

import pytest

from datarace import instrument

SOURCE = '''\
"""A module."""
import warnings

counter = 0

class Account:
    """Has a balance."""

    def __init__(self, balance, *, owner="me"):
        self.balance = balance
        self.log = []
        self.owner = owner

    def deposit(self, amount: int = 1) -> int:
        """Add to it.

        >>> a = Account(1)
        >>> a.deposit(2)
        3
        """
        global counter
        counter += 1
        self.balance += amount
        self.log.append(
            amount)
        return self.balance

    def warn(self):
        warnings.warn(f"low: {self.balance}", stacklevel=2)

def closure(n):
    def add(x):
        nonlocal n
        n += x.balance
        return n
    return add

def walk(accounts):
    for account in accounts:
        yield account.balance

def deep(account, n):
    account.depth = n
    return deep(account, n + 1)

def low(account):
    account.warn()

def total(accounts):
    return sum([account.balance
                for account in accounts])
'''
NAME, FILE = "transparent_program", "/nowhere/transparent_program.py"


def load(code: CodeType) -> ModuleType:
    module = ModuleType(NAME)
    module.__file__ = FILE
    linecache.cache[FILE] = (len(SOURCE), None, SOURCE.splitlines(True), FILE)
    sys.modules[NAME] = module
    exec(code, vars(module))
    return module


def compiled() -> CodeType:
    return compile(SOURCE, FILE, "exec", dont_inherit=True)


@pytest.fixture
def plain() -> Any:
    return load(compiled())


@pytest.fixture
def probed() -> Any:
    return load(instrument.rewrite(compiled(), is_main=False))


def functions(module: Any) -> list[types.FunctionType]:
    account = module.Account
    return [account.__init__, account.deposit, module.closure, module.walk, module.deep, module.total]


def lines_of(function: types.FunctionType) -> set[int]:
    return {line for *_, line in function.__code__.co_lines() if line is not None}


def test_probes_are_really_there(probed: Any) -> None:
    assert "DELETE_SUBSCR" in [instruction.opname for instruction in dis.get_instructions(probed.Account.deposit)]


def test_code_compares_and_hashes_by_what_it_does() -> None:
    first, second = (instrument.rewrite(compiled(), is_main=False) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != compiled()
    assert len({first, second}) == 1


def test_functions_and_instances_pickle(probed: Any) -> None:
    account = probed.Account(3)
    account.deposit(4)
    for thing in (probed.walk, probed.Account.deposit, probed.Account):
        assert pickle.loads(pickle.dumps(thing)) is thing
    again = pickle.loads(pickle.dumps(account))
    assert vars(again) == vars(account)
    assert again.deposit() == 8


def test_functions_and_instances_copy(probed: Any) -> None:
    account = probed.Account(3)
    for duplicate in (copy.copy, copy.deepcopy):
        assert duplicate(probed.walk) is probed.walk
        assert vars(duplicate(account)) == vars(account)
        assert duplicate(account).deposit() == 4


def test_functions_go_by_value_through_cloudpickle(probed: Any) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    add = pickle.loads(cloudpickle.dumps(probed.closure(5)))
    assert add(types.SimpleNamespace(balance=2)) == 7
    assert add.__code__ == probed.closure(5).__code__


def test_inspect_sees_the_source(plain: Any, probed: Any) -> None:
    for before, after in zip(functions(plain), functions(probed), strict=True):
        assert inspect.getsource(after) == inspect.getsource(before)
        assert inspect.signature(after) == inspect.signature(before)
        assert after.__doc__ == before.__doc__
        assert after.__code__.co_names == before.__code__.co_names
        assert after.__code__.co_varnames == before.__code__.co_varnames
        assert lines_of(after) == lines_of(before)
    assert inspect.getclosurevars(probed.closure(5)) == inspect.getclosurevars(plain.closure(5))


def test_dis_shows_it(probed: Any) -> None:
    text = io.StringIO()
    dis.dis(probed.Account.deposit, file=text)
    assert "STORE_ATTR" in text.getvalue()


def test_doctests_run(probed: Any) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder().find(probed, NAME):
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
    assert runner.tries > 0


def test_a_warning_names_the_caller_s_line(plain: Any, probed: Any) -> None:
    told = []
    for module in (plain, probed):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            module.low(module.Account(1))
        told.append([(str(warning.message), warning.filename, warning.lineno) for warning in caught])
    assert told[0] == told[1]
    assert told[0][0][1] == FILE


def test_a_traceback_points_at_the_same_columns(plain: Any, probed: Any) -> None:
    texts = []
    for module in (plain, probed):
        try:
            module.total([module.Account(1), None])
        except AttributeError as error:
            texts.append("".join(traceback.format_exception(error)).partition("transparent_program")[2])
    assert texts[0] == texts[1]
    assert "account.balance" in texts[0]


def test_recursion_ends_at_the_same_depth(plain: Any, probed: Any) -> None:
    depths = []
    for module in (plain, probed):
        account = module.Account(0)
        with pytest.raises(RecursionError):
            module.deep(account, 0)
        depths.append(account.depth)
    assert depths[0] == depths[1]


def test_a_debugger_steps_over_the_same_lines(plain: Any, probed: Any) -> None:
    texts = []
    for module in (plain, probed):
        out = io.StringIO()
        debugger = pdb.Pdb(
            stdin=io.StringIO("step\n" * 12 + "where\nargs\njump 21\nstep\np counter\nquit\n"),
            stdout=out,
            nosigint=True,
            readrc=False,
        )
        account = module.Account(1)
        before = sys.gettrace()
        try:
            debugger.runcall(account.deposit, 5)
        except Exception as error:  # BdbQuit
            out.write(type(error).__name__)
        finally:
            sys.settrace(before)
        texts.append("\n".join(line for line in out.getvalue().splitlines() if " at 0x" not in line))
    assert texts[0] == texts[1]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring is of 3.12")
def test_monitoring_sees_the_same_lines_and_branches(plain: Any, probed: Any) -> None:
    monitoring = sys.monitoring
    seen: list[list[tuple[object, ...]]] = []
    tool = 4
    monitoring.use_tool_id(tool, "test")
    try:
        for module in (plain, probed):
            events: list[tuple[object, ...]] = []
            seen.append(events)

            def on(kind: str, events: list[tuple[object, ...]] = events) -> Any:
                def callback(code: CodeType, *rest: object) -> None:
                    if code.co_filename == FILE:
                        events.append((kind, code.co_qualname, rest[0] if kind == "line" else None))

                return callback

            every = monitoring.events
            kinds = {
                "line": every.LINE,
                "start": every.PY_START,
                "return": every.PY_RETURN,
                "unwind": every.PY_UNWIND,
                "yield": every.PY_YIELD,
            }
            for kind, event in kinds.items():
                monitoring.register_callback(tool, event, on(kind))
            monitoring.set_events(tool, sum(kinds.values()))
            account = module.Account(1)
            account.deposit(2)
            list(module.walk([account] * 3))
            module.closure(1)(account)
            with pytest.raises(AttributeError):
                module.total([account, None])
            monitoring.set_events(tool, 0)
            for event in kinds.values():
                monitoring.register_callback(tool, event, None)
    finally:
        monitoring.free_tool_id(tool)
    assert seen[0] == seen[1]
    assert len(seen[0]) > 20


def test_coverage_counts_the_same_lines(plain: Any, probed: Any) -> None:
    lines = []
    for module in (plain, probed):
        ran: set[tuple[str, int]] = set()

        def tracer(frame: types.FrameType, event: str, arg: object, ran: set[tuple[str, int]] = ran) -> Any:
            if event == "line" and frame.f_code.co_filename == FILE:
                ran.add((frame.f_code.co_qualname, frame.f_lineno))
            return lambda frame, event, arg: tracer(frame, event, arg, ran)

        before = sys.gettrace()
        sys.settrace(tracer)
        try:
            module.Account(1).deposit()
            module.total([])
        finally:
            sys.settrace(before)
        lines.append(ran)
    assert lines[0] == lines[1]


def test_a_function_can_be_given_other_code_and_back(probed: Any) -> None:
    def stand_in(self: Any, amount: int = 1) -> int:
        return -amount

    original = probed.Account.deposit.__code__
    probed.Account.deposit.__code__ = stand_in.__code__
    assert probed.Account(1).deposit(5) == -5
    probed.Account.deposit.__code__ = original
    assert probed.Account(1).deposit(5) == 6


def test_code_replace_keeps_the_probes(probed: Any) -> None:
    code = probed.walk.__code__.replace(co_name="renamed")
    assert code.co_consts == probed.walk.__code__.co_consts
    assert list(types.FunctionType(code, vars(probed))([probed.Account(3)])) == [3]
