"""Whether this interpreter has a global lock. Nothing is imported for it: the program under test asks too."""

from __future__ import annotations

import sys


def is_free_threaded() -> bool:
    """Whether this build can do without the GIL."""
    return "free-threading" in sys.version  # only such builds call themselves so


def is_enabled() -> bool:
    """Whether there is a GIL at the moment: also in a free-threaded build, when an extension module or the user asked for it."""
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def describe() -> str:
    """The build, and the state of the GIL where that is a question."""
    if not is_free_threaded():
        return "with GIL"
    return f"free-threaded, GIL {'enabled' if is_enabled() else 'disabled'}"
