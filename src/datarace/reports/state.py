"""Where the last race is kept from one run to the next command."""

from __future__ import annotations

import os


def last_path() -> str:
    """The file with the last race: ``datarace/last.json`` in the folder for state of the XDG base directories."""
    base = os.environ.get("XDG_STATE_HOME", "")
    if not base.startswith("/"):  # by that specification, a relative one is not to be used
        base = os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "datarace", "last.json")
