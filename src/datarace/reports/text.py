"""A race as text: the grammar that users of Go's race detector know, and after it what Go's reports lack.

==================
WARNING: DATA RACE
Kind: lost-update (error)
Location: attribute 'balance' of <Account at 0x7f0ca8b2c1d0>

Write at 0x7f0ca8b2c1d0 by thread T2 'teller-2':
  Account.deposit()
      bank.py:9
        self.balance += amount
        ^^^^^^^^^^^^
  holding no lock

Previous read at 0x7f0ca8b2c1d0 by thread T1 'teller-1':
  ...

Thread T2 'teller-2' (running) created at:
  ...

Thread T2 'teller-2' reads attribute 'balance', computes a new value from it and writes that back. ...
==================
"""

from __future__ import annotations

from itertools import groupby

from datarace.reports.model import Access, Frame, Lock, Race, Task
from datarace.reports.places import nearest_own, place

RULER = "=" * 18

#: Characters in a line of the sentences at the end.
WIDTH = 100

#: How often equal entries in a row are written out, as in Python's tracebacks of deep recursion.
_REPEATS = 3


def report(race: Race, strip: str = "") -> str:
    """The whole report, with rulers and a final newline.

    Args:
        race: what to write.
        strip: a prefix to leave out of the names of files.
    """
    current, previous = race.current, race.previous
    lines = [RULER, "WARNING: DATA RACE"]
    if race.process is not None and not race.process.is_launched:
        lines.append(f"P{str(race.process)[1:]}")
    lines += [f"Kind: {race.kind} ({race.level})", f"Location: {race.location}", ""]
    lines += _access(current, race.location.address, "Write" if current.is_write else "Read", strip)
    lines.append("")
    lines += _access(previous, race.location.address, "Previous write" if previous.is_write else "Previous read", strip)
    if race.location.created:
        size = f", {race.location.size} bytes" if race.location.size else ""
        at = "" if " at 0x" in race.location.owner else f" at {race.location.start or race.location.address:#014x}"
        lines += ["", f"{race.location.owner}{size}{at} allocated at:"]
        lines += _stack(race.location.created, strip)
    for task in dict.fromkeys((current.task, previous.task)):
        if not task.is_main:
            lines.append("")
            lines += _creation(task, strip)
    for sentence in (race.wrong, race.met, race.advice):
        if sentence:
            lines += ["", *_wrapped(sentence)]
    lines.append(RULER)
    return "\n".join(lines) + "\n"


def headline(race: Race, strip: str = "") -> str:
    """One line for editors and for whoever runs over a log: ``path:line:column: level: what``.

    Args:
        race: what to write of.
        strip: a prefix to leave out of the names of files.
    """
    one, other = nearest_own(race.current.stack), nearest_own(race.previous.stack)
    if one is None:
        return ""
    column = f":{one.column}" if one.column else ""
    against = f", against {place(other, strip)}" if other is not None and place(other) != place(one) else ""
    return f"{place(one, strip)}{column}: {race.level}: {race.kind} of {race.location}{against}\n"


def _wrapped(sentence: str) -> list[str]:
    """A sentence in lines. Not textwrap, which would import re into the program under test."""
    lines = [""]
    for word in sentence.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _access(access: Access, address: int, verb: str, strip: str) -> list[str]:
    lines = [f"{verb} at {address:#014x} by {access.task}:"]
    lines += _stack(access.stack, strip)
    lines += [f"  {finalization}" for finalization in access.finalizing]
    lines += [f"  {_held(lock, strip)}" for lock in access.locks] or ["  holding no lock"]
    return lines


def _held(lock: Lock, strip: str) -> str:
    where = f"created at {place(lock.created[0], strip)}" if lock.created else "created before datarace was started"
    if lock.owner:
        where = f"of {lock.owner}, {where}" if lock.created else f"of {lock.owner}"
    return f"holding lock {lock.address:#014x} {where}"


def _creation(task: Task, strip: str) -> list[str]:
    who = str(task)
    head = f"{who[0].upper()}{who[1:]} ({'finished' if task.finished else 'running'})"
    if not task.created:
        return [f"{head} was not started from Python"]
    return [f"{head} created at:", *_stack(task.created, strip)]


def _stack(stack: tuple[Frame, ...], strip: str) -> list[str]:
    lines: list[str] = []
    for frame, run in groupby(stack):
        times = len(list(run))
        lines += _frame(frame, strip) * min(times, _REPEATS)
        if times > _REPEATS:
            lines.append(f"  [previous entry repeated {times - _REPEATS} more times]")
    return lines


def _frame(frame: Frame, strip: str) -> list[str]:
    # <module>, <lambda> and their like are no names that could be called.
    name = frame.function if frame.function.endswith(">") else frame.function + "()"
    lines = [f"  {name}", f"      {place(frame, strip)}"]
    if frame.source:
        lines.append(f"        {frame.source}")
        if 0 <= frame.start < frame.end and (frame.start, frame.end) != (0, len(frame.source)):
            lines.append(f"        {' ' * frame.start}{'^' * (frame.end - frame.start)}")
    return lines
