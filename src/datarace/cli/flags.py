"""The option table as flags of a command, and what they add to the other layers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import click

from datarace.configuration import Configuration, Layer
from datarace.errors import UsageError
from datarace.options import Flag, Option, Options


def flags(rows: list[Option] | None = None) -> list[click.Parameter]:
    """One click option for each row, by default of the whole table."""
    found: list[click.Parameter] = []
    for row in Options.table() if rows is None else rows:
        names = f"{row.flag}/--no-{row.flag[2:]}" if isinstance(row, Flag) else row.flag
        help_text = row.sentence + (" May be given more than once." if row.repeatable else "")
        settings: dict[str, Any] = {"default": None, "help": help_text, "multiple": row.repeatable}
        if not isinstance(row, Flag):
            settings["metavar"] = row.metavar
            settings["show_default"] = False
        found.append(click.Option([names, row.name], **settings))
    return found


def given_options(given: Mapping[str, Any]) -> Options:
    """The options that flags give, out of all the parameters of a command.

    Raises:
        UsageError: a value does not fit.
    """
    values: dict[str, object] = {}
    for row in Options.table():
        value = given.get(row.name)
        if value is None or value == ():
            continue
        try:
            values[row.name] = value if isinstance(value, (bool, tuple)) else row.parse(value)
        except ValueError as error:
            raise UsageError(f"option {row.flag} {error}, not {value!r}") from None
    return Options(values)


def configuration(given: Mapping[str, Any]) -> Configuration:
    """All layers for a command that is given in the working directory.

    Raises:
        UsageError: a layer cannot be used.
    """
    return Configuration.of(os.getcwd(), os.environ, Layer("command line", given_options(given)))
