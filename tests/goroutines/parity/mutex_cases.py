"""Mutexes."""

from pair import Box, both

from datarace.goroutines import Chan, Mutex, go, gosched


async def norace_mutex():
    """TestNoRaceMutex: both write under one mutex."""
    box, mutex = Box(), Mutex()

    async def first():
        async with mutex:
            box.x = 1

    async def second():
        async with mutex:
            box.x = 2

    await both(first, second)


async def race_mutex():
    """TestRaceMutex: both write before they take the mutex, and hold it together for nothing."""
    box, mutex, written = Box(), Mutex(), Chan(2)

    async def first():
        box.x = 1
        written.try_send(1)
        async with mutex:
            pass

    async def second():
        box.x = 2
        written.try_send(1)
        async with mutex:
            pass

    await both(first, second)


async def race_mutex_2():
    """TestRaceMutex2: each writes under a mutex of its own."""
    box, one, two = Box(), Mutex(), Mutex()

    async def first():
        async with one:
            box.x = 1

    async def second():
        async with two:
            box.x = 2

    await both(first, second)


async def norace_mutex_pure_happens_before():
    """TestNoRaceMutexPureHappensBefore: a write comes before a flag that is set under the lock; who sees the flag there writes after it."""
    box, mutex = Box(), Mutex()

    async def first():
        box.x = 1
        async with mutex:
            box.y = 1

    async def second():
        while True:
            async with mutex:
                if box.y:
                    break
            await gosched()
        box.x = 2

    await both(first, second)


async def norace_mutex_semaphore():
    """TestNoRaceMutexSemaphore: one goroutine unlocks what another has locked, which hands the variable over."""
    box, mutex = Box(), Mutex()
    await mutex.lock()

    async def first():
        box.x = 1
        mutex.unlock()

    async def second():
        await mutex.lock()
        box.x = 2
        mutex.unlock()

    await both(first, second)


async def norace_mutex_example_from_html():
    """TestNoRaceMutexExampleFromHtml: a string is set before unlock, and read after the next lock."""
    mutex = Mutex()
    text = ""
    await mutex.lock()

    def setup():
        nonlocal text
        text = "hello, world"
        mutex.unlock()

    go(setup)
    await mutex.lock()
    assert text == "hello, world"


async def race_mutex_overwrite():
    """TestRaceMutexOverwrite: the variable that has the mutex gets a new one while another goroutine locks through it."""
    box = Box()
    box.x = Mutex()

    def replace():
        box.x = Mutex()

    async def lock():
        await box.x.lock()

    await both(replace, lock)
