"""Clean: what the call in another thread has written, the coroutine reads when it has awaited it."""

import asyncio

counts = {"calls": 0}


def call():
    counts["calls"] += 1


async def main():
    loop = asyncio.get_running_loop()
    for _ in range(10):
        await loop.run_in_executor(None, call)
        counts["calls"] += 1
    await asyncio.gather(*(asyncio.to_thread(len, "abc") for _ in range(3)))
    await asyncio.to_thread(call)
    counts["calls"] += 1


asyncio.run(main())
assert counts["calls"] == 22
