"""Colours for a report on a terminal: put over the finished text, whose words and lines stay as they are."""

from __future__ import annotations

_OFF = "\x1b[0m"
_BOLD, _DIM, _RED, _YELLOW, _CYAN, _MAGENTA = (f"\x1b[{code}m" for code in (1, 2, 31, 33, 36, 35))

#: The beginning of a line, and how it is painted.
_STYLES = (
    ("====", _DIM),
    ("WARNING: DATA RACE", _BOLD + _RED),
    ("Location: ", _BOLD),
    ("Write at", _BOLD + _CYAN),
    ("Read at", _BOLD + _CYAN),
    ("Previous ", _BOLD + _CYAN),
    ("  holding ", _MAGENTA),
)


def coloured(text: str) -> str:
    """A report in colour.

    Args:
        text: one or more reports as `datarace.reports.text` writes them.
    """
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if not line:
        return line
    for level, colour in ((": error: ", _RED), (": warning: ", _YELLOW)):
        place, found, rest = line.partition(level)
        if found and not line.startswith(" "):
            return f"{_BOLD}{place}{_OFF}{_BOLD}{colour}{level}{_OFF}{rest}"
    if line.startswith("Kind: "):
        return f"{_BOLD}{_YELLOW if line.endswith('(warning)') else _RED}{line}{_OFF}"
    if line.startswith("        "):
        return f"{_RED}{line}{_OFF}" if set(line) == {" ", "^"} else line
    style = next((style for start, style in _STYLES if line.startswith(start)), "")
    if line.startswith("      "):
        style = _DIM
    return f"{style}{line}{_OFF}" if style else line
