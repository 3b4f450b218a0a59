"""``datarace test``: becomes ``python -m pytest --datarace``."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from datarace.cli.flags import configuration, flags, given_options
from datarace.cli.launch import check_files, interpreter_flags
from datarace.detector import check_interpreter
from datarace.errors import InstallationError
from datarace.options import Flag, Options

_ROWS = [row for row in Options.table() if row.for_tests]


class _TestCommand(click.Command):
    """Our options come first; with the first word that is none of them the arguments of pytest begin."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = [row for row in self.params if isinstance(row, click.Option)]
        known = {name for row in options for name in (*row.opts, *row.secondary_opts)}
        valued = {name for row in options if not row.is_flag for name in row.opts}
        own = 0
        while own < len(args) and (args[own] in ("-h", "--help") or args[own].partition("=")[0] in known):
            own += 2 if args[own] in valued else 1
        rest = args[own:]
        ctx.meta["datarace.pytest"] = rest[1:] if rest[:1] == ["--"] else rest
        return super().parse_args(ctx, args[:own])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [*found, CompletionItem(incomplete, type="file")]


def _test(**given: Any) -> NoReturn:
    check_interpreter()
    check_files(configuration(given).options)
    if importlib.util.find_spec("pytest") is None:
        raise InstallationError(f"pytest is not installed for {sys.executable}: python -m pip install pytest")
    arguments = click.get_current_context().meta["datarace.pytest"]
    command = [sys.executable, *interpreter_flags(sys.orig_argv, sys.argv), "-m", "pytest"]
    # -p: also where the environment says that no plugin is to be loaded by itself.
    command += ["-p", "datarace", "--datarace", *pytest_flags(given_options(given)), *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)


def pytest_flags(options: Options) -> list[str]:
    """The options as the plugin for pytest has them.

    >>> pytest_flags(Options.parse("strict=1 include=a include='b c'"))
    ['--datarace-strict', '--datarace-include=a', '--datarace-include=b c']
    """
    found = []
    for row in _ROWS:
        if not options.is_given(row):
            continue
        flag = f"--datarace-{row.flag[2:]}"
        value = getattr(options, row.name)
        if isinstance(row, Flag):
            found.append(flag if value else f"--no-{flag[2:]}")
        else:
            found += [f"{flag}={text}" for text in row.texts(value)]
    return found


test_command = _TestCommand(
    "test",
    callback=_test,
    params=flags(_ROWS),
    help="Run tests with pytest; a test in which a data race happens fails.\n\n"
    "The same as python -m pytest --datarace: what follows our own options are the arguments of pytest. The exit status is "
    "pytest's.",
    options_metavar="[OPTIONS] [PYTEST ARGUMENTS]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
