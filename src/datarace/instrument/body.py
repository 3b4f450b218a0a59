"""The three kinds of namespace that the outermost code of a tree can run in."""

from __future__ import annotations

from enum import Enum


class Body(Enum):
    """What the names of the outermost code are."""

    MODULE = "a module that is being imported: nobody else has its names yet"
    LIVE = "names of a module that others may already use: __main__, a reload, a snippet run in a module's namespace"
    DETACHED = "names of a namespace that is nobody's globals"
