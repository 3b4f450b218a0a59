"""Write docs/kinds.md from the table in `datarace.reports.lessons`, which ``datarace explain`` shows too.

python docs/make_kinds.py            write the page
python docs/make_kinds.py --check    write nothing, status 1 if the page is not what the table says (CI)
"""

import sys
from pathlib import Path

import generated

from datarace.reports import lessons

PAGE = Path(__file__).with_name("kinds.md")

TEMPLATE = """\
<!-- Written by docs/make_kinds.py from the table in datarace.reports.lessons: change that. -->
# Kinds of races

A report names the kind of a race: what the two accesses are part of, and so what goes wrong. The first kind in the order of
[the memory model](memory-model.md) that fits is the one. `datarace explain KIND` shows what is on this page in a terminal, and
`datarace explain LAST` explains the last race that was found. Every program here can be run as it is.

{lessons}"""


def page() -> str:
    """Return the whole page."""
    return TEMPLATE.format(lessons=lessons.markdown())


if __name__ == "__main__":
    sys.exit(generated.main(__file__, {PAGE: page()}, "the table says"))
