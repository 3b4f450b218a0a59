"""``datarace env``: what holds here, and why."""

from __future__ import annotations

from typing import Any

import click

from datarace.cli.flags import configuration, flags
from datarace.options import Options


def _env(**given: Any) -> None:
    found = configuration(given)
    options = found.options
    lines = []
    for row in Options.table():
        texts = row.texts(getattr(options, row.name))
        value = " ".join(repr(text) if not text or " " in text or row.repeatable else text for text in texts) or "none"
        lines.append((row.name, value, ", ".join(found.sources(row)) or "default"))
    widths = [max(len(line[i]) for line in lines) for i in (0, 1)]
    for name, value, source in lines:
        click.echo(f"{name:{widths[0]}} = {value:{widths[1]}}  {source}")


env_command = click.Command(
    "env",
    callback=_env,
    params=flags(),
    help="Show the value that each option has in this folder and this environment, and where it comes from: the default, "
    "[tool.datarace] in the nearest pyproject.toml, DATARACE_OPTIONS, the command line.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
