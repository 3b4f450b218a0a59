"""Write docs/options.md from the option table in `datarace.options`.

The command line, the environment variable, `datarace.start` and this page derive from one table, so they cannot drift.

    python docs/make_options.py            write the page
    python docs/make_options.py --check    write nothing, status 1 if the page is not what the table says (CI)
"""

import sys
from pathlib import Path

from datarace import options

PAGE = Path(__file__).with_name("options.md")

TEMPLATE = """\
<!-- Written by docs/make_options.py from the table in datarace.options: change that. -->
# Options

The same options are given on the command line (`datarace run --log-path races app.py`), in the environment variable
`{variable}` (`{variable}="log_path=races halt_on_error=1" python -m datarace run app.py`) and as arguments of
`datarace.start(log_path="races", halt_on_error=True)`. The command line wins over the variable; options that may be
given more than once add up. In the variable, words are split as a shell does, with quotes and backslashes.

{table}
An option that does not exist, or a value that does not fit, ends the command with status 2 and one sentence.
"""


def page() -> str:
    """Return the whole page."""
    return TEMPLATE.format(variable=options.VARIABLE, table=options.markdown())


def main() -> int:
    """Write or check the page."""
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
            print(f"{PAGE} is not what the option table says: run python {Path(__file__).name}", file=sys.stderr)
            return 1
        return 0
    if sys.argv[1:]:
        print(f"usage: {Path(__file__).name} [--check]", file=sys.stderr)
        return 2
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
