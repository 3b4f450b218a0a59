"""Pools of objects."""

from pair import Box, both

from datarace.goroutines import Pool


async def race_pool():
    """TestRacePool: an object is still written by who has put it back, while the one who got it next writes it."""
    pool = Pool(Box)
    box = Box()

    async def first():
        pool.put(box)
        box.x = 1

    async def second():
        same = pool.get()
        same.x = 2
        box.x = 3

    await both(first, second)


async def norace_pool():
    """TestNoRacePool: what was written before the put is seen after the get that brings the object."""
    pool = Pool(Box)

    async def work():
        for _ in range(20):
            box = pool.get()
            box.x += 1
            pool.put(box)

    await both(work, work, work, work)
