"""Becomes the interpreter: ``execve`` of Python with the program, and with `datarace.boot` in front of its path.

The program is run by Python itself and by nothing else, so ``sys.argv``, ``__main__``, ``sys.path[0]``, tracebacks,
signals and the exit status are Python's own.
"""

from __future__ import annotations

import os
import signal
import sys

from datarace.detector import check_interpreter
from datarace.errors import InstallationError, UsageError
from datarace.family import FAMILY, KEPT_OPTIONS, SHADOWED, enter_path, leave_path
from datarace.options import VARIABLE, Options
from datarace.reports.recording import check_targets, read_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, Self


def begins_program(word: str) -> bool:
    """Whether a word after `datarace run` is the first of the program and not an option of ours: a script, -m, -c, or --."""
    return word != "-h" and (not word.startswith("--") or word == "--")


class Program:
    """What is to run, as it would stand after ``python``."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments

    @classmethod
    def parse(cls, words: list[str]) -> Self:
        """Check what can be known before it runs.

        Args:
            words: everything after our own options.

        Raises:
            UsageError: there is no program, it is not there or cannot be read.
        """
        if words[:1] == ["--"]:
            words = words[1:]
        if not words:
            raise UsageError("there is no program to run: give a script, -m with a module or -c with code")
        first = words[0]
        if first in ("-m", "-c"):
            if len(words) < 2:
                raise UsageError(f"{first} needs {'the name of a module' if first == '-m' else 'code'} after it")
        elif first.startswith(("-m", "-c")) or first == "-":
            pass
        elif first.startswith("-"):
            raise UsageError(
                f"there is no option {first!r}; options of the interpreter go before: python {first} -m datarace run"
            )
        elif not os.path.exists(first):
            raise UsageError(f"there is no file {first!r} to run")
        elif not os.access(first, os.R_OK):
            raise UsageError(f"the file {first!r} cannot be read: permission denied")
        return cls(list(words))


def launch(program: Program, options: Options) -> NoReturn:
    """Replace this process by the program under the detector.

    Raises:
        UsageError: reports cannot be written where they should go, or the interpreter was told to ignore what we need.
        InstallationError: this interpreter is not supported. Whether the compiled part fits the program's process says.
    """
    check_interpreter()
    check_files(options)
    if not sys.executable:
        raise InstallationError("this interpreter does not know its own executable file, so it cannot be started again")
    for flag, name in ((sys.flags.isolated, "-I"), (sys.flags.ignore_environment, "-E"), (sys.flags.no_site, "-S")):
        if flag:
            raise UsageError(
                f"Python was started with {name}, which leaves out the site module or the variables by which datarace "
                "gets into the program: start it without"
            )
    arguments = [sys.executable, *interpreter_flags(sys.orig_argv, sys.argv), *program.arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    # Python ignores these two, and what is ignored stays ignored across exec: the program should begin as others do.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.execve(sys.executable, arguments, environment(dict(os.environ), options))


def check_files(options: Options) -> None:
    """Make sure that reports can be written, and that rules can be read, before a program runs.

    Raises:
        UsageError: they cannot.
    """
    # These imports wait for the option that needs them.
    if options.log_path:
        from datarace.reports.sink import check_log_path

        check_log_path(options.log_path)
    check_targets(options.format)
    if options.baseline:
        read_baseline(options.baseline)
    if options.suppressions or options.ignore:
        from datarace.reports.suppressions import Suppressions

        Suppressions.of(options.suppressions, options.ignore)


def environment(outer: dict[str, str], options: Options) -> dict[str, str]:
    """The variables for the program: ``outer`` with ours set and their own values kept aside for `datarace.boot`."""
    inner = dict(outer)
    # Where the launcher itself is a child of a watched program, the program that it launches is not: it is a run of its own.
    leave_path(inner)
    for name in (FAMILY, SHADOWED, KEPT_OPTIONS):
        inner.pop(name, None)
    enter_path(inner)
    inner[VARIABLE] = str(options)
    if VARIABLE in outer:
        inner[KEPT_OPTIONS] = outer[VARIABLE]
    return inner


def interpreter_flags(original: list[str], seen: list[str]) -> list[str]:
    """The options that were given to the interpreter, so that the program's interpreter gets them too.

    Taken from the command line as it was: ``sys.flags`` knows nothing of -u, -x or most of -X.

    Args:
        original: ``sys.orig_argv``.
        seen: ``sys.argv``.

    >>> interpreter_flags(["python", "-X", "dev", "-um", "datarace", "run", "a.py"], ["__main__.py", "run", "a.py"])
    ['-X', 'dev', '-u']
    >>> interpreter_flags(["python", "-O", "/venv/bin/datarace", "run", "a.py"], ["/venv/bin/datarace", "run", "a.py"])
    ['-O']
    """
    flags = original[1 : len(original) - len(seen) + 1]
    last = flags.pop() if flags else ""
    if last == "datarace" and flags and flags[-1].startswith("-") and flags[-1].endswith("m"):
        last = flags.pop()[:-1]
    elif last.startswith("-") and last.endswith("mdatarace"):
        last = last.removesuffix("mdatarace")
    else:
        return flags
    return [*flags, last] if last != "-" else flags
