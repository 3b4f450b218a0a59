"""``datarace run``: checks what can be checked, then becomes the interpreter that runs the program."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from datarace.cli.flags import configuration, flags
from datarace.cli.launch import Program, begins_program, launch
from datarace.options import VARIABLE


class _RunCommand(click.Command):
    """Our options end where the program begins: at the script, at -m or at -c. All from there on is the program's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        valued = [row for row in self.params if isinstance(row, click.Option) and not row.is_flag]
        takes_value = {name for row in valued for name in row.opts}
        own = 0
        while own < len(args) and not begins_program(args[own]):
            own += 2 if args[own] in takes_value else 1
        ctx.meta["datarace.program"] = args[own:]
        return super().parse_args(ctx, args[:own])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [*found, CompletionItem(incomplete, type="file")]


def _run(**given: Any) -> None:
    options = configuration(given).options
    launch(Program.parse(click.get_current_context().meta["datarace.program"]), options)


run_command = _RunCommand(
    "run",
    callback=_run,
    params=flags(),
    help="Run a program and print every data race that the run exposes.\n\n"
    "PROGRAM is what would stand after 'python': a script with its arguments, -m with a module, -c with code, "
    "or - for standard input. Options of the interpreter go before: python -X dev -m datarace run app.py.\n\n"
    f"The same options, with underscores, can be given in {VARIABLE}='name=value ...' and in the table [tool.datarace] of "
    "pyproject.toml; 'datarace env' shows what holds.",
    options_metavar="[OPTIONS] PROGRAM [ARGUMENTS]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
