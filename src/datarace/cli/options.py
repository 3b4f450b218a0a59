"""``datarace options``: the table of all options, for whoever writes a DATARACE_OPTIONS."""

from __future__ import annotations

import click

from datarace.options import markdown


@click.command("options")
def options_command() -> None:
    """Show every option, its name in DATARACE_OPTIONS and its default."""
    click.echo(markdown(), nl=False)
