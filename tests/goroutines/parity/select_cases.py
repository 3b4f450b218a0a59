"""Select."""

from pair import Box, both

from datarace.goroutines import Chan, go, recv, select, send


async def norace_select_1():
    """TestNoRaceSelect1: a write before a send within select; a write after the receive within select."""
    box, channel, never = Box(), Chan(), Chan()

    async def first():
        box.x = 1
        await select(send(channel, True), recv(never))

    async def second():
        await select(recv(channel), recv(never))
        box.x = 2

    await both(first, second)


async def norace_select_2():
    """TestNoRaceSelect2: a write before a close; a write after select has seen the close."""
    box, channel, never = Box(), Chan(), Chan()

    async def first():
        box.x = 1
        channel.close()

    async def second():
        await select(recv(channel), recv(never))
        box.x = 2

    await both(first, second)


async def norace_select_3():
    """TestNoRaceSelect3: a send within select into a channel with places, a receive, a write."""
    box, channel, never = Box(), Chan(10), Chan()

    async def first():
        box.x = 1
        await select(send(channel, True), recv(never))

    async def second():
        await channel.recv()
        box.x = 2

    await both(first, second)


async def norace_select_4():
    """TestNoRaceSelect4: tasks are queued and taken with select, each says by its own channel that it is done."""
    tasks, never, box = Chan(), Chan(), Box()

    async def worker():
        while True:
            chosen = await select(recv(tasks), recv(never))
            if not chosen.ok:
                return
            task, done = chosen.value
            task()
            await select(send(done, True), recv(never))

    def task():
        box.x += 1

    go(worker)
    for _ in range(5):
        done = Chan()
        await select(send(tasks, (task, done)), recv(never))
        await done.recv()
        box.x += 1
    tasks.close()


async def norace_select_5():
    """TestNoRaceSelect5: send and receive, each with select and without, in all four combinations and with places or none."""
    for places in (0, 1):
        for sends_in_select in (False, True):
            for receives_in_select in (False, True):
                box, channel, never = Box(), Chan(places), Chan()

                async def first(box=box, channel=channel, never=never, selects=sends_in_select):
                    box.x = 1
                    if selects:
                        await select(send(channel, True), recv(never))
                    else:
                        await channel.send(True)

                async def second(box=box, channel=channel, never=never, selects=receives_in_select):
                    if selects:
                        await select(recv(channel), recv(never))
                    else:
                        await channel.recv()
                    box.x = 2

                await both(first, second)


async def race_select_1():
    """TestRaceSelect1: two write after their sends within select; nothing orders the one and the other."""
    box, channel, never = Box(), Chan(2), Chan()

    async def work():
        await select(send(channel, True), recv(never))
        box.x = 1

    await both(work, work)


async def race_select_2():
    """TestRaceSelect2: a write before a select that receives from a closed channel is not ordered with the closer's."""
    box, channel, never = Box(), Chan(), Chan()

    async def first():
        channel.close()
        box.x = 1

    async def second():
        box.x = 2
        await select(recv(channel), recv(never))

    await both(first, second)


async def race_select_3():
    """TestRaceSelect3: a write before a send within select; the other side writes before it receives."""
    box, channel, never = Box(), Chan(), Chan()

    async def first():
        box.x = 1
        await select(send(channel, True), recv(never))

    async def second():
        box.x = 2
        await channel.recv()

    await both(first, second)


async def race_select_4():
    """TestRaceSelect4: a select that takes its default orders nothing."""
    box, channel, other = Box(), Chan(), Chan()

    async def first():
        box.x = 1
        await select(send(channel, True), default=True)

    async def second():
        await select(recv(other), default=True)
        box.x = 2

    await both(first, second)


async def race_select_5():
    """TestRaceSelect5: what is done for the chosen case meets reads elsewhere."""
    box, channel, never = Box(), Chan(1), Chan()
    await channel.send(1)

    async def first():
        if (await select(recv(channel), recv(never))).case == 0:
            box.x = 1

    def second():
        return box.x

    await both(first, second)
