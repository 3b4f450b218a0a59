"""IPython and notebooks: ``%load_ext datarace``, then ``%%datarace`` at the top of a cell.

The cell runs under the detector, and what it found is shown below: as the page of the HTML report where there is a browser, as
text in a terminal. Functions that were defined in earlier cells are watched too; threads that run already from their next call of
a function on.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from datarace.errors import DataraceError
from datarace.options import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datarace.reports.model import Race
    from datarace.reports.record import Record

#: What runs the cells has threads of its own, which are nobody's subject.
MACHINERY = (
    "IPython",
    "comm",
    "debugpy",
    "ipykernel",
    "jupyter_client",
    "jupyter_core",
    "prompt_toolkit",
    "tornado",
    "traitlets",
    "zmq",
)

#: Pixels of the page in a notebook.
_HEIGHT = 820


class Found:
    """The races of a cell, as a notebook or a terminal shows them.

    Args:
        races: what was found.
    """

    def __init__(self, races: Sequence[Race]) -> None:
        self.races = races

    def __repr__(self) -> str:
        from datarace.reports.formats import View, rendered

        return rendered("text", self._record(), View()).rstrip()

    def _repr_html_(self) -> str:
        from datarace.reports.formats import View, rendered

        if not self.races:
            return "<p>datarace: no data race</p>"
        page = escape(rendered("html", self._record(), View()))
        return f'<iframe srcdoc="{page}" style="width:100%;height:{_HEIGHT}px;border:1px solid #8884;border-radius:8px"></iframe>'

    def _record(self) -> Record:
        from datarace.reports.reading import merged
        from datarace.reports.record import Record
        from datarace.reports.sources import source_line
        from datarace.reports.spool import lines_around

        sources: dict[str, dict[int, str]] = {}
        for race in self.races:
            for file, line in lines_around(race):
                sources.setdefault(file, {})[line] = source_line(file, line)
        return merged([Record(races=tuple(self.races), sources=sources)])


def load_ipython_extension(shell: Any) -> None:
    """Called by ``%load_ext datarace``."""
    shell.register_magic_function(lambda line, cell: _watched(shell, line, cell), "cell", "datarace")


def _watched(shell: Any, line: str, cell: str) -> None:
    """Run a cell under the detector, and show what it found.

    Args:
        shell: the running IPython.
        line: options, as in ``DATARACE_OPTIONS``.
        cell: the code.
    """
    from datarace import detector

    try:
        options = Options.parse(line, "%%datarace")
        # What is found is shown here, once, and not while it is found.
        given = {row.name: value for row, value in options.given()} | {"exclude": (*options.exclude, *MACHINERY)}
        detector.start(**{"format": ("text=/dev/null",), **given})
    except DataraceError as error:
        print(f"datarace: {error}")
        return
    try:
        shell.run_cell(cell)
    finally:
        races = detector.stop()
    from IPython.display import display

    # Not as the value of the cell: the one that ran inside has its own.
    display(Found(races))
