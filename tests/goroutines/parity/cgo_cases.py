"""Data that code outside the language hands over."""

import os

from datarace.goroutines import blocking
from pair import Box, both


async def norace_cgo_sync():
    """TestNoRaceCgoSync: a write is handed over through a call into C, here a byte in a pipe, that the other side takes in a call into C."""
    box = Box()
    reader, writer = os.pipe()

    def first():
        box.x = 1
        os.write(writer, b"x")

    async def second():
        await blocking(os.read, reader, 1)
        box.x = 2

    await both(first, second)
    os.close(reader)
    os.close(writer)
