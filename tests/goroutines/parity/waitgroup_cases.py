"""WaitGroups, rightly and wrongly used."""

from pair import Box, both

from datarace.goroutines import Chan, Panic, WaitGroup, go, gosched


async def norace_wait_group():
    """TestNoRaceWaitGroup: a worker writes, main waits for it and reads."""
    box, group = Box(), WaitGroup()
    group.add(1)

    def work():
        box.x = 1
        group.done()

    go(work)
    await group.wait()
    assert box.x == 1


async def race_wait_group():
    """TestRaceWaitGroup: two workers write the same variable before they are done."""
    box, group = Box(), WaitGroup()

    def work():
        box.x = 1
        group.done()

    for _ in range(2):
        group.add(1)
        go(work)
    await group.wait()


async def norace_wait_group_2():
    """TestNoRaceWaitGroup2: a worker writes and is done, main waits and writes."""
    box, group = Box(), WaitGroup()
    group.add(1)

    def work():
        box.x = 1
        group.done()

    go(work)
    await group.wait()
    box.x = 2


async def race_wait_group_as_mutex():
    """TestRaceWaitGroupAsMutex: two goroutines add one, write and are done, as if the group were a lock."""
    box, group = Box(), WaitGroup()

    def work():
        group.add(1)
        box.x = 1
        group.done()

    await both(work, work)


async def race_wait_group_wrong_wait():
    """TestRaceWaitGroupWrongWait: the workers themselves add to the group, so the wait may be over before they begin."""
    box, group = Box(), WaitGroup()
    ended = Chan(2)

    def work():
        group.add(1)
        box.x = 1
        group.done()
        ended.try_send(True)

    go(work)
    go(work)
    await group.wait()
    await ended.recv()
    await ended.recv()


async def race_wait_group_wrong_add():
    """TestRaceWaitGroupWrongAdd: the first add meets a wait that finds something to wait for; how many are in a channel says so, which orders nothing."""
    group, added, waits = WaitGroup(), Chan(1), Chan(1)

    async def first():
        group.add(1)
        added.try_send(True)
        while not len(waits):
            await gosched()
        for _ in range(20):
            await gosched()
        group.done()

    async def second():
        while not len(added):
            await gosched()
        waits.try_send(True)
        await group.wait()

    await both(first, second)


async def norace_wait_group_multiple_wait():
    """TestNoRaceWaitGroupMultipleWait: three goroutines wait for an empty group."""
    group = WaitGroup()
    await both(group.wait, group.wait, group.wait)


async def norace_wait_group_multiple_wait_2():
    """TestNoRaceWaitGroupMultipleWait2: two goroutines are done and wait for each other, and main waits for both."""
    group = WaitGroup()
    group.add(2)

    async def work():
        group.done()
        await group.wait()

    go(work)
    go(work)
    await group.wait()


async def norace_wait_group_multiple_wait_3():
    """TestNoRaceWaitGroupMultipleWait3: three write each its own variable; three others wait for them and read all."""
    boxes, group = [Box(), Box(), Box()], WaitGroup()
    group.add(3)

    def writer(box):
        box.x = 1
        group.done()

    async def waiter():
        await group.wait()
        assert boxes[0].x + boxes[1].x + boxes[2].x == 3

    for box in boxes:
        go(writer, box)
    await both(waiter, waiter, waiter)


async def race_wait_group_2():
    """TestRaceWaitGroup2: the group is used as it should be, but the workers share a variable."""
    box, group = Box(), WaitGroup()
    group.add(2)

    def work():
        box.x += 1
        group.done()

    go(work)
    go(work)
    await group.wait()
    assert box.x


async def norace_wait_group_panic_recover():
    """TestNoRaceWaitGroupPanicRecover: a group goes below zero; who did it catches that and writes."""
    box, group = Box(), WaitGroup()
    try:
        box.x = 1
        group.add(-1)
    except Panic:
        box.x = 2


async def norace_wait_group_panic_recover_2():
    """TestNoRaceWaitGroupPanicRecover2: after the exception is caught, a new goroutine writes."""
    box, group, done = Box(), WaitGroup(), Chan()
    try:
        box.x = 1
        group.add(-1)
    except Panic:
        box.x = 2

    async def work():
        box.x = 3
        await done.send(True)

    go(work)
    await done.recv()


async def norace_wait_group_transitive():
    """TestNoRaceWaitGroupTransitive: the wait comes after both workers, the one that ends early and the one that ends late."""
    one, two, group = Box(), Box(), WaitGroup()
    group.add(2)

    def early():
        one.x = 1
        group.done()

    async def late():
        for _ in range(5):
            await gosched()
        two.x = 1
        group.done()

    go(early)
    go(late)
    await group.wait()
    one.x = 2
    two.x = 2


async def norace_wait_group_reuse():
    """TestNoRaceWaitGroupReuse: one group in three rounds, the variable is written by the worker and by main in each."""
    box, group = Box(), WaitGroup()

    def work():
        box.x = 1
        group.done()

    for _ in range(3):
        group.add(1)
        go(work)
        await group.wait()
        box.x = 2


async def norace_wait_group_reuse_2():
    """TestNoRaceWaitGroupReuse2: one group in two rounds, with a second waiter that says by a channel that it is through."""
    box, group, done = Box(), WaitGroup(), Chan()

    def work():
        box.x = 1
        group.done()

    async def waiter():
        await group.wait()
        await done.send(True)

    group.add(1)
    go(work)
    go(waiter)
    await group.wait()
    await done.recv()
    box.x = 2
    group.add(1)
    go(work)
    await group.wait()
    box.x = 3


async def race_wait_group_reuse():
    """TestRaceWaitGroupReuse: main adds for a second round while another waiter of the first round still reads."""
    box, group, ended = Box(), WaitGroup(), Chan(1)

    def work():
        box.x = 1
        group.done()

    async def waiter():
        await group.wait()
        ended.try_send(box.x)

    group.add(1)
    go(work)
    go(waiter)
    await group.wait()
    # The length orders nothing. A waiter that comes late would be one of the second round, and be ordered.
    while not len(ended):
        await gosched()
    group.add(1)
    go(work)
    await group.wait()
    await ended.recv()


async def norace_wait_group_concurrent_add():
    """TestNoRaceWaitGroupConcurrentAdd: goroutines add at once to a group that already counts, and main takes away what they added."""
    group, added = WaitGroup(), Chan(4)
    group.add(1)

    def add():
        group.add(1)
        added.try_send(True)

    for _ in range(4):
        go(add)
    for _ in range(4):
        await added.recv()
    for _ in range(5):
        group.done()
    await group.wait()
