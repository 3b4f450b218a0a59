"""The way in: `datarace run PROGRAM` without options of ours goes to the launcher at once, all else to click.

Most runs have no options on the command line, and then there is nothing to parse: the program begins with the first word. So
there is no second parser here that could disagree with the first, and no program waits for the import of one.
"""

from __future__ import annotations

import os
import sys

from datarace.cli.launch import Program, begins_program, launch
from datarace.configuration import Configuration
from datarace.errors import DataraceError

#: By this variable the shell asks click for completions.
_COMPLETION = "_DATARACE_COMPLETE"


def main() -> None:
    """Entry point. Whatever is wrong with the command is one sentence on standard error and status 2."""
    words = sys.argv[1:]
    if words[:1] == ["run"] and len(words) > 1 and begins_program(words[1]) and _COMPLETION not in os.environ:
        _run(words[1:])
    else:
        from datarace.cli.main import main as with_click

        with_click()


def _run(words: list[str]) -> None:
    try:
        launch(Program.parse(words), Configuration.of(os.getcwd(), os.environ).options)
    except DataraceError as error:
        print(f"datarace: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
