"""Leaves the test runner's own frames out of stacks: a report is about what the test did, not how pytest came to call it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datarace.reports.model import Access, Frame, Race

#: Packages whose frames are the test runner's.
_RUNNERS = ("_pytest", "pytest", "pluggy", "xdist", "execnet", "pytest_run_parallel")


def _folder(package: str) -> str:
    file = getattr(sys.modules.get(package), "__file__", None)
    return os.path.dirname(os.path.abspath(file)) + os.sep if file else ""


class Trimmer:
    """Cuts stacks at their outer end, where they are pytest's.

    The frames between the interpreter's start and the first of pytest's go, and pytest's own up to the first that is not: the
    test function, the fixture, the test module. Frames of pytest further in stay, since there the program called it.
    """

    def __init__(self) -> None:
        self._folders = tuple(filter(None, map(_folder, _RUNNERS)))

    def race(self, race: Race) -> Race:
        """The race with its stacks cut."""
        return replace(race, current=self._access(race.current), previous=self._access(race.previous))

    def stack(self, stack: tuple[Frame, ...]) -> tuple[Frame, ...]:
        """A stack, youngest frame first, without its outer frames; all of it where nothing else would be left."""
        end = len(stack)
        own = [frame.file.startswith(self._folders) for frame in stack] if self._folders else []
        if any(own):
            end = len(own) - own[::-1].index(True)
            while end and own[end - 1]:
                end -= 1
        return stack[:end] or stack

    def _access(self, access: Access) -> Access:
        task = replace(access.task, created=self.stack(access.task.created))
        return replace(access, task=task, stack=self.stack(access.stack))
