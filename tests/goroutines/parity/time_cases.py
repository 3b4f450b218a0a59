"""Timers and tickers: arming comes before firing."""

from pair import Box

from datarace.goroutines import Chan, Ticker, Timer, after_func, go, gosched

SOON, LATER = 0.0001, 3600.0


async def norace_after_func():
    """TestNoRaceAfterFunc: write and arm; the callback writes and sends back; write."""
    box, done = Box(), Chan(1)

    def callback():
        box.x = 2
        done.try_send(True)

    box.x = 1
    after_func(SOON, callback)
    await done.recv()
    box.x = 3


async def norace_after_func_reset():
    """TestNoRaceAfterFuncReset: a timer is stopped, then a write, then it is armed again: the write comes before the callback."""
    box, done = Box(), Chan(1)

    def callback():
        box.x = 2
        done.try_send(True)

    timer = after_func(LATER, callback)
    timer.stop()
    box.x = 1
    timer.reset(SOON)
    await done.recv()
    box.x = 3


async def norace_timer():
    """TestNoRaceTimer: a write before the timer is made comes before the receive from its channel."""
    box, done = Box(), Chan(1)

    box.x = 1
    timer = Timer(SOON)

    async def work():
        await timer.c.recv()
        box.x = 2
        done.try_send(True)

    go(work)
    await done.recv()


async def norace_timer_reset():
    """TestNoRaceTimerReset: a goroutine waits for a timer's channel already; the write before the reset comes before its receive."""
    box, done = Box(), Chan(1)
    timer = Timer(LATER)

    async def work():
        await timer.c.recv()
        box.x = 2
        done.try_send(True)

    go(work)
    await gosched()
    box.x = 1
    timer.reset(SOON)
    await done.recv()


async def norace_ticker():
    """TestNoRaceTicker: a write before the ticker is made comes before the first tick."""
    box, done = Box(), Chan(1)

    box.x = 1
    ticker = Ticker(SOON)

    async def work():
        await ticker.c.recv()
        box.x = 2
        done.try_send(True)

    go(work)
    await done.recv()
    ticker.stop()


async def norace_ticker_reset():
    """TestNoRaceTickerReset: a goroutine waits for a ticker already; the write before the reset comes before its receive of the next tick."""
    box, done = Box(), Chan(1)
    ticker = Ticker(LATER)

    async def work():
        await ticker.c.recv()
        box.x = 2
        done.try_send(True)

    go(work)
    await gosched()
    box.x = 1
    ticker.reset(SOON)
    await done.recv()
    ticker.stop()
