"""Code of the program runs as often as without the detector, and an error has the context that it has without."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Run

LEAVING = Path(__file__).parent / "programs" / "leaving_code.py"

#: Another thread is there, so that accesses are recorded.
AROUND = """\
import threading
go = threading.Event()
thread = threading.Thread(target=go.wait)
thread.start()
try:
{}
finally:
    go.set()
"""

PROGRAMS = {
    "keys of a dict are compared": """
        class Key:
            def __init__(self, like):
                self.like = like

            def __hash__(self):
                print("hash")
                return hash(self.like)

            def __eq__(self, other):
                print("equal?", other)
                return False

        for like in ("a", 5, (1, 2)):
            items = {Key(like): 1, "other": 2}
            items.get(like)
            like in items
            items.setdefault(like, 3)
            items[like] = 4
            items[like]
            items.pop(like)
            try:
                items[like]
            except KeyError as error:
                print(error)
            items[like] = 4
            del items[like]
            match items:
                case {"a": 1}:
                    print("matched")
        """,
    "length of a deque": """
        import collections

        class Lasting(collections.deque):
            def __len__(self):
                print("length")
                return super().__len__()

        items = Lasting([1, 2, 3])
        items[0], items[-1]
        items[1] = 5
        """,
    "what a thread runs is asked for attributes": """
        import _thread

        class Job:
            def __getattr__(self, name):
                print("asked for", name)
                raise KeyError(name)

            def __call__(self):
                done.set()

        done = threading.Event()
        _thread.start_new_thread(Job(), ())
        done.wait()
        """,
    "a module's name is no name": """
        import os, sys, tempfile

        class Name:
            def __hash__(self):
                print("hash")
                return 1

        folder = tempfile.mkdtemp()
        with open(os.path.join(folder, "odd.py"), "w") as file:
            file.write("import __main__\\n__name__ = []\\n__name__ = __main__.Name()\\n")
        sys.path.insert(0, folder)
        import odd
        print(type(odd.__name__))
        with open(os.path.join(folder, "odder.py"), "w") as file:
            file.write("__name__ = []\\n")
        import odder
        print(odder.__name__)
        """,
    "an error in code that is run": """
        import sys, traceback

        for text in ("1 +", b"1 +", "\\0"):
            try:
                exec(text)
            except (SyntaxError, ValueError) as error:
                print(repr(error.__context__))
                traceback.print_exc()
        exec("print(sys.exc_info())")
        """,
    "bytes that are evaluated": """
        print(eval(b"1 + 1"), eval(b" 2", {}), eval(b"\\xef\\xbb\\xbf3"))
        for run in (exec, eval):
            for arguments in (("1 +", 5), ("1", 5), (b"1 +", []), ([], {})):
                try:
                    run(*arguments)
                except (TypeError, SyntaxError) as error:
                    print(type(error), error)
        """,
    "one warning for text that does not compile": """
        import warnings

        for text in ("'\\\\z'", "'\\\\z' $"):
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                try:
                    eval(text)
                except SyntaxError as error:
                    print(error)
            print([str(one.message) for one in told])
        """,
    "a trace function sees the program": """
        import sys

        seen = []

        def trace(frame, event, argument):
            seen.append((frame.f_code.co_name, event))
            return trace

        def work():
            exec("made = [one for one in (1, 2)]")
            return eval("1 + 1")

        for switch in (sys.settrace, sys.setprofile):
            switch(trace)
            work()
            switch(None)
            print([one for one in seen if one[0] not in ("append", "<listcomp>") and not one[1].startswith("c_")])
            seen.clear()
        """,
    "text that is compiled twice is two": """
        import gc, weakref

        made = [eval("lambda: [one for one in made]") for _ in range(2)]
        print(made[0].__code__ is made[1].__code__, made[0].__code__ == made[1].__code__)
        text = compile("def f(): return made", "<text>", "exec")
        spaces = [{}, {}]
        for space in spaces:
            exec(text, space)
        print(spaces[0]["f"].__code__ is spaces[1]["f"].__code__)
        gone = [weakref.ref(one.__code__) for one in (*made, spaces[0]["f"])]
        del made, text, spaces, space
        gc.collect()
        print([one() is None for one in gone])  # without the GIL 3.13 itself keeps all code
        """,
    "functions are found in the sets that they are in": """
        import gc, os, types

        print(os.execve in os.supports_fd, sorted(one.__name__ for one in os.supports_fd))
        for group in gc.get_objects():
            if type(group) in (set, frozenset, dict):
                for member in list(group):
                    if isinstance(member, types.BuiltinFunctionType) and member not in group:
                        print(member, "is not found in", group)
        """,
    "equal constants of code that is run": """
        spaces = [{}, {}]
        for space in spaces:
            exec("def f(): return (0.5, (1, 2, 'hello'))", space)
        print(spaces[0]["f"]() is spaces[1]["f"](), eval("(2.5, 'a')") is eval("(2.5, 'a')"))
        code = [compile("(3.5, 'b')", "<text>", "eval") for _ in range(2)]
        print(eval(code[0]) is eval(code[1]))
        """,
    "an index that is far outside": """
        import array

        numbers = array.array("d", [1.0, 2.0])
        for container in (numbers, memoryview(numbers), memoryview(numbers)[::-1], [1, 2]):
            for index in (2**62, -(2**62), 2**63 - 1, -(2**63), 2**64):
                try:
                    container[index]
                except IndexError as error:
                    print(error)
                try:
                    container[index] = 1
                except IndexError as error:
                    print(error)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_says_the_same(name: str, plain_run: Run, datarace_run: Run) -> None:
    program = AROUND.format(textwrap.indent(textwrap.dedent(PROGRAMS[name]), "    "))
    # A look-up may come by one key twice: how often depends on hashes.
    plain, watched = plain_run("-c", program, PYTHONHASHSEED="1"), datarace_run("-c", program, PYTHONHASHSEED="1")
    assert plain.status == 0, str(plain)
    assert (watched.status, watched.out, watched.err) == (plain.status, plain.out, plain.err), str(watched)


INTERRUPTED = """\
from datarace import probes

def interrupted(code, namespace, detached):
    raise KeyboardInterrupt("now")

probes.set_code_filter(interrupted)
try:
    exec("print('not run')")
except KeyboardInterrupt as error:
    print(repr(error), repr(error.__context__))
"""


def test_interrupt_while_code_is_instrumented_is_not_lost(datarace_run: Run) -> None:
    outcome = datarace_run("-c", INTERRUPTED)
    assert (outcome.status, outcome.out, outcome.err) == (0, "KeyboardInterrupt('now') None\n", ""), str(outcome)


def test_code_leaves_the_interpreter_as_the_program_wrote_it(plain_run: Run, datarace_run: Run) -> None:
    plain, watched = plain_run(LEAVING), datarace_run(LEAVING)
    assert plain.status == 0, str(plain)
    assert (watched.status, watched.out, watched.err) == (plain.status, plain.out, plain.err), str(watched)


def test_code_leaves_the_interpreter_while_nothing_can_be_imported(plain_run: Run, datarace_run: Run, tmp_path: Path) -> None:
    """As in tests of import systems: what the detector needs for it is there already."""
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(
            """
            import builtins
            import marshal
            import sys

            def work():
                work.done = True

            def refuse(name, *_):
                raise ImportError(name)

            before, builtins.__import__ = builtins.__import__, refuse
            saved, sys.meta_path[:] = sys.meta_path[:], []
            try:
                written = marshal.dumps(compile("1", "", "eval")), marshal.dumps((1, [2], "3"))
            finally:
                builtins.__import__ = before
                sys.meta_path[:] = saved
            print(written)
            """
        )
    )
    plain, watched = plain_run(program), datarace_run(program)
    assert plain.status == 0, str(plain)
    assert (watched.status, watched.out, watched.err) == (plain.status, plain.out, plain.err), str(watched)
