"""Makes the reports of a run from its spool: the main function of the process that the program starts when it ends."""

from __future__ import annotations

import os
import sys

from datarace.errors import DataraceError
from datarace.options import Formats
from datarace.reports.formats import View, write_all
from datarace.reports.reading import load, merged


def main() -> int:
    """Read the spool, write every report, and take the spool away where no report took its place.

    The arguments are the prefix to leave out of names of files, ``1`` where there is a baseline, the spool, and each form as
    ``json=races.json``.

    Returns:
        The exit status.
    """
    strip, baseline, spool, *given = sys.argv[1:]
    forms = Formats.targets(tuple(given))
    try:
        record = merged([load(spool)])
        # The record comes last: until then its file is the spool, which stays when something goes wrong.
        forms.sort(key=lambda row: os.path.abspath(row[1]) == spool)
        write_all(forms, record, View.of(record, strip, has_baseline=bool(baseline)))
    except DataraceError as error:
        print(f"datarace: {error}", file=sys.stderr)
        return error.status
    if not any(os.path.abspath(target) == spool for _, target in forms if target not in ("", "-")):
        os.unlink(spool)
    return 0
