"""A coroutine counts what its call in another thread counts too, which may be done before the coroutine goes on."""

# expect: key 'calls' of dict
# kind: lost-update

import asyncio

counts = {"calls": 0}


def call():
    for _ in range(10):
        counts["calls"] += 1


async def main():
    loop = asyncio.get_running_loop()
    running = loop.run_in_executor(None, call)
    counts["calls"] += 1
    await running


asyncio.run(main())
