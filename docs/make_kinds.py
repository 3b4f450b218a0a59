"""Write docs/kinds.md and a page for each kind from the table in `datarace.reports.lessons`, as ``datarace explain`` does.

python docs/make_kinds.py            write the pages
python docs/make_kinds.py --check    write nothing, status 1 if one of them is not what the table says (CI)
"""

import sys
from pathlib import Path

import generated

from datarace.reports import lessons

DOCS = Path(__file__).parent
NOTICE = "<!-- Written by docs/make_kinds.py from the table in datarace.reports.lessons: change that. -->"

TEMPLATE = """\
{notice}
# Kinds of races

A report names the kind of a race: what the two accesses are part of, and so what goes wrong. The first kind in the order of
[the memory model](memory-model.md) that fits is the one. `datarace explain KIND` shows the page of a kind in a terminal, and
`datarace explain LAST` explains the last race that was found. Every program there can be run as it is.

{table}
```{{toctree}}
:hidden:

{pages}
```
"""


def index() -> str:
    """The page with all kinds."""
    pages = "\n".join(f"kinds/{kind}" for kind in lessons.LESSONS)
    return TEMPLATE.format(notice=NOTICE, table=lessons.table(), pages=pages)


def files() -> dict[Path, str]:
    """All that is written."""
    pages = {DOCS / "kinds" / f"{kind}.md": f"{NOTICE}\n{lessons.page(one)}" for kind, one in lessons.LESSONS.items()}
    return {**pages, DOCS / "kinds.md": index()}


if __name__ == "__main__":
    sys.exit(generated.main(__file__, files(), "the table says"))
