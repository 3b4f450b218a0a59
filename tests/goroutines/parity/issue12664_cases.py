"""A global is printed while it is set."""

import io

from pair import both

text = "hello"


async def race_issue_12664():
    """TestRaceIssue12664: a global string is set while it is passed to print."""

    def first():
        global text
        text = "world"

    def second():
        print(text, file=io.StringIO())

    await both(first, second)
