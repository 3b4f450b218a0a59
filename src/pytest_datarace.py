"""The plugin that pytest loads: what ``pytest --datarace`` needs before anybody asked for it, and nothing more.

Off unless asked, and then it has imported nothing, of datarace or otherwise. With ``--datarace``, or ``datarace = true`` in the ini file,
the rest comes from `datarace.testing`. The fixture `datarace_stress` works either way.
"""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

# The options as datarace.options has them: name, whether it is a flag, whether it may be given more than once, metavar, sentence.
# Written by docs/make_options.py: change the table there.
# fmt: off
OPTIONS = (
    ("strict", True, False, "", "Take every conflict for an error, as Go's detector does: between single operations of containers and plain reads too."),
    ("fail_on", False, False, "error|warning|never", "What changes the exit status: errors, warnings as well, or nothing."),
    ("log_path", False, False, "PATH", "Write reports to the file PATH.<process id> instead of standard error."),
    ("baseline", False, False, "FILE", "A record of races that are known (see datarace baseline): they do not change the exit status; new ones do."),
    ("strip_path_prefix", False, False, "PREFIX", "Leave this prefix out where reports name files."),
    ("include", False, True, "PATTERN", "Watch only modules that match this module or path pattern, of the standard library too."),
    ("exclude", False, True, "PATTERN", "Do not watch modules that match this module or path pattern; wins over include."),
    ("stdlib", True, False, "", "Watch the standard library as well."),
    ("suppressions", False, True, "FILE", "Do not tell races that a rule in this file matches; the format is ThreadSanitizer's and Go's."),
    ("ignore", False, True, "RULE", "Do not tell races that this rule matches: race:PATTERN, race_top:PATTERN, thread:PATTERN, kind:KIND."),
    ("cache", False, False, "DIR", "Folder that keeps instrumented code from run to run, or 'off'."),
    ("memory_limit", False, False, "MB", "Budget for the detector's own memory; when it is reached, what happened so far is forgotten, which is counted and told at the end (0: no limit)."),
    ("processors", False, False, "N", "How many threads can run at once, of use only without the GIL (0: as many as the machine has cores)."),
    ("follow_children", True, False, "", "Watch Python programs that the program starts too; forked children of it are watched in any case."),
    ("verbose", True, False, "", "Tell at the end what was done even when no race was found."),
)
# fmt: on

_MARKERS = (
    "datarace(strict, fail_on, ignore): what holds for data races of this test, as the options of the same names say.",
    "datarace_off: data races of this test are not told.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, on the command line and in the ini file."""
    group = parser.getgroup("datarace", "data races")
    group.addoption(
        *("--datarace",),
        action="store_true",
        default=None,
        help="Watch the program and the tests: a test in which a data race happens fails.",
    )
    group.addoption("--no-datarace", action="store_false", dest="datarace", help="Do not, whatever the ini file says.")
    parser.addini("datarace", "Watch the program and the tests for data races.", type="bool", default=False)
    for name, is_flag, repeatable, metavar, sentence in OPTIONS:
        flag = f"datarace-{name.replace('_', '-')}"
        dest = f"datarace_{name}"
        if is_flag:
            group.addoption(f"--{flag}", action="store_true", default=None, dest=dest, help=sentence)
            group.addoption(f"--no-{flag}", action="store_false", dest=dest, help=f"The opposite of --{flag}.")
        else:
            action = "append" if repeatable else "store"
            group.addoption(f"--{flag}", action=action, default=None, dest=dest, metavar=metavar, help=sentence)
        if is_flag:
            parser.addini(dest, sentence, type="bool", default=None)
        elif repeatable:
            parser.addini(dest, sentence, type="linelist", default=None)
        else:
            parser.addini(dest, sentence, type="string", default=None)


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Start, if it is asked for, before the first module of the program is imported, and before pytest captures output."""
    asked = early_config.known_args_namespace.datarace
    if asked if asked is not None else early_config.getini("datarace"):
        with _quick_imports():
            from datarace.testing import plugin

            plugin.activate(early_config)
    return (yield)


class _quick_imports:
    """For what is imported to watch the tests: none of pytest's rewriting of assertions, no garbage collection.

    pytest would read each of our modules through its own finder, as it does with all of a plugin's, and there are no assertions in
    them. What is made by imports stays, so a collection in the midst of it would walk all that pytest has and find nothing.
    """

    def __enter__(self) -> None:
        import gc
        import sys

        self.collecting = gc.isenabled()
        gc.disable()
        sys.meta_path.insert(0, type(self))  # a finder is what has find_spec

    def __exit__(self, *error: object) -> None:
        import gc
        import sys

        sys.meta_path.remove(type(self))
        if self.collecting:
            gc.enable()

    @staticmethod
    def find_spec(name: str, path: Any, target: Any = None) -> Any:
        """Modules of datarace are found by Python's own finder; all others, and ours where it finds none, by those behind us."""
        from importlib.machinery import PathFinder

        return PathFinder.find_spec(name, path) if name.partition(".")[0] == "datarace" else None


@pytest.fixture
def datarace_stress() -> Callable[..., list[Any]]:
    """Call functions from several threads at once: ``datarace_stress(f)``, ``datarace_stress(reader, writer, threads=8, times=100)``.

    All threads wait for each other before each call, so that the calls begin together. With several functions the threads take
    them in turn. With the detector one call in each of two threads shows a race; without it, many may be needed until a result is
    wrong, so the interpreter is told to switch threads as often as it can meanwhile.

    Args of the fixture's value:
        functions: what to call, without arguments.
        threads: how many; by default 4, or as many as there are functions if that is more.
        times: how often each calls.
        timeout: seconds after which threads that have not come to a call are given up.

    Returns of the fixture's value:
        What the last call of each thread returned, in the order of the threads.

    Raises of the fixture's value:
        What a call raised; an ExceptionGroup when calls of several threads did.
    """
    return _stress


def _stress(*functions: Callable[[], Any], threads: int = 0, times: int = 1, timeout: float | None = None) -> list[Any]:
    import sys
    from threading import Barrier, BrokenBarrierError, Thread

    if not functions:
        raise TypeError("datarace_stress needs a function to call")
    count = threads or max(4, len(functions))
    if count < len(functions):
        raise ValueError(f"datarace_stress: {len(functions)} functions need as many threads, not {count}")
    barrier = Barrier(count)
    results: list[Any] = [None] * count
    errors: list[BaseException] = []

    def work(number: int) -> None:
        function = functions[number % len(functions)]
        try:
            for _ in range(times):
                barrier.wait(timeout)
                results[number] = function()
        except BrokenBarrierError as error:
            # Another thread's failure let us go; if there is none, nobody came.
            broken.append(error)
        except BaseException as error:
            errors.append(error)
            barrier.abort()

    broken: list[BaseException] = []
    workers = [Thread(target=work, args=(number,), name=f"stress-{number}") for number in range(count)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        sys.setswitchinterval(interval)
    raised = errors or broken[:1]
    if len(raised) == 1:
        raise raised[0]
    if raised:
        raise BaseExceptionGroup(f"{len(raised)} threads failed", raised)
    return results
