"""The data race detector for Python.

``datarace run app.py`` runs a program and prints every data race that the run exposes. The same from inside a program::

    import datarace

    datarace.start()
    ...
    races = datarace.stop()

This module only re-exports. It stays light on purpose: a program under test imports it before its first line runs.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datarace.annotations import acquire, atomic, benign, ignore, release, release_merge
    from datarace.detector import set_processors, start, stats, stop
    from datarace.errors import DataraceError, InstallationError, StateError, UsageError
    from datarace.figures import Stats
    from datarace.reports.model import Access, Finalization, Frame, Location, Lock, Meeting, Process, Race, Task

__all__ = [
    "Access",
    "DataraceError",
    "Finalization",
    "Frame",
    "InstallationError",
    "Location",
    "Lock",
    "Meeting",
    "Process",
    "Race",
    "StateError",
    "Stats",
    "Task",
    "UsageError",
    "acquire",
    "atomic",
    "benign",
    "ignore",
    "release",
    "release_merge",
    "set_processors",
    "start",
    "stats",
    "stop",
]

# Where each public name lives: loaded at first use, since the report model alone costs more than Python's own start.
_homes = {
    **dict.fromkeys(
        ("Access", "Finalization", "Frame", "Location", "Lock", "Meeting", "Process", "Race", "Task"),
        "datarace.reports.model",
    ),
    **dict.fromkeys(("DataraceError", "InstallationError", "StateError", "UsageError"), "datarace.errors"),
    **dict.fromkeys(("acquire", "atomic", "benign", "ignore", "release", "release_merge"), "datarace.annotations"),
    **dict.fromkeys(("set_processors", "start", "stats", "stop"), "datarace.detector"),
    "Stats": "datarace.figures",
    # For `%load_ext datarace` in IPython and notebooks.
    "load_ipython_extension": "datarace.notebook",
}


def __getattr__(name: str) -> object:
    home = _homes.get(name)
    if home is None:
        raise AttributeError(f"module 'datarace' has no attribute {name!r}")
    # Not importlib.import_module: importlib itself may not be loaded yet.
    module = __import__(home, fromlist=[name])
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
