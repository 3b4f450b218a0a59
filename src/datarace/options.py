"""Every option of datarace, in one table.

The class `Options` is the table: one attribute an option, with its type, its default and one sentence. Command line
flags (`datarace.cli.run`), the variable ``DATARACE_OPTIONS``, the arguments of `datarace.start` and the
documentation (`markdown`) all derive from it; an option is never named a second time.

This module is imported in the program under test: it imports nothing that is not there already.
"""

from __future__ import annotations

import os

from datarace.errors import UsageError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

#: The environment variable that holds options, written ``name=value name=value`` with quotes as in a shell.
VARIABLE = "DATARACE_OPTIONS"

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class Option:
    """One row of the table. A descriptor: on an `Options` object it is the value, on the class it is itself.

    Args:
        default: the value when nothing is given.
        sentence: what it does, one sentence for the help and the documentation.
        metavar: what stands for the value in the help.
    """

    repeatable = False

    #: Whether it means something where tests decide how a run ends (`datarace.testing`).
    for_tests = True

    def __init__(self, default: object, sentence: str, metavar: str = "") -> None:
        self.name = ""
        self.default = default
        self.sentence = sentence
        self.metavar = metavar

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def flag(self) -> str:
        """The command line spelling: ``--log-path`` for ``log_path``."""
        return "--" + self.name.replace("_", "-")

    def parse(self, text: str) -> object:
        """The value that ``text`` means.

        Raises:
            ValueError: it means none; the message says what would.
        """
        raise NotImplementedError

    def check(self, value: object) -> object:
        """The value as stored, given a Python object.

        Raises:
            ValueError: it is of the wrong type or out of range; the message says what would do.
        """
        raise NotImplementedError

    def texts(self, value: object) -> list[str]:
        """The texts that `parse` reads back as ``value``: one, or as many as were given of a repeatable option."""
        return [str(value)]

    def read(self, value: object) -> object:
        """The value that an entry of a TOML file means.

        Raises:
            ValueError: as for `check`.
        """
        return self.check(value)

    def located(self, value: object, folder: str) -> object:
        """The value as it means the same in any folder, given the one that it was written for."""
        return value

    def only_for_runs(self) -> Self:
        """The same row, for `datarace run` alone."""
        self.for_tests = False
        return self


class Flag(Option):
    """On or off."""

    if TYPE_CHECKING:

        def __get__(self, instance: Options, owner: type | None = None) -> bool: ...

    def parse(self, text: str) -> bool:
        """Read 1, true, yes or on, or their opposites."""
        value = _WORDS.get(text.lower())
        if value is None:
            raise ValueError("must be 1 or 0")
        return value

    def check(self, value: object) -> bool:
        """Take True, False, 1 and 0."""
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise ValueError("must be True or False")

    def texts(self, value: object) -> list[str]:
        """Write 1 or 0."""
        return ["1" if value else "0"]


class Number(Option):
    """A whole number between two bounds."""

    if TYPE_CHECKING:

        def __get__(self, instance: Options, owner: type | None = None) -> int: ...

    def __init__(self, default: int, sentence: str, *, least: int, most: int) -> None:
        super().__init__(default, sentence, "N")
        self.least = least
        self.most = most

    def parse(self, text: str) -> int:
        """Read decimal digits."""
        digits = text.strip()
        if not digits.removeprefix("-").isdecimal():
            raise ValueError(f"must be a whole number from {self.least} to {self.most}")
        return self.check(int(digits))

    def check(self, value: object) -> int:
        """Take an int within the bounds."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise ValueError(f"must be a whole number from {self.least} to {self.most}")
        return value


class Megabytes(Number):
    """A size of memory in megabytes."""

    def __init__(self, default: int, sentence: str, *, least: int, most: int) -> None:
        super().__init__(default, sentence, least=least, most=most)
        self.metavar = "MB"

    def parse(self, text: str) -> int:
        """Read decimal digits, alone or with M or G after them."""
        digits, factor = text.strip().upper().removesuffix("B"), 1
        if digits.endswith("G"):
            factor = 1024
        return self.check(super().parse(digits.removesuffix("M" if factor == 1 else "G")) * factor)

    def read(self, value: object) -> int:
        """Take a number or a text."""
        return self.parse(value) if isinstance(value, str) else self.check(value)


class Choice(Option):
    """One of a few words."""

    if TYPE_CHECKING:

        def __get__(self, instance: Options, owner: type | None = None) -> str: ...

    def __init__(self, default: str, sentence: str, *choices: str) -> None:
        super().__init__(default, sentence, "|".join(choices))
        self.choices = choices

    def parse(self, text: str) -> str:
        """Read one of the words."""
        return self.check(text)

    def check(self, value: object) -> str:
        """Take one of the words."""
        if not isinstance(value, str) or value not in self.choices:
            raise ValueError(f"must be {', '.join(self.choices[:-1])} or {self.choices[-1]}")
        return value


class Text(Option):
    """A text, empty by default."""

    if TYPE_CHECKING:

        def __get__(self, instance: Options, owner: type | None = None) -> str: ...

    def parse(self, text: str) -> str:
        """Read anything."""
        return self.check(text)

    def check(self, value: object) -> str:
        """Take a text or a path object."""
        if hasattr(value, "__fspath__"):
            value = value.__fspath__()
        if not isinstance(value, str):
            raise ValueError("must be a text")
        if "\0" in value:
            raise ValueError("must not contain a null character")
        return value


class Place(Text):
    """A file or folder.

    Args:
        words: values that mean something else.
    """

    def __init__(self, default: str, sentence: str, metavar: str, words: tuple[str, ...] = ()) -> None:
        super().__init__(default, sentence, metavar)
        self.words = ("", *words)

    def located(self, value: object, folder: str) -> str:
        """Make it absolute."""
        assert isinstance(value, str)
        return value if value.lower() in self.words else os.path.abspath(os.path.join(folder, value))


class Texts(Option):
    """Any number of texts: repeated on the command line and in the variable, a sequence in Python."""

    repeatable = True

    if TYPE_CHECKING:

        def __get__(self, instance: Options, owner: type | None = None) -> tuple[str, ...]: ...

    def __init__(self, sentence: str, metavar: str) -> None:
        super().__init__((), sentence, metavar)

    def parse(self, text: str) -> tuple[str, ...]:
        """Read one of them."""
        if not text:
            raise ValueError("must not be empty")
        return (text,)

    def check(self, value: object) -> tuple[str, ...]:
        """Take one text or a sequence of them."""
        if isinstance(value, str):
            return self.parse(value)
        if not isinstance(value, (list, tuple, set, frozenset)) or not all(isinstance(v, str) and v for v in value):
            raise ValueError("must be a text or a sequence of texts")
        return tuple(value)

    def texts(self, value: object) -> list[str]:
        """Write each of them."""
        assert isinstance(value, tuple)
        return list(value)


class Places(Texts):
    """Any number of files."""

    def located(self, value: object, folder: str) -> tuple[str, ...]:
        """Make them absolute."""
        assert isinstance(value, tuple)
        return tuple(os.path.abspath(os.path.join(folder, path)) for path in value)


class Patterns(Texts):
    """Any number of modules or paths: a path is what has a separator or ends in ``.py``."""

    def located(self, value: object, folder: str) -> tuple[str, ...]:
        """Make paths absolute."""
        assert isinstance(value, tuple)
        return tuple(
            os.path.abspath(os.path.join(folder, text)) if "/" in text or text.endswith(".py") else text for text in value
        )


#: The forms that a report comes in.
FORMATS = ("text", "json", "sarif", "github", "junit", "html")


class Formats(Texts):
    """Forms of a report, each with the file that it goes to: ``json=races.json``."""

    def parse(self, text: str) -> tuple[str, ...]:
        """Read one of them."""
        name, _, target = text.partition("=")
        # Text and annotations are for whoever watches: they have a place without a file, standard error.
        if name not in FORMATS or (not target and text not in ("text", "github")) or "\0" in target:
            raise ValueError(f"must be {', '.join(FORMATS[:-1])} or {FORMATS[-1]} with a file after it, as in json=races.json")
        return (text,)

    def check(self, value: object) -> tuple[str, ...]:
        """Take one or a sequence of them."""
        return tuple(text for one in super().check(value) for text in self.parse(one))

    def located(self, value: object, folder: str) -> tuple[str, ...]:
        """Make the files absolute."""
        assert isinstance(value, tuple)
        return tuple(
            f"{name}={os.path.abspath(os.path.join(folder, target))}" if target not in ("", "-") else name + equals + target
            for name, equals, target in (text.partition("=") for text in value)
        )

    @staticmethod
    def targets(values: tuple[str, ...]) -> list[tuple[str, str]]:
        """Each form and its file; ``-`` is standard output, and an empty text standard error."""
        return [(name, target) for name, _, target in (text.partition("=") for text in values)]


class Options:
    """The values of one run. Attributes that were not given have their defaults.

    >>> Options.parse("exit_code=3 halt_on_error=1 include='my app.*' include=lib").include
    ('my app.*', 'lib')
    >>> str(Options.parse("verbose=yes"))
    'verbose=1'
    """

    exit_code = Number(
        66,
        "Exit status when a race was found and the program itself would have exited with 0.",
        least=0,
        most=255,
    ).only_for_runs()
    strict = Flag(
        False,
        "Take every conflict for an error, as Go's detector does: between single operations of containers and plain reads too.",
    )
    fail_on = Choice(
        "error",
        "What changes the exit status: errors, warnings as well, or nothing.",
        *("error", "warning", "never"),
    )
    halt_on_error = Flag(False, "Exit as soon as the first race that changes the exit status has been printed.").only_for_runs()
    log_path = Place("", "Write reports to the file PATH.<process id> instead of standard error.", "PATH")
    format = Formats(
        "Write a report in this form when the program ends: text, json, sarif, github, junit or html, with the file after it; "
        "- is standard output.",
        "FORM=FILE",
    ).only_for_runs()
    baseline = Place(
        "", "A record of races that are known (see datarace baseline): they do not change the exit status; new ones do.", "FILE"
    )
    strip_path_prefix = Text("", "Leave this prefix out where reports name files.", "PREFIX")
    include = Patterns("Watch only modules that match this module or path pattern, of the standard library too.", "PATTERN")
    exclude = Patterns("Do not watch modules that match this module or path pattern; wins over include.", "PATTERN")
    stdlib = Flag(False, "Watch the standard library as well.")
    suppressions = Places("Do not tell races that a rule in this file matches; the format is ThreadSanitizer's and Go's.", "FILE")
    ignore = Texts("Do not tell races that this rule matches: race:PATTERN, race_top:PATTERN, thread:PATTERN, kind:KIND.", "RULE")
    cache = Place("", "Folder that keeps instrumented code from run to run, or 'off'.", "DIR", ("0", "off", "no"))
    memory_limit = Megabytes(
        0,
        "Budget for the detector's own memory; when it is reached, what happened so far is forgotten, which is counted and "
        "told at the end (0: no limit).",
        least=0,
        most=1 << 20,
    )
    processors = Number(
        0,
        "How many threads can run at once, of use only without the GIL (0: as many as the machine has cores).",
        least=0,
        most=1024,
    )
    follow_children = Flag(
        False, "Watch Python programs that the program starts too; forked children of it are watched in any case."
    )
    verbose = Flag(False, "Tell at the end what was done even when no race was found.")

    @classmethod
    def table(cls) -> list[Option]:
        """All options, in the order in which they are documented."""
        return [row for row in vars(cls).values() if isinstance(row, Option)]

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        """Take checked values by name.

        Raises:
            UsageError: a name is not in the table, or a value does not fit its type.
        """
        table = {row.name: row for row in self.table()}
        self._given: dict[str, object] = {}
        for name, value in (values or {}).items():
            row = _row(table, name, "")
            try:
                self._given[name] = row.check(value)
            except ValueError as error:
                raise UsageError(f"option {name} {error}, not {value!r}") from None
        # Instance attributes: rows are not data descriptors, so these win over the row of the same name.
        for name, row in table.items():
            self.__dict__[name] = self._given.get(name, row.default)

    @classmethod
    def parse(cls, text: str, where: str = VARIABLE) -> Self:
        """Options from the text of ``DATARACE_OPTIONS``.

        Args:
            text: ``name=value`` words; quotes and backslashes work as in a shell. A flag may stand alone.
            where: what to call the place of the text in an error.

        Raises:
            UsageError: the text is malformed, or as for the constructor.
        """
        table = {row.name: row for row in cls.table()}
        values: dict[str, object] = {}
        for word in _split(text, where):
            name, equals, value = word.partition("=")
            row = _row(table, name, f"{where}: ")
            if not equals:
                if not isinstance(row, Flag):
                    raise UsageError(f"{where}: option {name} needs a value: {name}={row.metavar or 'VALUE'}")
                value = "1"
            try:
                parsed = row.parse(value)
            except ValueError as error:
                raise UsageError(f"{where}: option {name} {error}, not {value!r}") from None
            if isinstance(row, Texts):
                assert isinstance(parsed, tuple)
                values[name] = (*row.check(values.get(name, ())), *parsed)
            else:
                values[name] = parsed
        return cls(values)

    def updated(self, values: Mapping[str, object]) -> Self:
        """These options with some replaced; repeatable ones are added to.

        Raises:
            UsageError: as for the constructor.
        """
        new = type(self)(values)
        merged = {**self._given, **new._given}
        for row in self.table():
            if row.repeatable and row.name in self._given and row.name in new._given:
                old, added = self._given[row.name], new._given[row.name]
                assert isinstance(old, tuple)
                assert isinstance(added, tuple)
                merged[row.name] = old + added
        return type(self)(merged)

    @classmethod
    def from_table(cls, table: Mapping[str, object], where: str, folder: str) -> Self:
        """Options from a table of a TOML file.

        Args:
            table: values by name.
            where: what to call the file in an error.
            folder: what relative paths in it are relative to.

        Raises:
            UsageError: as for the constructor.
        """
        rows = {row.name: row for row in cls.table()}
        values: dict[str, object] = {}
        for name, value in table.items():
            row = _row(rows, name, f"{where}: ")
            try:
                values[name] = row.located(row.read(value), folder)
            except ValueError as error:
                raise UsageError(f"{where}: option {name} {error}, not {value!r}") from None
        return cls(values)

    def located(self, folder: str) -> Self:
        """These options as they mean the same in any folder, given the one that they were written for."""
        return type(self)({row.name: row.located(value, folder) for row, value in self.given()})

    def is_given(self, row: Option) -> bool:
        """Whether there is a value for this row, be it the default."""
        return row.name in self._given

    def given(self) -> Iterator[tuple[Option, object]]:
        """The options that differ from their defaults."""
        for row in self.table():
            value = self._given.get(row.name, row.default)
            if value != row.default:
                yield row, value

    def __str__(self) -> str:
        """The text that `parse` reads back as equal options."""
        return " ".join(f"{row.name}={_quoted(text)}" for row, value in self.given() for text in row.texts(value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Options) and list(self.given()) == list(other.given())

    __hash__ = None  # type: ignore[assignment]


def markdown() -> str:
    """The table as Markdown, for the documentation and ``datarace options``."""
    lines = ["| flag | in DATARACE_OPTIONS and start() | default | what it does |", "| --- | --- | --- | --- |"]
    for row in Options.table():
        flag = f"`{row.flag} {row.metavar}`" if row.metavar else f"`{row.flag}`"
        default = ", ".join(f"`{text}`" for text in row.texts(row.default) if text) or "none"
        again = " May be given more than once." if row.repeatable else ""
        lines.append(f"| {flag} | `{row.name}` | {default} | {row.sentence}{again} |")
    return "\n".join(lines) + "\n"


def _row(table: dict[str, Option], name: str, where: str) -> Option:
    row = table.get(name)
    if row is None:
        raise UsageError(f"{where}there is no option {name!r}{nearest(name, list(table))}")
    return row


def _quoted(text: str) -> str:
    """``text`` as one word for `_split`."""
    if text and not any(c.isspace() or c in "'\"\\" for c in text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def _split(text: str, where: str) -> list[str]:
    """Words as a shell splits them, without expansion. Not shlex: that would import re into the program under test."""
    words: list[str] = []
    word: list[str] | None = None
    quote = ""
    characters = iter(text)
    for c in characters:
        if (quote == "'" and c != "'") or (quote == '"' and c not in '"\\'):
            assert word is not None
            word.append(c)
        elif c == quote:
            quote = ""
        elif c == "\\":
            word = word if word is not None else []
            escaped = next(characters, "")
            if not escaped:
                raise UsageError(f"{where}: the text ends with a backslash that escapes nothing")
            word.append(escaped if not quote or escaped in '"\\' else "\\" + escaped)
        elif c in "'\"":
            word = word if word is not None else []
            quote = c
        elif c.isspace():
            if word is not None:
                words.append("".join(word))
            word = None
        else:
            word = word if word is not None else []
            word.append(c)
    if quote:
        raise UsageError(f"{where}: a quote ({quote}) is opened and never closed")
    if word is not None:
        words.append("".join(word))
    return words
