"""What Go's file mop has besides single pairs of accesses: loops, calls, exceptions, buffers."""

import hashlib
import io
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pair import Box, both

from datarace.goroutines import Chan, Mutex, WaitGroup, go, goexit, gosched

shared = 0


def read_shared():
    return shared


def write_shared():
    global shared
    shared = 1


async def race_int_rw_global_funcs():
    """TestRaceIntRWGlobalFuncs: one named function reads a global number, another writes it."""
    await both(read_shared, write_shared)


async def norace_int_rw_closures():
    """TestNoRaceIntRWClosures: two closures read and write a number, with a channel between them."""
    x, channel = 1, Chan(1)

    def first():
        channel.try_send(x)

    async def second():
        nonlocal x
        await channel.recv()
        x = 2

    await both(first, second)


async def norace_case():
    """TestNoRaceCase: one goroutine alone writes in the cases of a match."""
    y = 0
    for x in range(3):
        match x:
            case 0:
                y = 1
            case _:
                y = x
    assert y == 2


async def norace_range():
    """TestNoRaceRange: one goroutine alone loops over a list and counts the items."""
    items, total = [1, 2, 3], 0

    async def work():
        nonlocal total
        for item in items:
            total += item

    await both(work)
    assert total == 6


async def race_range():
    """TestRaceRange: goroutines read the loop's variable, which they share, while the loop goes on."""
    group = WaitGroup()

    def read():
        return number

    for number in range(4):  # noqa: B007 - the goroutines read it
        group.go(read)
    await group.wait()


async def race_for_init():
    """TestRaceForInit: the beginning of a loop writes what the other side reads."""
    x = 0

    def first():
        nonlocal x
        for x in range(1):
            pass

    def second():
        return x

    await both(first, second)


async def norace_for_init():
    """TestNoRaceForInit: the beginning of a loop writes, and the sends in the loop come before the other side's reads."""
    x, channel = 0, Chan()

    async def read():
        async for _ in channel:
            return x

    go(read)
    for x in range(1):
        await channel.send(True)
    channel.close()


async def race_for_test():
    """TestRaceForTest: the condition of a loop reads a flag that the other side sets."""
    stop = False

    async def first():
        while not stop:
            await gosched()

    def second():
        nonlocal stop
        stop = True

    await both(first, second)


async def race_for_incr():
    """TestRaceForIncr: the loop counts a variable that a goroutine counts too."""
    i, group = 0, WaitGroup()

    def work():
        nonlocal i
        i += 1

    group.go(work)
    while i < 3:
        i += 1
    await group.wait()


async def norace_for_incr():
    """TestNoRaceForIncr: the loop that would count the shared variable has no turn."""
    i, group = 3, WaitGroup()

    def work():
        return i

    group.go(work)
    for _ in range(0):
        i += 1
    await group.wait()


async def race_func_argument_2():
    """TestRaceFuncArgument2: a variable is read as an argument of a go statement while an earlier goroutine writes it."""
    x, group = 1, WaitGroup()

    def write():
        nonlocal x
        x = 2

    def take(value):
        return value

    group.go(write)
    group.go(take, x)
    await group.wait()


async def race_eface_conv():
    """TestRaceEfaceConv: a number is passed to a goroutine that takes anything, while it is written."""
    x, group = 1, WaitGroup()

    def write():
        nonlocal x
        x = "text"

    group.go(write)
    group.go(repr, x)
    await group.wait()


async def race_iface_conv():
    """TestRaceIfaceConv: an object is passed to a goroutine that calls its method, while the variable is set."""
    x, group = Path("a"), WaitGroup()

    def write():
        nonlocal x
        x = Path("b")

    group.go(write)
    group.go(lambda path: path.as_posix(), x)
    await group.wait()


async def race_panic():
    """TestRacePanic: two write one variable where they handle an exception."""
    x = 0

    def first():
        nonlocal x
        try:
            raise ValueError
        except ValueError:
            x = 1

    def second():
        nonlocal x
        try:
            raise ValueError
        except ValueError:
            x = 2

    await both(first, second)


async def norace_func_args_rw():
    """TestNoRaceFuncArgsRW: the argument is evaluated before the goroutine starts, then the variable is written."""
    x, group = 1, WaitGroup()
    group.go(repr, x)
    x = 2
    await group.wait()
    assert x == 2


async def race_func_args_rw():
    """TestRaceFuncArgsRW: the argument is a reference, and what it refers to is written after the start."""
    box, group = Box(), WaitGroup()

    def read(argument):
        return argument.x

    group.go(read, box)
    box.x = 2
    await group.wait()


async def race_crawl():
    """TestRaceCrawl: a crawler goes down by goroutines, and notes without a lock what it has seen."""
    links = {"root": ["left", "right"], "left": ["leaf"], "right": ["leaf"], "leaf": []}
    seen, group = {}, WaitGroup()

    def crawl(page):
        if seen.get(page):
            return
        seen[page] = True
        for link in links[page]:
            group.go(crawl, link)

    group.go(crawl, "root")
    await group.wait()


async def race_tls():
    """TestRaceTLS: a goroutine gives away what it made, and both write it."""
    channel = Chan()

    async def first():
        box = Box()
        await channel.send(box)
        box.x = 1

    async def second():
        (await channel.recv()).x = 2

    await both(first, second)


async def norace_heap_reallocation():
    """TestNoRaceHeapReallocation: objects go, and others take their memory in another goroutine."""

    def work():
        for number in range(50):
            boxes = [Box() for _ in range(20)]
            for box in boxes:
                box.x = number

    await both(work, work)


async def race_func_itself():
    """TestRaceFuncItself: a goroutine calls the function in a variable that is set."""
    group = WaitGroup()

    def function():
        return 1

    group.go(lambda: function())
    function = dict
    await group.wait()


async def norace_func_unlock():
    """TestNoRaceFuncUnlock: a variable is set from a call that takes the lock and leaves it locked."""
    x, mutex = 0, Mutex()

    async def value():
        await mutex.lock()
        return 42

    async def work():
        nonlocal x
        x = await value()
        mutex.unlock()

    await both(work, work)


async def race_panic_arg():
    """TestRacePanicArg: a variable is read for the exception that is raised, while it is written."""
    x = "text"

    def first():
        try:
            raise ValueError(x)
        except ValueError:
            pass

    def second():
        nonlocal x
        x = "other"

    await both(first, second)


async def race_defer_arg():
    """TestRaceDeferArg: the argument of a call that is put off is read while it is written."""
    x = 1

    def first():
        with ExitStack() as stack:
            stack.callback(repr, x)

    def second():
        nonlocal x
        x = 2

    await both(first, second)


def pair_of(first, second):
    return first, second


async def race_block_call_1():
    """TestRaceBlockCall1: a call with two numbers sets x and y, while x is read."""
    x, y = 0, 0

    def first():
        nonlocal x, y
        x, y = pair_of(1, 2)

    def second():
        return x

    await both(first, second)


async def race_block_call_2():
    """TestRaceBlockCall2: a call with two numbers sets x and y, while y is read."""
    x, y = 0, 0

    def first():
        nonlocal x, y
        x, y = pair_of(1, 2)

    def second():
        return y

    await both(first, second)


async def race_block_call_3():
    """TestRaceBlockCall3: a call with an object and a number sets x and y, while x is read."""
    x, y = None, 0

    def first():
        nonlocal x, y
        x, y = pair_of(Box(), 2)

    def second():
        return x

    await both(first, second)


async def race_block_call_4():
    """TestRaceBlockCall4: a call with a number and an object sets x and y, while y is read."""
    x, y = 0, None

    def first():
        nonlocal x, y
        x, y = pair_of(1, Box())

    def second():
        return y

    await both(first, second)


async def race_block_call_5():
    """TestRaceBlockCall5: a call with an object and a number sets x and y, while y is read."""
    x, y = None, 0

    def first():
        nonlocal x, y
        x, y = pair_of(Box(), 2)

    def second():
        return y

    await both(first, second)


async def race_block_call_6():
    """TestRaceBlockCall6: a call with a number and an object sets x and y, while x is read."""
    x, y = 0, None

    def first():
        nonlocal x, y
        x, y = pair_of(1, Box())

    def second():
        return x

    await both(first, second)


async def race_as_func_3():
    """TestRaceAsFunc3: an argument is read before the function that is called takes the lock under which it is written."""
    x, mutex, written = 0, Mutex(), Chan(1)

    async def under_lock(value):
        async with mutex:
            return value

    async def first():
        # The length orders nothing. The other way round the lock would put the read before the write.
        while not len(written):
            await gosched()
        await under_lock(x)

    async def second():
        nonlocal x
        async with mutex:
            x = 2
        written.try_send(True)

    await both(first, second)


async def norace_as_func_4():
    """TestNoRaceAsFunc4: a result is written after the function that was called took the lock."""
    x, mutex = 0, Mutex()

    async def locked():
        await mutex.lock()
        return 1

    async def first():
        nonlocal x
        x = await locked()
        mutex.unlock()

    async def second():
        nonlocal x
        async with mutex:
            x = 2

    await both(first, second)


async def hashed(read):
    """One reads into a buffer again and again and sends it; the other hashes what it receives, which is the same buffer."""
    channel, buffer = Chan(), bytearray(8)

    async def first():
        for _ in range(3):
            buffer[:] = read()
            await channel.send(buffer)
        channel.close()

    async def second():
        async for data in channel:
            hashlib.sha256(data)

    await both(first, second)


async def race_issue_5567():
    """TestRaceIssue5567: one buffer is read into from a file again and again while the receiver hashes it."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"x" * 64)
        file.seek(0)
        await hashed(lambda: file.read(8))


async def race_issue_51618():
    """TestRaceIssue51618: the same with reads at a place of the file."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"x" * 64)
        await hashed(lambda: os.pread(file.fileno(), 8, 8))


async def race_issue_5654():
    """TestRaceIssue5654: one buffer is read into from bytes in memory while the receiver puts it to the end of others."""
    channel, buffer, source = Chan(), bytearray(8), io.BytesIO(b"x" * 64)

    async def first():
        for _ in range(3):
            buffer[:] = source.read(8)
            await channel.send(buffer)
        channel.close()

    async def second():
        text = b""
        async for data in channel:
            text += bytes(data)

    await both(first, second)


async def norace_issue_60934():
    """TestNoRaceIssue60934: goroutines that end in the midst of a call leave nothing behind for those that come after them."""
    box, done = Box(), Chan()

    async def ends():
        goexit()

    for _ in range(20):
        go(ends)
    await gosched()

    async def work():
        box.x += 1
        await done.send(True)

    for _ in range(5):
        go(work)
        await done.recv()
