"""What each kind of race is, the smallest program that has it, and how that is mended: ``lessons.md``, taken apart.

``datarace explain``, the pages of the documentation, the rules in SARIF files and the reports in HTML are made from it. The
programs are run by the tests, and reported as the kind that they show; what mends them is run too, and nothing is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("lessons.md")
_MEND = "### How to mend it"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One kind of race."""

    kind: str
    #: Error or warning, where nothing in the code makes it another (two threads that write the same constant lose nothing).
    level: str
    #: One sentence without its full stop.
    title: str
    #: What it is, and what goes wrong; paragraphs.
    what: tuple[str, ...]
    program: str
    #: How to mend it; paragraphs.
    mend: tuple[str, ...]
    mended: str


def _lesson(section: str) -> Lesson:
    """A section of the file, from after its ``## `` to the next one's."""
    head, _, body = section.partition("\n")
    kind, _, level = head.rstrip(")").partition(" (")
    wrong, _, right = body.partition(_MEND)
    (title, *what), program = _taken_apart(wrong)
    mend, mended = _taken_apart(right)
    return Lesson(kind, level, title.rstrip("."), tuple(what), program, tuple(mend), mended)


def _taken_apart(text: str) -> tuple[list[str], str]:
    """The paragraphs of a text, and the program after them."""
    prose, _, rest = text.partition("```python\n")
    program, _, _ = rest.partition("```")
    return [" ".join(paragraph.split()) for paragraph in prose.strip().split("\n\n")], program


def _lessons() -> dict[str, Lesson]:
    _, *sections = _FILE.read_text(encoding="utf-8").split("\n## ")
    return {lesson.kind: lesson for lesson in map(_lesson, sections)}


LESSONS: dict[str, Lesson] = _lessons()


def table() -> str:
    """All kinds for the documentation, each with a link to its page."""
    rows = ["| kind | counts as | what |", "| --- | --- | --- |"]
    rows += [f"| [`{one.kind}`](kinds/{one.kind}.md) | {one.level} | {one.title} |" for one in LESSONS.values()]
    return "\n".join(rows) + "\n"


def page(lesson: Lesson) -> str:
    """One kind for the documentation."""
    counts = "an error" if lesson.level == "error" else "a warning"
    parts = [f"# {lesson.kind}", "", f"{lesson.title}. Counts as {counts}."]
    for paragraph in lesson.what:
        parts += ["", paragraph]
    parts += ["", "```python", lesson.program.rstrip(), "```", "", "## How to mend it"]
    for paragraph in lesson.mend:
        parts += ["", paragraph]
    parts += ["", "```python", lesson.mended.rstrip(), "```"]
    return "\n".join(parts) + "\n"
