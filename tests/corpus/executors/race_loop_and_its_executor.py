"""A coroutine counts what its call in another thread counts too, before it awaits that."""

# expect: key 'calls' of dict
# kind: lost-update

import asyncio
import os

told, tell = os.pipe()  # the call goes on when the coroutine has counted; the detector sees no edge in it
counts = {"calls": 0}


def call():
    os.read(told, 1)
    for _ in range(10):
        counts["calls"] += 1


async def main():
    loop = asyncio.get_running_loop()
    running = loop.run_in_executor(None, call)
    counts["calls"] += 1
    os.write(tell, b"x")
    await running


asyncio.run(main())
