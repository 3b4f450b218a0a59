"""``datarace replay``: counts the races in a trace that was recorded elsewhere.

The trace is read in pieces, plain or through gzip, and handed to the race runtime (`datarace.runtime.replay`), so memory
grows with the threads, locks and variables in it and not with its length.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from datarace.errors import InstallationError, UsageError

if TYPE_CHECKING:
    from datarace.runtime.replay import Counts, RacyAccess

#: Bytes that are read at a time.
PIECE = 1 << 18

#: Bytes of a file from which on it takes long enough for a progress bar.
BIG = 1 << 26


class Trace:
    """The file with a trace, or standard input.

    Args:
        path: where it is; ``-`` is standard input.

    Raises:
        UsageError: it cannot be opened; by `pieces`: it cannot be read.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.name = "standard input" if path == "-" else f"the trace {path!r}"
        try:
            self.file: BinaryIO = sys.stdin.buffer if path == "-" else open(path, "rb")  # noqa: SIM115 - `close` does
        except FileNotFoundError:
            raise UsageError(f"there is no file {path!r} to replay") from None
        except IsADirectoryError:
            raise UsageError(f"{path!r} is a directory, not a trace") from None
        except OSError as error:
            raise UsageError(f"{self.name} cannot be opened: {_reason(error)}") from None

    def close(self) -> None:
        """Give back the file."""
        self.file.close()

    def size(self) -> int:
        """Bytes in the file; 0 when it is none with a size."""
        try:
            return os.fstat(self.file.fileno()).st_size
        except (OSError, ValueError):
            return 0

    def pieces(self) -> Iterator[tuple[bytes, int]]:
        """Everything in it, unpacked, each piece with the number of bytes of the file that it took."""
        place = 0
        measured = self.file.seekable()
        try:
            stream = self.file
            if isinstance(stream, io.BufferedReader) and stream.peek(2)[:2] == b"\x1f\x8b":
                stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
            while piece := stream.read(PIECE):
                now = self.file.tell() if measured else place
                yield piece, now - place
                place = now
        except EOFError:
            raise UsageError(f"{self.name} is cut off: its gzip data ends in the middle") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise UsageError(f"{self.name} is damaged: its gzip data cannot be unpacked ({error})") from None
        except OSError as error:
            raise UsageError(f"{self.name} cannot be read: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


class Text:
    """Writes for people."""

    def access(self, access: RacyAccess) -> None:
        """One racy access, both sides as lines of the trace."""
        sys.stdout.write(
            f"line {access.line}: {access.thread}|{access.op}({access.variable})|{access.loc} races with "
            f"{access.earlier_thread or 'a thread of long ago'}|{access.earlier_op}({access.variable})|{access.earlier_loc}\n"
        )

    def end(self, counts: Counts) -> None:
        """What was found in all."""
        sys.stdout.write(
            f"racy accesses: {counts.racy_accesses}, distinct locs: {counts.racy_locs}\n"
            f"events: {counts.events}, threads: {counts.threads}, locks: {counts.locks}, variables: {counts.variables}\n"
        )


class Json:
    """Writes one JSON object, the races as they come."""

    def __init__(self, trace: str, count: str) -> None:
        self.head = {"trace": trace, "count": count}
        self.races = 0

    def access(self, access: RacyAccess) -> None:
        """One racy access."""
        sys.stdout.write(",\n  " if self.races else '{"races": [\n  ')
        self.races += 1
        json.dump(access._asdict(), sys.stdout)

    def end(self, counts: Counts) -> None:
        """The rest of the object."""
        sys.stdout.write("],\n " if self.races else "{")
        sys.stdout.write(json.dumps(self.head | counts._asdict())[1:] + "\n")


@click.command("replay")
@click.argument("trace")
@click.option(
    "--count",
    type=click.Choice(["fasttrack", "all"]),
    default="fasttrack",
    help="Which accesses count as racy: by FastTrack's epochs (default), or all that race with any earlier one.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print every racy access, and one that it races with.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What is printed.")
@click.option(
    "--exit-code", type=click.IntRange(0, 255), default=66, metavar="N", help="Exit status when there is a race (default: 66)."
)
def replay_command(
    trace: str, count: Literal["fasttrack", "all"], verbose: bool, form: Literal["text", "json"], exit_code: int
) -> int:
    """Count the data races in a trace.

    TRACE is a file in the STD format, plain or compressed with gzip, or - for standard input: one event a line,
    thread|op(operand)|loc, with the ops r, w, acq, rel, fork and join.
    """
    try:
        from datarace.runtime.replay import Replay, TraceError
    except ImportError as error:
        raise InstallationError(
            f"the compiled part of datarace cannot be loaded by this interpreter ({error}): install datarace again"
        ) from None
    # As other filters do: whoever reads our output may stop before the end.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    teller = Text() if form == "text" else Json(trace, count)
    with ExitStack() as stack:
        source = Trace(trace)
        stack.callback(source.close)
        replay = stack.enter_context(Replay(count, verbose))
        size = source.size()
        bar = None
        if size >= BIG and sys.stderr.isatty() and not (verbose and sys.stdout.isatty()):
            bar = stack.enter_context(click.progressbar(length=size, label="replay", file=sys.stderr))
        try:
            for piece, read in source.pieces():
                for access in replay.feed(piece):
                    teller.access(access)
                if bar is not None:
                    bar.update(read)
            for access in replay.finish():
                teller.access(access)
        except TraceError as error:
            raise UsageError(f"line {error.line} of {source.name} {error.reason}") from None
        except MemoryError as error:
            raise UsageError(f"{source.name} is too large: {error}") from None
        counts = replay.counts()
    teller.end(counts)
    return exit_code if counts.racy_accesses else 0
