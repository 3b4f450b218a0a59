"""Condition variables, timers' callbacks, goroutines within goroutines."""

from pair import Box, both

from datarace.goroutines import Chan, Cond, Mutex, WaitGroup, after_func, go, gosched


async def norace_cond():
    """TestNoRaceCond: a condition variable with a predicate in a loop hands data over."""
    box = Box()
    condition = Cond(Mutex())

    async def first():
        box.x = 1
        async with condition.lock:
            box.y = 1
            condition.signal()

    async def second():
        async with condition.lock:
            while not box.y:
                await condition.wait()
        box.x = 2

    await both(first, second)


async def race_cond():
    """TestRaceCond: one writes after it has signalled, the other after it was woken; the lock orders neither."""
    box = Box()
    condition = Cond(Mutex())

    async def first():
        async with condition.lock:
            box.y = 1
            condition.signal()
        box.x = 1

    async def second():
        async with condition.lock:
            while not box.y:
                await condition.wait()
        box.x = 2

    await both(first, second)


async def race_announce_threads():
    """TestRaceAnnounceThreads: goroutines start goroutines, and all write one variable."""
    box, group = Box(), WaitGroup()

    def inner():
        box.x = 1

    def outer():
        box.x = 2
        for _ in range(3):
            group.go(inner)
        box.x = 3

    for _ in range(7):
        group.go(outer)
    await group.wait()


async def norace_after_func_1():
    """TestNoRaceAfterFunc1: a timer's callback arms the timer again and counts down."""
    done, left = Chan(1), 2

    def again():
        nonlocal left
        left -= 1
        if left >= 0:
            after_func(0.0001, again)
        else:
            done.try_send(True)

    after_func(0.0001, again)
    await done.recv()


async def norace_after_func_2():
    """TestNoRaceAfterFunc2: a timer's callback would write a variable, but the timer is stopped at the end of the function."""
    box = Box()

    def callback():
        box.x = 1

    timer = after_func(3600, callback)
    try:
        await gosched()
    finally:
        timer.stop()


async def norace_after_func_3():
    """TestNoRaceAfterFunc3: a timer's callback writes and then sends; who receives writes."""
    box, done = Box(), Chan(1)

    def callback():
        box.x = 1
        done.try_send(True)

    after_func(0.0001, callback)
    await done.recv()
    box.x = 2


async def race_after_func_3():
    """TestRaceAfterFunc3: the callbacks of two timers write the same variable."""
    box, done = Box(), Chan(2)

    def first():
        box.x = 1
        done.try_send(True)

    def second():
        box.x = 2
        done.try_send(True)

    after_func(0.0001, first)
    after_func(0.0001, second)
    await done.recv()
    await done.recv()


async def race_goroutine_creation_stack():
    """TestRaceGoroutineCreationStack: a goroutine four levels down writes what main writes."""
    box, done = Box(), Chan(1)

    def fourth():
        box.x = 1
        done.try_send(True)

    def third():
        go(fourth)

    def second():
        go(third)

    def first():
        go(second)

    go(first)
    box.x = 2
    await done.recv()
