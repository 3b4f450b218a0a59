"""Where the value of an option comes from: default, then ``pyproject.toml``, then the environment, then flags.

A later layer wins over an earlier one; options that may be given more than once add up. The table ``[tool.datarace]`` is that
of the nearest ``pyproject.toml`` that has one, from the working directory upwards. Relative paths in it are relative to its
folder.

Only the process that launches reads files. The program under test gets the outcome in ``DATARACE_OPTIONS``, and what
`datarace.start` is given there.
"""

from __future__ import annotations

import os

from datarace.errors import UsageError
from datarace.options import VARIABLE, Option, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

#: The file, and the table in it.
FILE, TABLE = "pyproject.toml", "tool.datarace"


class Layer:
    """Options from one place."""

    def __init__(self, source: str, options: Options) -> None:
        self.source = source
        self.options = options


class Configuration:
    """The layers, weakest first."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)

    @classmethod
    def of(cls, folder: str, environment: Mapping[str, str], *more: Layer) -> Self:
        """The layers for a process that is launched.

        Args:
            folder: the working directory.
            environment: its variables.
            more: stronger layers, such as flags.

        Raises:
            UsageError: a layer has an option that does not exist, a value that does not fit, or cannot be read.
        """
        layers = []
        path, table = find(folder)
        if path:
            layers.append(Layer(path, Options.from_table(table, f"{path}: [{TABLE}]", os.path.dirname(path))))
        if VARIABLE in environment:
            layers.append(Layer(VARIABLE, Options.parse(environment[VARIABLE])))
        return cls([*layers, *more])

    @property
    def options(self) -> Options:
        """What all layers together say."""
        effective = Options()
        for layer in self.layers:
            effective = effective.updated({row.name: getattr(layer.options, row.name) for row in _given(layer)})
        return effective

    def sources(self, row: Option) -> list[str]:
        """Where a value comes from: the strongest layer that has the option, or all if values add up. None: the default."""
        found = [layer.source for layer in self.layers if layer.options.is_given(row)]
        return found if row.repeatable else found[-1:]


def _given(layer: Layer) -> list[Option]:
    return [row for row in Options.table() if layer.options.is_given(row)]


def find(folder: str) -> tuple[str, dict[str, object]]:
    """The nearest file with our table, from a folder upwards, and that table; an empty path when there is none.

    Raises:
        UsageError: a file on the way cannot be read, or is no TOML.
    """
    while True:
        path = os.path.join(folder, FILE)
        table = _table(path)
        if table is not None:
            return path, table
        parent = os.path.dirname(folder)
        if parent == folder:
            return "", {}
        folder = parent


def _table(path: str) -> dict[str, object] | None:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    if b"datarace" not in data:
        return None
    import tomllib

    try:
        found: object = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {str(error)[:1].lower()}{str(error)[1:]}") from None
    for name in TABLE.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if found is not None and not isinstance(found, dict):
        raise UsageError(f"{path}: {TABLE} must be a table")
    return found
