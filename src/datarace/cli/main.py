"""``datarace``: the commands, and how their errors are told."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from datarace import __version__, gil
from datarace.errors import DataraceError, nearest

#: The commands, in the order of the documentation; `datarace.cli.run` has `run_command`.
NAMES = ("run", "test", "report", "baseline", "explain", "replay", "env", "options", "completion")


class _Commands(click.Group):
    """Each command is imported when it is asked for: a program under `datarace run` waits for no other's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in NAMES:
            return None
        command: click.Command = getattr(import_module(f"datarace.cli.{cmd_name}"), f"{cmd_name}_command")
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in NAMES and not name.startswith("-"):
            hint = nearest(name, list(NAMES))
            if name.endswith(".py"):
                hint = f"; to run a program: datarace run {name}"
            raise click.UsageError(f"there is no command {name!r}{hint}")
        return super().resolve_command(ctx, args)


def version() -> str:
    """What is running: of datarace, of Python, for which build, and whether the compiled part is there."""
    implementation = f"{sys.implementation.name} {'.'.join(map(str, sys.version_info[:3]))}"
    import sysconfig

    from datarace.detector import check_compiled_part, check_interpreter

    try:
        check_interpreter()
        check_compiled_part()
        compiled = "compiled part in place"
    except DataraceError as error:
        compiled = str(error)
    tag = sysconfig.get_config_var("SOABI") or sysconfig.get_platform()
    return f"datarace {__version__} ({implementation}, {gil.describe()}; built for {tag}, {compiled})"


def _print_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(version())
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show it.")
def commands() -> None:
    """The data race detector for Python.

    datarace run app.py finds the data races that a run of app.py exposes.
    """


def main() -> None:
    """Entry point. Whatever is wrong with the command is one sentence on standard error and status 2."""
    try:
        status = commands.main(prog_name="datarace", standalone_mode=False)
    except click.NoSuchOption as error:
        sys.exit(_complain(_unknown_option(error)))
    except click.ClickException as error:
        sys.exit(_complain(_sentence(error)))
    except DataraceError as error:
        sys.exit(_complain(str(error)))
    except click.Abort:
        sys.exit(130)
    sys.exit(status or 0)


def _unknown_option(error: click.NoSuchOption) -> str:
    known: list[str] = []
    if error.ctx is not None:
        known = [name for row in error.ctx.command.get_params(error.ctx) for name in row.opts if name.startswith("--")]
    return f"there is no option {error.option_name!r}{nearest(error.option_name, known)}"


def _complain(sentence: str) -> int:
    click.echo(f"datarace: {sentence}", err=True)
    return 2


def _sentence(error: click.ClickException) -> str:
    """The message of click, written as ours are."""
    text = error.format_message().rstrip(".")
    return text[:1].lower() + text[1:]
