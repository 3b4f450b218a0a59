"""What each kind of race is, the smallest program that has it, and how that is mended: ``lessons.md``, taken apart.

``datarace explain``, the page docs/kinds.md, the rules in SARIF files and the reports in HTML are made from it. The programs are
run by the tests, and reported as the kind that they show; what mends them is run too, and nothing is reported.
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


def markdown() -> str:
    """All of it for the documentation, with a table of contents."""
    parts = ["| kind | counts as | what |", "| --- | --- | --- |"]
    parts += [f"| [`{one.kind}`](#{one.kind}) | {one.level} | {one.title} |" for one in LESSONS.values()]
    for one in LESSONS.values():
        parts += ["", f"## {one.kind}", "", f"{one.title}. Counts as {'an error' if one.level == 'error' else 'a warning'}."]
        for paragraph in one.what:
            parts += ["", paragraph]
        parts += ["", "```python", one.program.rstrip(), "```", "", _MEND]
        for paragraph in one.mend:
            parts += ["", paragraph]
        parts += ["", "```python", one.mended.rstrip(), "```"]
    return "\n".join(parts) + "\n"
