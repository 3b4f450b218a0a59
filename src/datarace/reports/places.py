"""Where a race is shown to be: which frame of a stack, and how its file is called."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from datarace.reports.model import Frame

#: Folders of what was installed, as parts of a path.
_INSTALLED = ("/site-packages/", "/dist-packages/")


def place(frame: Frame, strip: str = "") -> str:
    """Where a frame is, as ``bank.py:12``."""
    file = stripped(frame.file, strip)
    return f"{file}:{frame.line}" if frame.line else file


def stripped(file: str, strip: str) -> str:
    """A file without a prefix, if it has that."""
    return file[len(strip) :] if strip and file.startswith(strip) else file


def nearest_own(stack: Sequence[Frame]) -> Frame | None:
    """The youngest frame in the code of the program: what somebody would look at first.

    Where all is in installed packages it is the youngest outside of the standard library, and else the youngest.
    """
    foreign = [frame for frame in stack if not is_standard(frame)]
    own = next((frame for frame in foreign if not any(part in frame.file for part in _INSTALLED)), None)
    return own or next(iter(foreign), None) or next(iter(stack), None)


def is_standard(frame: Frame) -> bool:
    """Whether a frame is in the standard library."""
    # By the name alone a module of the program that is called like one of the library's would be taken for that.
    if frame.file.startswith("<frozen "):
        return True
    return frame.module.partition(".")[0] in sys.stdlib_module_names and "/python" in frame.file
