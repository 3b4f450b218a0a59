"""Write a page for each command and the manual page datarace.1 from the click commands, which ``--help`` shows too.

python docs/make_commands.py            write docs/commands/*.md and docs/datarace.1
python docs/make_commands.py --check    write nothing, status 1 if one of them is not what the commands say (CI)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import generated
from commands import ROOT, Command

from datarace import __version__

DOCS = Path(__file__).parent
NOTICE = "<!-- Written by docs/make_commands.py from the commands in datarace.cli: change those. -->"

#: Where more is said about a command: the title of a link and its page.
MORE = {
    "run": [("Reports", "reports"), ("Options", "options"), ("Processes", "processes"), ("Suppressions", "suppressions")],
    "test": [("pytest", "pytest")],
    "report": [("Reports", "reports"), ("In CI", "ci")],
    "baseline": [("Baseline", "baseline")],
    "explain": [("Kinds of races", "kinds")],
    "replay": [("Replay", "replay")],
    "env": [("Configuration", "configuration")],
    "options": [("Options", "options")],
    "completion": [],
}

STATUS = [
    ("0", "The program ended with 0, and no race was found that changes the status (see --fail-on)."),
    ("66", "The program ended with 0, and such a race was found. --exit-code takes another number."),
    ("2", "The command could not be understood or could not begin; one sentence on standard error says why."),
    ("other", "The exit status of the program itself, or of pytest."),
]

VARIABLES = [
    ("DATARACE_OPTIONS", "Options as name=value with underscores, separated by spaces."),
    ("NO_COLOR, FORCE_COLOR", "No colour on a terminal; colour elsewhere too."),
    ("XDG_CACHE_HOME", "Instrumented code is kept in the folder datarace below it (default: ~/.cache)."),
    (
        "XDG_STATE_HOME",
        "The last race is kept for 'datarace explain LAST' in the folder datarace below it (default: ~/.local/state).",
    ),
]

EXAMPLES = [
    ("Run a script and print its races:", "datarace run app.py --port 8000"),
    ("Run a module, and write a page for the browser as well:", "datarace run --format html=races.html -m package"),
    ("Run the tests; one with a race fails:", "datarace test tests"),
    ("Explain the last race that was found:", "datarace explain LAST"),
]


def _prose(text: str) -> str:
    """Help as Markdown: what stands in quotes or begins with two dashes is typed, the rest is to be taken as it is."""
    pieces = re.split(r"('(?:datarace|python)[^']*'|(?<![\w-])--[a-z][\w-]*)", text)
    return "".join(
        f"`{piece.strip(chr(39))}`" if i % 2 else re.sub(r"([*_<>\[\]|`\\])", r"\\\1", piece) for i, piece in enumerate(pieces)
    )


def _body(command: Command, level: int) -> list[str]:
    lines = [f"{'#' * level} {command.name}", "", "```text", f"{command.name} {command.usage}", "```"]
    for paragraph in command.paragraphs:
        lines += ["", _prose(paragraph)]
    lines += ["", "| option | what it does |", "| --- | --- |"]
    lines += [f"| `{spelled.replace('|', chr(92) + '|')}` | {_prose(sentence)} |" for spelled, sentence in command.options]
    for inner in command.inner:
        lines += ["", *_body(inner, level + 1)]
    return lines


def page(command: Command) -> str:
    """The page of one command."""
    lines = [NOTICE, *_body(command, 1)]
    if MORE[command.slug]:
        lines += ["", "See also: " + ", ".join(f"[{title}](../{name}.md)" for title, name in MORE[command.slug]) + "."]
    return "\n".join(lines) + "\n"


def index() -> str:
    """The page that leads to the others."""
    lines = [NOTICE, "# Commands", "", "| command | what it does |", "| --- | --- |"]
    lines += [f"| [`{one.name}`]({one.slug}.md) | {_prose(one.paragraphs[0])} |" for one in ROOT.inner]
    lines += [
        "",
        "`datarace --version` shows the version, the Python, whether it has the GIL, and whether the compiled part is in place.",
        "`man datarace` shows all of this in a terminal: the manual page is installed in `share/man/man1` of the environment.",
        "",
        "## Exit status",
        "",
        "| status | meaning |",
        "| --- | --- |",
        *(f"| {number} | {_prose(meaning)} |" for number, meaning in STATUS),
        "",
        "## Environment",
        "",
        "| variable | meaning |",
        "| --- | --- |",
        *(f"| `{name}` | {_prose(meaning)} |" for name, meaning in VARIABLES),
        "",
        "```{toctree}",
        ":hidden:",
        "",
        *(one.slug for one in ROOT.inner),
        "```",
    ]
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    """Text of which nothing is taken for a request: dashes are those that are typed."""
    for character, name in (("\\", "e"), ("-", "-"), ("'", "(aq"), ("`", "(ga"), ("~", "(ti"), ("^", "(ha")):
        text = text.replace(character, f"\\{name}")
    return f"\\&{text}" if text.startswith(".") else text


def _manual_command(command: Command) -> list[str]:
    lines = [f".SS {_roff(command.name)} {_roff(command.usage)}"]
    for paragraph in command.paragraphs:
        lines += [".PP", _roff(paragraph)]
    for spelled, sentence in command.options:
        lines += [".TP", f".B {_roff(spelled)}", _roff(sentence)]
    for inner in command.inner:
        lines += _manual_command(inner)
    return lines


def manual() -> str:
    """The manual page, in the macros of man(7)."""
    lines = [
        '.\\" Written by docs/make_commands.py from the commands in datarace.cli: change those.',
        f'.TH DATARACE 1 "" "datarace {_roff(__version__)}" "User Commands"',
        ".SH NAME",
        "datarace \\- find the data races that a run of a Python program exposes",
        ".SH SYNOPSIS",
        *(line for one in ROOT.inner for line in (f".B {_roff(one.name)}", _roff(one.usage), ".br")),
        ".SH DESCRIPTION",
        *(line for paragraph in ROOT.paragraphs for line in (".PP", _roff(paragraph))),
        ".SH COMMANDS",
        *(line for one in ROOT.inner for line in _manual_command(one)),
        ".SH EXIT STATUS",
        *(line for number, meaning in STATUS for line in (".TP", f".B {number}", _roff(meaning))),
        ".SH ENVIRONMENT",
        *(line for name, meaning in VARIABLES for line in (".TP", f".B {name}", _roff(meaning))),
        ".SH EXAMPLES",
        *(line for sentence, typed in EXAMPLES for line in (".PP", _roff(sentence), ".PP", ".EX", _roff(typed), ".EE")),
        ".SH SEE ALSO",
        ".BR python3 (1)",
    ]
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """All that is written."""
    pages = {DOCS / "commands" / f"{one.slug}.md": page(one) for one in ROOT.inner}
    return {**pages, DOCS / "commands" / "index.md": index(), DOCS / "datarace.1": manual()}


if __name__ == "__main__":
    sys.exit(generated.main(__file__, files(), "the commands say"))
