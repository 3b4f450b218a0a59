"""Where the standard library is. Without `sysconfig`: that would bring a table of the whole build into the program under test."""

from __future__ import annotations

import os
import sys


def folders() -> tuple[str, ...]:
    """The folders of pure modules and, if that is elsewhere, of compiled ones, each with a separator at its end."""
    pure = os.path.dirname(os.path.abspath(os.__file__))
    found = {pure}
    if pure.startswith(sys.base_prefix + os.sep):
        found.add(sys.base_exec_prefix + pure[len(sys.base_prefix) :])
    found |= {os.path.realpath(folder) for folder in found}
    return tuple(folder + os.sep for folder in sorted(found))
