"""Write docs/kinds.md from the table in `datarace.reports.lessons`, which ``datarace explain`` shows too.

python docs/make_kinds.py            write the page
python docs/make_kinds.py --check    write nothing, status 1 if the page is not what the table says (CI)
"""

import sys
from pathlib import Path

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


def main() -> int:
    """Write or check the page."""
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
            print(f"{PAGE} is not what the table says: run python docs/{Path(__file__).name}", file=sys.stderr)
            return 1
        return 0
    if sys.argv[1:]:
        print(f"usage: {Path(__file__).name} [--check]", file=sys.stderr)
        return 2
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
