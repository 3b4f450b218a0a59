"""Data that code outside the language hands over."""

import os

from pair import Box, both

import datarace
from datarace.goroutines import blocking


async def norace_cgo_sync():
    """TestNoRaceCgoSync: a write is handed over in C, where the detector does not look; the program says so with release and acquire."""
    box, handed = Box(), Box()
    reader, writer = os.pipe()

    def first():
        box.x = 1
        datarace.release(handed)
        os.write(writer, b"x")

    async def second():
        await blocking(os.read, reader, 1)
        datarace.acquire(handed)
        box.x = 2

    await both(first, second)
    os.close(reader)
    os.close(writer)
