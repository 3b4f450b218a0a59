"""The processes of one run: the one that was launched, and its children, forked or started anew.

A child keeps its own exit status, because its parent looks at it. So that the launched process can end with the status for
"a race was found", a child leaves a line in a *journal*: a file in memory that the launched process holds open and that
has no name in any folder. A forked child has inherited it; another one opens it as ``/proc/<pid>/fd/<number>`` of the
launched process. Nothing is left behind however a process ends, a child that is killed has written its line when it found
the race, and one that outlives the launched process finds the journal gone and has nobody to tell.

Python children are watched because they find three variables in their environment (`follow`): our ``boot`` folder on
``PYTHONPATH``, the options, and who the family is. A process that becomes another program by ``exec`` keeps its number and the
time of its start, so the launched process knows itself again, and takes the journal with it.

This module imports nothing of ours but the option table, which it needs for no more than to write it down.
"""

from __future__ import annotations

import os
import sys

from datarace.options import VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from datarace.options import Options

#: The folder that holds our ``sitecustomize``.
BOOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "boot")

#: In these variables `datarace.boot` finds what it cannot know: whose child this is; modules of the program that have names
#: of the standard library; the program's own DATARACE_OPTIONS; that its PYTHONPATH was set, but empty.
FAMILY, SHADOWED, KEPT_OPTIONS, KEPT_PATH = (
    "_DATARACE_FAMILY",
    "_DATARACE_SHADOWED",
    "_DATARACE_" + VARIABLE,
    "_DATARACE_PYTHONPATH",
)

#: Bytes of the journal after which nothing is added: it then says often enough that there were races.
_FULL = 1 << 16

#: Descriptors with low numbers are for the program.
_HIGH = 200

#: The longest text of a command that is printed whole.
_WIDTH = 200


class Family:
    """What one process knows of the processes of its run.

    Args:
        launched: number and start of the launched process; by default the calling one.
        place: the journal there: its descriptor, and the device and inode by which it is known again.
    """

    def __init__(self, launched: tuple[int, int] | None = None, place: tuple[int, int, int] | None = None) -> None:
        self._launched = launched or (os.getpid(), process_start())
        # One entry or none. A dictionary, because its setdefault decides which of two threads was first.
        self._journal: dict[str, tuple[int, int, int]] = {} if place is None else {"journal": place}
        #: What this process has told, and which process that was: a forked child has told nothing.
        self._told: tuple[int, set[tuple[str, str]]] = (0, set())
        #: Whether this process was started by one that is watched, or is one in its next life.
        self.inherited = launched is not None

    @classmethod
    def parse(cls, text: str) -> Family:
        """The family that a variable names; one of its own when it names none."""
        try:
            number, start, *place = map(int, text.split(":"))
            family = cls((number, start), (place[0], place[1], place[2]) if place else None)
        except (ValueError, IndexError):
            return cls()
        if family.is_launched():
            if place and _identity(place[0]) == (place[1], place[2]):
                os.set_inheritable(place[0], False)
            else:
                family._journal.clear()
        return family

    def __str__(self) -> str:
        return ":".join(map(str, (*self._launched, *self._journal.get("journal", ()))))

    def is_launched(self) -> bool:
        """Whether the calling process is the one that was launched."""
        return os.getpid() == self._launched[0] and process_start() == self._launched[1]

    def open_journal(self) -> None:
        """Make the journal, in the launched process, if it has none. Where none can be made, children have nobody to tell."""
        if self._journal or not self.is_launched():
            return
        descriptor = _new_file()
        if descriptor >= 0:
            device, inode = _identity(descriptor) or (0, 0)
            if self._journal.setdefault("journal", (descriptor, device, inode))[0] != descriptor:
                os.close(descriptor)  # another thread was first

    def close_journal(self) -> None:
        """Give it up; children that still run have nobody to tell."""
        if self._holds_journal():
            os.close(self._journal["journal"][0])
        self._journal.clear()

    def keep_over_exec(self) -> None:
        """Let the journal of the launched process go through its ``exec``."""
        if self.is_launched() and self._holds_journal():
            os.set_inheritable(self._journal["journal"][0], True)

    def tell(self, kind: str, text: str = "") -> bool:
        """Write one line for the launched process to read; what a process tells again is not written again.

        Returns:
            Whether it is there.
        """
        if self._told[0] != os.getpid():
            self._told = (os.getpid(), set())
        if (kind, text) in self._told[1]:
            return True
        if not self._journal:
            return False
        descriptor, device, inode = self._journal["journal"]
        opened = -1
        try:
            if not self._holds_journal():
                opened = descriptor = os.open(
                    f"/proc/{self._launched[0]}/fd/{descriptor}", os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK
                )
            if _identity(descriptor) != (device, inode):
                return False  # of a process that has got the number of ours
            if os.fstat(descriptor).st_size < _FULL:
                line = f"{kind}\t{os.getpid()}\t{' '.join(text.split())[:_WIDTH]}\n"
                os.write(descriptor, line.encode("utf-8", "backslashreplace"))
            self._told[1].add((kind, text))
            return True
        except OSError:
            return False
        finally:
            if opened >= 0:
                os.close(opened)

    def told(self, kind: str) -> dict[int, str]:
        """What was told last, text by process; for the launched process."""
        return dict(self.all_told(kind))

    def all_told(self, kind: str) -> list[tuple[int, str]]:
        """All that was told, number of the process and text; for the launched process."""
        if not self._holds_journal():
            return []
        try:
            lines = os.pread(self._journal["journal"][0], 2 * _FULL, 0).decode("utf-8", "replace").splitlines()
        except OSError:
            return []
        fields = ((*line.split("\t", 2), "", "")[:3] for line in lines)
        return [(int(number), text) for what, number, text in fields if what == kind and number.isdecimal()]

    def is_full(self) -> bool:
        """Whether children may have had more to tell than there is room for; for the launched process."""
        return self._holds_journal() and os.fstat(self._journal["journal"][0]).st_size >= _FULL

    def _holds_journal(self) -> bool:
        """Whether this process has it open: made or inherited, and not closed by the program."""
        if not self._journal:
            return False
        descriptor, *identity = self._journal["journal"]
        return _identity(descriptor) == tuple(identity)


def _identity(descriptor: int) -> tuple[int, int] | None:
    try:
        status = os.fstat(descriptor)
    except (OSError, OverflowError):
        return None
    return status.st_dev, status.st_ino


def _new_file() -> int:
    """A file without a name, for appending; -1 where there is no place for one."""
    import fcntl

    low = -1
    try:
        low = os.memfd_create("datarace")
    except (AttributeError, OSError):  # a build for an old C library, a sandbox
        for folder in (os.environ.get("TMPDIR", ""), "/dev/shm", "/tmp", "/var/tmp"):
            try:
                low = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600) if folder else -1
            except OSError:
                continue
            if low >= 0:
                break
    if low < 0:
        return -1
    try:
        fcntl.fcntl(low, fcntl.F_SETFL, os.O_APPEND)
        return fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    except OSError:
        return -1
    finally:
        os.close(low)


def process_start() -> int:
    """When the calling process started, in clock ticks since the machine did; it stays the same over ``exec``. 0: not known."""
    try:
        descriptor = os.open("/proc/self/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0
    try:
        # The name of the program stands in parentheses and may hold anything; the start is the 20th field after it.
        return int(os.read(descriptor, 4096).rpartition(b")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0
    finally:
        os.close(descriptor)


def command() -> str:
    """The command line of the calling process, cut where it is long."""
    words = [f"'{word}'" if not word or any(c.isspace() for c in word) else word for word in sys.orig_argv]
    text = " ".join(" ".join(words).split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 3] + "..."


# --- the environment of children ---------------------------------------------------------------------------------------


class Following:
    """What `follow` changed in the environment, and how to take it back."""

    def __init__(self, options: str, before: str | None) -> None:
        self._options = options
        self._before = before

    def end(self, environment: MutableMapping[str, str]) -> None:
        """Leave the environment as the program would have it; what it changed itself stays."""
        leave_path(environment)
        if environment.get(VARIABLE) == self._options:
            if self._before is None:
                del environment[VARIABLE]
            else:
                environment[VARIABLE] = self._before
        for name in (FAMILY, SHADOWED, KEPT_OPTIONS):
            environment.pop(name, None)


def follow(environment: MutableMapping[str, str], options: Options, family: Family, shadowed: Iterable[str]) -> Following:
    """Have Python children watched: with this copy of datarace, the same options, as part of this family."""
    text = str(options.located(os.getcwd()))
    before = environment.get(VARIABLE)
    enter_path(environment)
    environment[VARIABLE] = text
    if before is not None:
        environment[KEPT_OPTIONS] = before
    environment[FAMILY] = str(family)
    environment[SHADOWED] = " ".join(sorted(shadowed))
    return Following(text, before)


def enter_path(environment: MutableMapping[str, str]) -> None:
    """Put the folder of our ``sitecustomize`` first on ``PYTHONPATH``, if it is not on it."""
    path = environment.get("PYTHONPATH")
    if path == "":
        environment[KEPT_PATH] = ""
    if BOOT not in (path or "").split(os.pathsep):
        # An empty entry would mean the current folder, so none is made.
        environment["PYTHONPATH"] = f"{BOOT}{os.pathsep}{path}" if path else BOOT


def leave_path(environment: MutableMapping[str, str]) -> None:
    """Take it off again."""
    entries = environment.get("PYTHONPATH", "").split(os.pathsep)
    kept = environment.pop(KEPT_PATH, None)
    rest = os.pathsep.join(entry for entry in entries if entry != BOOT)
    if rest or kept is not None:
        environment["PYTHONPATH"] = rest
    elif BOOT in entries:
        del environment["PYTHONPATH"]
