"""Locks for readers and writers."""

from pair import Box, both

from datarace.goroutines import Chan, Mutex, RWMutex


async def race_mutex_rwmutex():
    """TestRaceMutexRWMutex: one writes under a Mutex, the other under an RWMutex."""
    box, one, two = Box(), Mutex(), RWMutex()

    async def first():
        async with one:
            box.x = 1

    async def second():
        async with two:
            box.x = 2

    await both(first, second)


async def norace_rwmutex():
    """TestNoRaceRWMutex: one writes with the lock for writers, the other reads with that for readers."""
    box, lock = Box(), RWMutex()

    async def first():
        async with lock:
            box.x = 1

    async def second():
        async with lock.reading():
            return box.x

    await both(first, second)


async def race_rwmutex_multiple_readers():
    """TestRaceRWMutexMultipleReaders: a writer with the lock, and three who hold it as readers and write all the same."""
    box, lock = Box(), RWMutex()

    async def writer():
        async with lock:
            box.x = 1

    async def reader():
        async with lock.reading():
            box.x = 2

    await both(writer, reader, reader, reader)


async def norace_rwmutex_multiple_readers():
    """TestNoRaceRWMutexMultipleReaders: a writer with the lock, three readers that read."""
    box, lock = Box(), RWMutex()

    async def writer():
        async with lock:
            box.x = 1

    async def reader():
        async with lock.reading():
            box.y.bit_length()
            return box.x

    await both(writer, reader, reader, reader)


async def norace_rwmutex_transitive():
    """TestNoRaceRWMutexTransitive: two read with the lock for readers, and a write with that for writers comes after both."""
    box, lock, read = Box(), RWMutex(), Chan(2)

    async def reader():
        async with lock.reading():
            read.try_send(box.x)

    async def writer():
        await read.recv()
        await read.recv()
        async with lock:
            box.x = 1

    await both(reader, reader, writer)
