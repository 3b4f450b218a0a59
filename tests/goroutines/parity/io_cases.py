"""Files and sockets, what passes through them is ordered."""

import os

from pair import Box, both

from datarace.goroutines import blocking, dial, go, listen


async def norace_io_file():
    """TestNoRaceIOFile: a value is written before a file is, and used by whoever reads the file."""
    box = Box()
    reader, writer = os.pipe()

    def first():
        box.x = 1
        os.write(writer, b"x")

    async def second():
        assert await blocking(os.read, reader, 1) == b"x"
        box.x = 2

    await both(first, second)
    os.close(reader)
    os.close(writer)


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
