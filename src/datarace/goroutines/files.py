"""Files: a goroutine that waits for the disk keeps its thread and gives its processor away.

As in Go what was done before any write comes before what is done after any later read, of whatever file or socket: bytes that
somebody has read were written before, and the detector does not follow which. So each write leaves the process before it
returns; nothing stays in a buffer to be written, and thereby ordered, at some later time.
"""

from __future__ import annotations

from _thread import allocate_lock
from io import RawIOBase
from typing import IO, Any, AnyStr, Generic, overload

from datarace.goroutines import hooks
from datarace.goroutines.current import current
from datarace.goroutines.program import blocking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import FileDescriptorOrPath, OpenBinaryMode, OpenTextMode


class File(Generic[AnyStr]):
    """A file for goroutines. ``async for line in file`` reads its lines, ``async with`` closes it.

    Any number of goroutines may use it: each operation is done as a whole, one after the other.

    Args:
        file: as `open` gives; text or bytes, but not one without a buffer. It is closed with this.

    Raises:
        TypeError: the file has no buffer (``buffering=0``): it may write less than it is given.
    """

    # `_lock` is held while something is done with the file, always in a blocking call: text files are not safe for threads.
    __slots__ = ("_lock", "file")

    def __init__(self, file: IO[AnyStr]) -> None:
        if isinstance(file, RawIOBase):
            raise TypeError(f"a File wants a file with a buffer, not {file!r}")
        self.file: IO[AnyStr] = file
        self._lock = allocate_lock()

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self.file.closed

    async def read(self, size: int = -1) -> AnyStr:
        """Up to so many characters or bytes, all that are left by default; none at the end.

        It waits for as many, or the end of the file.

        Raises:
            OSError: it cannot be read.
            ValueError: it is closed.
        """
        return self._has_read(await blocking(self._alone, self.file.read, size))

    async def readline(self) -> AnyStr:
        """The next line with its end; nothing at the end of the file. Raises as `read`."""
        return self._has_read(await blocking(self._alone, self.file.readline))

    async def write(self, data: AnyStr) -> int:
        """Write all of it, to the operating system and not just to a buffer; how many characters or bytes that were.

        Raises:
            OSError: it cannot be written.
            ValueError: it is closed.
        """
        hooks.before_write()
        return await blocking(self._alone, self._write, data)

    def _write(self, data: AnyStr) -> int:
        written = self.file.write(data)
        self.file.flush()
        return written

    async def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, as ``seek`` of Python's files; where it is then."""
        return await blocking(self._alone, self.file.seek, offset, whence)

    async def close(self) -> None:
        """Close it, after what is under way. Closing it once more does nothing."""
        if current.m is not None:
            await blocking(self._alone, self.file.close)
        elif self._lock.acquire(blocking=False):
            # The run is over, and the goroutine closed where it waited. A call that is still under way is left to itself.
            try:
                self.file.close()
            finally:
                self._lock.release()

    def _alone(self, function: Callable[..., Any], *args: Any) -> Any:
        with self._lock:
            return function(*args)

    def _has_read(self, data: AnyStr) -> AnyStr:
        hooks.after_read()
        return data

    async def __aenter__(self) -> File[AnyStr]:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __aiter__(self) -> File[AnyStr]:
        return self

    async def __anext__(self) -> AnyStr:
        line = await self.readline()
        if not line:
            raise StopAsyncIteration
        return line

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.file!r}>"


@overload
async def open_file(
    path: FileDescriptorOrPath,
    mode: OpenTextMode = "r",
    *,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> File[str]: ...


@overload
async def open_file(path: FileDescriptorOrPath, mode: OpenBinaryMode) -> File[bytes]: ...


async def open_file(path: Any, mode: Any = "r", **options: Any) -> File[Any]:
    """Open a file in a blocking call, with the arguments of `open` but for its buffering.

    Raises:
        OSError: it cannot be opened.
        ValueError: the mode or an option makes no sense, as `open` says.
    """
    opener: Callable[..., Any] = open
    return File(await blocking(opener, path, mode, **options))
