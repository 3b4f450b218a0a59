"""Where reports go: standard error as it was when the program began, or a file of its own.

Never through ``sys.stderr``: the program may replace, capture, close or race on it. The descriptor is duplicated at
the start, to a high number, so that the files that the program opens get the numbers that they always got.
"""

from __future__ import annotations

import os
from _thread import RLock
from time import CLOCK_BOOTTIME, CLOCK_REALTIME, clock_gettime

from datarace.errors import UsageError
from datarace.family import process_start

#: Programs that count on low numbers (select, daemons that close 3 to 63) do not meet ours there.
_HIGH = 200

#: Seconds by which the dates of files and the starts of processes may be coarser than the clock.
_TICK = 0.05


class Sink:
    """One place to write to.

    Args:
        log_path: write to the file ``<log_path>.<process id>``; empty for standard error.

    Attributes:
        quiet: write nothing to standard error. Set by one thread; a report that another is about to write goes either way.

    Raises:
        UsageError: no file could be made at ``log_path``.
    """

    def __init__(self, log_path: str = "") -> None:
        # Reentrant: a signal handler of the program may run, and end the program, while this thread writes.
        self._lock = RLock()
        self.quiet = False
        self._path = os.path.abspath(log_path) if log_path else ""
        if log_path:
            check_log_path(log_path)
        self._log_of = 0
        self._descriptor = _duplicate(2)
        self._identity = _identity(self._descriptor)
        self._coloured = not self._path and wants_colour(self._descriptor)

    def report(self, text: str) -> None:
        """Write a report, in colour where that is wanted."""
        if self._coloured:
            from datarace.reports.colour import coloured

            text = coloured(text)
        self.write(text)

    def write(self, text: str) -> None:
        """Write all of ``text``, in one piece where the system can. Never raises: there is nobody to tell."""
        if not text:
            return
        data = text.encode("utf-8", "backslashreplace")
        with self._lock:
            try:
                if self._path:
                    try:
                        self._write_log(data)
                        return
                    except OSError as error:
                        data = f"datarace: cannot write {self._path}: {error.strerror}\n".encode() + data
                if not self.quiet:
                    _write_all(self._standard_error(), data)
            except (OSError, ValueError):
                pass

    def close(self) -> None:
        """Give the descriptor back."""
        with self._lock:
            if self._descriptor > 2 and _identity(self._descriptor) == self._identity:
                os.close(self._descriptor)
            self._descriptor = 2
            self._identity = _identity(2)

    def after_fork(self) -> None:
        """In a forked child: another thread of the parent may have held the lock."""
        self._lock = RLock()
        self.quiet = False

    def error_descriptor(self) -> int:
        """Standard error as it was when the program began, as far as it is still open."""
        return self._standard_error()

    def _standard_error(self) -> int:
        # The program may have closed our descriptor and got the number again for a file of its own.
        return self._descriptor if _identity(self._descriptor) == self._identity else 2

    def _write_log(self, data: bytes) -> None:
        # Opened for each report: they are rare, and an open descriptor would have to be guarded as standard error's is.
        process = os.getpid()
        descriptor = os.open(f"{self._path}.{process}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            if self._log_of != process:
                # What an earlier process of the same number left is not ours to continue. What this one wrote before it
                # became another program by exec is.
                if os.fstat(descriptor).st_mtime < _beginning() - _TICK:
                    os.ftruncate(descriptor, 0)
                self._log_of = process
            _write_all(descriptor, data)
        finally:
            os.close(descriptor)


def wants_colour(descriptor: int) -> bool:
    """Whether what is written there should be in colour: on a terminal, unless the environment says otherwise."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"] != "0"
    try:
        return os.isatty(descriptor) and os.environ.get("TERM") != "dumb"
    except OSError:
        return False


def _beginning() -> float:
    """When this process started, in seconds of the clock that files are dated with; exec does not change it."""
    start = process_start()
    if not start:
        return clock_gettime(CLOCK_REALTIME)
    return clock_gettime(CLOCK_REALTIME) - (clock_gettime(CLOCK_BOOTTIME) - start / os.sysconf("SC_CLK_TCK"))


def check_log_path(log_path: str) -> None:
    """Make sure that a log can be written, without writing one.

    Raises:
        UsageError: its folder does not exist, is no folder or may not be written to.
    """
    folder = os.path.dirname(os.path.abspath(log_path))
    if not os.path.isdir(folder):
        raise UsageError(f"cannot write reports to {log_path!r}: {folder!r} is not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"cannot write reports to {log_path!r}: no permission to write in {folder!r}")


def _duplicate(descriptor: int) -> int:
    try:
        import fcntl

        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    except (ImportError, OSError):
        try:
            return os.dup(descriptor)
        except OSError:
            # Standard error is closed: there is nowhere to write to, and that is how the program was started.
            return descriptor


def _identity(descriptor: int) -> tuple[int, int] | None:
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            # Somebody made the other end of standard error non-blocking, which holds for all who share it.
            import select

            poll = select.poll()
            poll.register(descriptor, select.POLLOUT)
            poll.poll(1000)
