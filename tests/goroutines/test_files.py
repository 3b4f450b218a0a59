"""Files for goroutines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datarace.goroutines import Chan, File, WaitGroup, go, gosched, open_file, run

Goroutines = Callable[..., Any]


def test_text_is_written_and_read_line_by_line(goroutines_run: Goroutines, tmp_path: Path) -> None:
    path = tmp_path / "data"

    async def main() -> list[str]:
        async with await open_file(path, "x", encoding="latin-1", newline="\n") as file:
            assert [await file.write(line) for line in ("é\n", "two\n", "three")] == [2, 4, 5]
        assert path.read_bytes() == b"\xe9\ntwo\nthree"
        async with await open_file(path, encoding="latin-1") as file:
            assert await file.read(1) == "é"
            assert await file.readline() == "\n"
            return [line async for line in file]

    assert goroutines_run(main) == ["two\n", "three"]


def test_bytes_are_written_and_read_at_any_place(goroutines_run: Goroutines, tmp_path: Path) -> None:
    async def main() -> None:
        async with await open_file(tmp_path / "data", "wb+") as file:
            await file.write(b"0123456789")
            assert await file.seek(-3, os.SEEK_END) == 7
            assert await file.read() == b"789"
            assert await file.read() == b""
            await file.seek(0)
            assert await file.readline() == b"0123456789"

    goroutines_run(main)


def test_what_was_written_is_there_before_the_file_is_closed(goroutines_run: Goroutines, tmp_path: Path) -> None:
    async def main() -> None:
        async with await open_file(tmp_path / "data", "w") as file:
            await file.write("x")
            assert (tmp_path / "data").read_text() == "x"

    goroutines_run(main)


def test_others_run_while_one_waits_at_a_pipe(goroutines_run: Goroutines) -> None:
    async def main() -> None:
        reader, writer = (File(os.fdopen(fd, mode)) for fd, mode in zip(os.pipe(), ("r", "w"), strict=True))
        lines = Chan[str]()

        async def read() -> None:
            async with reader:
                async for line in reader:
                    await lines.send(line)
            lines.close()

        go(read)
        async with writer:
            for number in range(3):
                await writer.write(f"{number}\n")
                assert await lines.recv() == f"{number}\n"
        assert await lines.recv_ok() == (None, False)

    goroutines_run(main)


def test_many_goroutines_write_to_one_text_file_and_nothing_is_torn(goroutines_run: Goroutines, tmp_path: Path) -> None:
    async def main() -> None:
        group = WaitGroup()
        async with await open_file(tmp_path / "data", "w") as file:

            async def work(number: int) -> None:
                for _ in range(50):
                    await file.write(f"{number}" * 30 + "\n")

            for number in range(8):
                group.go(work, number)
            await group.wait()

    goroutines_run(main)
    lines = (tmp_path / "data").read_text().splitlines()
    assert sorted(lines) == sorted(f"{number}" * 30 for number in range(8) for _ in range(50))


def test_errors_are_those_of_python(goroutines_run: Goroutines, tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(FileNotFoundError):
            await open_file(tmp_path / "none")
        with pytest.raises(ValueError, match="mode"):
            await open_file(tmp_path / "none", "what")  # type: ignore[call-overload]
        file = await open_file(tmp_path / "data", "w")
        with pytest.raises(OSError, match="not readable"):
            await file.read()
        await file.close()
        await file.close()
        assert file.closed
        with pytest.raises(ValueError, match="closed"):
            await file.write("x")

    goroutines_run(main)


def test_a_file_without_a_buffer_is_refused(tmp_path: Path) -> None:
    with open(tmp_path / "data", "wb", buffering=0) as raw, pytest.raises(TypeError, match="wants a file with a buffer"):
        File(raw)


def test_its_repr_tells_of_the_file(tmp_path: Path) -> None:
    with open(tmp_path / "data", "wb") as file:
        assert repr(File(file)) == f"<File of {file!r}>"


def test_a_file_is_closed_when_the_run_ends_before_its_goroutine(goroutines_run: Goroutines, tmp_path: Path) -> None:
    files: list[File[str]] = []

    async def keep() -> None:
        async with await open_file(tmp_path / "data", "w") as file:
            files.append(file)
            await Chan[None]().recv()

    async def main() -> None:
        go(keep)
        while not files:
            await gosched()

    told: list[Any] = []
    hook, sys.unraisablehook = sys.unraisablehook, told.append
    try:
        goroutines_run(main)
    finally:
        sys.unraisablehook = hook
    assert files[0].closed
    assert not told


def test_outside_of_goroutines_it_says_so(tmp_path: Path) -> None:
    opening = open_file(tmp_path / "data", "w")
    with pytest.raises(RuntimeError, match="this is for goroutines"):
        opening.send(None)


def test_run_opens_one_as_its_main_goroutine(tmp_path: Path) -> None:
    async def main() -> bytes:
        async with await open_file(os.fspath(tmp_path / "data"), "wb+") as file:
            await file.write(b"x")
            await file.seek(0)
            return await file.read()

    assert run(main) == b"x"
