"""Time that leaps when all are asleep: here `run(..., fake_time=True)`, where Go has a bubble."""

from pair import Box

from datarace.goroutines import Chan, after_func, go, sleep


def fake_time(function):
    """Has the case run in time that leaps."""
    function.fake_time = True
    return function


@fake_time
async def race_synctest_goroutines_exit():
    """TestRaceSynctestGoroutinesExit: two goroutines write and end; their ends order nothing."""
    box = Box()

    def first():
        box.x = 1

    def second():
        box.x = 2

    go(first)
    go(second)
    await sleep(1)


@fake_time
async def norace_synctest_goroutines_exit():
    """TestNoRaceSynctestGoroutinesExit: main waits between the one goroutine and the other, with a channel where Go has Wait."""
    box = Box()

    for _ in range(2):
        waited = Chan()

        async def work(waited=waited):
            box.x += 1
            await waited.send(True)

        go(work)
        await waited.recv()


@fake_time
async def race_synctest_goroutines_recv():
    """TestRaceSynctestGoroutinesRecv: two write before they receive from a channel that is closed later."""
    box, channel = Box(), Chan()

    async def first():
        box.x = 1
        await channel.recv_ok()

    async def second():
        box.x = 2
        await channel.recv_ok()

    go(first)
    go(second)
    await sleep(1)
    channel.close()
    await sleep(1)


@fake_time
async def race_synctest_goroutines_unblocked():
    """TestRaceSynctestGoroutinesUnblocked: one close lets two go on, which then write."""
    box, channel = Box(), Chan()

    async def first():
        await channel.recv_ok()
        box.x = 1

    async def second():
        await channel.recv_ok()
        box.x = 2

    go(first)
    go(second)
    await sleep(1)
    channel.close()
    await sleep(1)


@fake_time
async def race_synctest_goroutines_sleep():
    """TestRaceSynctestGoroutinesSleep: two write at different times; sleep orders nothing."""
    box = Box()

    async def first():
        await sleep(1)
        box.x = 1

    async def second():
        await sleep(2)
        box.x = 2

    go(first)
    go(second)
    await sleep(3)


@fake_time
async def race_synctest_timers():
    """TestRaceSynctestTimers: the callbacks of two timers write the same variable, one second apart."""
    box = Box()

    def first():
        box.x = 1

    def second():
        box.x = 2

    after_func(1, first)
    after_func(2, second)
    await sleep(3)
