"""What the click commands say of themselves, taken apart: the pages of commands and the manual page are made from it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

import click

from datarace.cli.main import NAMES, commands


@dataclass(frozen=True, slots=True)
class Command:
    """One command, or one of the commands of a command."""

    #: ``datarace baseline update``.
    name: str
    #: ``[OPTIONS] BASELINE RECORD...``.
    usage: str
    #: The help, a string for each paragraph.
    paragraphs: tuple[str, ...]
    #: Each option as it is spelled with its values, and its sentence.
    options: tuple[tuple[str, str], ...]
    inner: tuple[Command, ...]

    @property
    def slug(self) -> str:
        """The name of its page: ``baseline``."""
        return self.name.rpartition(" ")[2]


def _taken_apart(command: click.Command, name: str, parent: click.Context | None) -> Command:
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent, **command.context_settings)
    text = inspect.cleandoc(command.help or "").replace("\b", "")
    # Newer versions of click have a record for an argument as well, without a sentence.
    records = (row.get_help_record(context) for row in command.get_params(context) if isinstance(row, click.Option))
    return Command(
        name,
        " ".join(command.collect_usage_pieces(context)),
        tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n")),
        tuple((spelled, " ".join(sentence.split())) for spelled, sentence in filter(None, records)),
        tuple(_inner(command, context, name)),
    )


def _inner(command: click.Command, context: click.Context, name: str) -> Iterator[Command]:
    if isinstance(command, click.Group):
        for word in NAMES if command is commands else command.commands:
            inner = command.get_command(context, word)
            assert inner is not None
            yield _taken_apart(inner, f"{name} {word}", context)


#: ``datarace`` itself, with all its commands.
ROOT = _taken_apart(commands, "datarace", None)
