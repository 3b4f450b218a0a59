"""Write docs/options.md, and the options of the pytest plugin, from the option table in `datarace.options`.

The command line, the environment variable, pyproject.toml, `datarace.start`, pytest and this page derive from one table, so
they cannot drift. The plugin has a copy, because pytest asks for its options where nothing of datarace is to be imported.

    python docs/make_options.py            write the page and the copy
    python docs/make_options.py --check    write nothing, status 1 if one of them is not what the table says (CI)
"""

import json
import re
import sys
from pathlib import Path

import generated

from datarace import options

PAGE = Path(__file__).with_name("options.md")
PLUGIN = Path(__file__).parent.parent / "src" / "pytest_datarace.py"

TEMPLATE = """\
<!-- Written by docs/make_options.py from the table in datarace.options: change that. -->
# Options

The same options are given on the command line (`datarace run --log-path races app.py`), in the environment variable
`{variable}` (`{variable}="log_path=races halt_on_error=1" python -m datarace run app.py`), in the table `[tool.datarace]` of
`pyproject.toml` and as arguments of `datarace.start(log_path="races", halt_on_error=True)`. The command line wins over the
variable, and that over the file ([configuration](configuration.md)); options that may be given more than once add up. In the
variable, words are split as a shell does, with quotes and backslashes. [pytest](pytest.md) has them as `--datarace-log-path`
and `datarace_log_path`.

{table}
An option that does not exist, or a value that does not fit, ends the command with status 2 and one sentence.
"""


def cells(table: str) -> str:
    """Return the table with what Markdown would take for the end of a cell, or for a tag and leave out, as it is to be read."""
    pieces = re.split(r"(`[^`]*`)", table)
    pieces[0::2] = [re.sub(r"<(?=\w)", r"\<", prose) for prose in pieces[0::2]]
    pieces[1::2] = [typed.replace("|", r"\|") for typed in pieces[1::2]]
    return "".join(pieces)


def page() -> str:
    """Return the whole page."""
    return TEMPLATE.format(variable=options.VARIABLE, table=cells(options.markdown()))


def plugin() -> str:
    """Return the plugin's source with the options as they are now."""
    text = PLUGIN.read_text(encoding="utf-8")
    before, begin, rest = text.partition("OPTIONS = (")
    _, end, after = rest.partition("# fmt: on\n")
    assert begin, "the plugin has a table"
    assert end, "and the table has an end"
    rows = [
        (row.name, isinstance(row, options.Flag), row.repeatable, row.metavar, row.sentence)
        for row in options.Options.table()
        if row.for_tests
    ]
    texts = (", ".join(json.dumps(cell) if isinstance(cell, str) else repr(cell) for cell in row) for row in rows)
    lines = "".join(f"    ({text}),\n" for text in texts)
    return f"{before}{begin}\n{lines})\n{end}{after}"


if __name__ == "__main__":
    sys.exit(generated.main(__file__, {PAGE: page(), PLUGIN: plugin()}, "the option table says"))
