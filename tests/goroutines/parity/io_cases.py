"""Files and sockets, what passes through them is ordered."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pair import Box

from datarace.goroutines import dial, go, listen, open_file, sleep


async def norace_io_file():
    """TestNoRaceIOFile: a value is written before a file is, and used by whoever has found the file and read it."""
    box = Box()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data"

        async def publish():
            box.x = 1
            async with await open_file(path, "wb") as file:
                await file.write(b"done")

        async def found():
            try:
                async with await open_file(path, "rb") as file:
                    return await file.read(100)
            except FileNotFoundError:
                return b""

        go(publish)
        while not await found():
            await sleep(0.001)
        assert box.x == 1


async def norace_io_http():
    """TestNoRaceIOHttp: what the handler of a request writes is ordered by the request and its answer over a socket."""
    box = Box()
    listener = listen(("127.0.0.1", 0))
    address = listener.address

    async def serve():
        connection = await listener.accept()
        await connection.recv(100)
        box.x = 1
        await connection.send(b"answer")
        connection.close()

    go(serve)
    box.x = 2
    connection = await dial(address)
    await connection.send(b"request")
    assert await connection.recv(100) == b"answer"
    box.x = 3
    connection.close()
    listener.close()
