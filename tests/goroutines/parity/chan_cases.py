"""Channels."""

from pair import Box, both

from datarace.goroutines import Chan, Closed, Panic, WaitGroup, go, gosched, recv, select, send


async def handed_over(channel, give, take):
    """One writes and gives, the other takes and writes."""
    box = Box()

    async def first():
        box.x = 1
        await give(channel)

    async def second():
        await take(channel)
        box.x = 2

    await both(first, second)


async def give_item(channel):
    await channel.send(True)


async def give_end(channel):
    channel.close()


async def take_item(channel):
    await channel.recv()


async def take_end(channel):
    try:
        await channel.recv()
    except Closed:
        pass


async def take_both(channel):
    assert (await channel.recv_ok())[1] is False


async def take_all(channel):
    async for _ in channel:
        pass


async def norace_chan_sync():
    """TestNoRaceChanSync: write and send; receive, from a channel without places, and write."""
    await handed_over(Chan(), give_item, take_item)


async def norace_chan_sync_rev():
    """TestNoRaceChanSyncRev: without places the order goes back too: write and receive; send and write."""
    await handed_over(Chan(), take_item, give_item)


async def norace_chan_async():
    """TestNoRaceChanAsync: write and send; receive from a channel with places, and write."""
    await handed_over(Chan(10), give_item, take_item)


async def race_chan_async_rev():
    """TestRaceChanAsyncRev: with places nothing leads from the receive back to the sender."""
    channel, box = Chan(10), Box()

    async def first():
        box.x = 1
        await channel.recv()

    async def second():
        await channel.send(True)
        box.x = 2

    await both(first, second)


async def norace_chan_async_close_recv():
    """TestNoRaceChanAsyncCloseRecv: write and close a channel with places; the receive ends with an exception that is caught, then write."""
    await handed_over(Chan(10), give_end, take_end)


async def norace_chan_async_close_recv_2():
    """TestNoRaceChanAsyncCloseRecv2: the close is seen by the second result of a receive."""
    await handed_over(Chan(10), give_end, take_both)


async def norace_chan_async_close_recv_3():
    """TestNoRaceChanAsyncCloseRecv3: the close ends a loop over the channel."""
    await handed_over(Chan(10), give_end, take_all)


async def norace_chan_sync_close_recv():
    """TestNoRaceChanSyncCloseRecv: a channel without places is closed, the receive sees it."""
    await handed_over(Chan(), give_end, take_end)


async def norace_chan_sync_close_recv_2():
    """TestNoRaceChanSyncCloseRecv2: without places, seen by the second result."""
    await handed_over(Chan(), give_end, take_both)


async def norace_chan_sync_close_recv_3():
    """TestNoRaceChanSyncCloseRecv3: without places, the loop ends."""
    await handed_over(Chan(), give_end, take_all)


async def race_chan_sync_close_send():
    """TestRaceChanSyncCloseSend: write and close; a send that fails since the channel is closed, then write."""
    channel, box = Chan(), Box()

    async def first():
        box.x = 1
        channel.close()

    async def second():
        try:
            await channel.send(True)
        except Panic:
            pass
        box.x = 2

    await both(first, second)


async def race_chan_async_close_send():
    """TestRaceChanAsyncCloseSend: write and close; the other sends until the channel is closed, then writes."""
    channel, box = Chan(10), Box()

    async def first():
        box.x = 1
        channel.close()

    async def second():
        try:
            while True:
                await channel.send(True)
        except Panic:
            pass
        box.x = 2

    await both(first, second)


async def race_chan_close_close():
    """TestRaceChanCloseClose: two write each its own variable and close; the one that fails writes the other's."""
    channel, one, two = Chan(), Box(), Box()

    def first():
        one.x = 1
        try:
            channel.close()
        except Panic:
            two.x = 2

    def second():
        two.x = 1
        try:
            channel.close()
        except Panic:
            one.x = 2

    await both(first, second)


async def race_chan_send_len():
    """TestRaceChanSendLen: to go round until the channel has an item orders nothing."""
    channel, box = Chan(10), Box()

    async def first():
        box.x = 1
        await channel.send(True)

    async def second():
        while len(channel) == 0:
            await gosched()
        box.x = 2

    await both(first, second)


async def race_chan_recv_len():
    """TestRaceChanRecvLen: to go round until the channel has no item orders nothing."""
    channel, box = Chan(10), Box()
    await channel.send(True)

    async def first():
        box.x = 1
        await channel.recv()

    async def second():
        while len(channel):
            await gosched()
        box.x = 2

    await both(first, second)


async def race_chan_send_send():
    """TestRaceChanSendSend: two write each its own variable and try to send into one place; the loser writes the winner's."""
    channel, one, two = Chan(1), Box(), Box()

    def first():
        one.x = 1
        if not channel.try_send(1):
            two.x = 2

    def second():
        two.x = 1
        if not channel.try_send(2):
            one.x = 2

    await both(first, second)


async def norace_chan_ptr():
    """TestNoRaceChanPtr: a reference goes over the channel, the receiver writes the field."""
    channel = Chan()

    async def first():
        box = Box()
        box.x = 1
        await channel.send(box)

    async def second():
        (await channel.recv()).x = 2

    await both(first, second)


async def race_chan_wrong_send():
    """TestRaceChanWrongSend: of two senders' items the receiver takes the one and writes the variable of the other."""
    channel, one, two = Chan(2), Box(), Box()

    async def first():
        one.x = 1
        await channel.send(1)

    async def second():
        two.x = 1
        await channel.send(2)

    async def receiver():
        if await channel.recv() == 1:
            two.x = 2
        else:
            one.x = 2

    await both(first, second, receiver)


async def race_chan_wrong_close():
    """TestRaceChanWrongClose: one sends and another closes; the receiver takes the one for the other and writes its variable."""
    channel, one, two = Chan(1), Box(), Box()

    async def first():
        one.x = 1
        try:
            await channel.send(1)
        except Panic:
            pass

    def second():
        two.x = 1
        channel.close()

    async def receiver():
        if (await channel.recv_ok())[1]:
            two.x = 2
        else:
            one.x = 2

    await both(first, second, receiver)


async def race_chan_send_close():
    """TestRaceChanSendClose: a send meets the close of the channel."""
    channel = Chan(2)

    async def first():
        try:
            await channel.send(True)
        except Panic:
            pass

    async def second():
        channel.close()

    await both(first, second)


async def race_chan_send_select_close():
    """TestRaceChanSendSelectClose: a send within select meets the close of the channel."""
    channel, other = Chan(2), Chan()

    async def first():
        try:
            await select(send(channel, True), recv(other))
        except Panic:
            pass

    def second():
        channel.close()

    await both(first, second)


async def norace_select_read_write_async():
    """TestNoRaceSelectReadWriteAsync: one reads a variable to send it in a select, the peer writes it from its receive in a select."""
    channel, other, box = Chan(10), Chan(10), Box()

    async def first():
        await select(send(channel, box.x), recv(other))

    async def second():
        box.x = (await select(recv(channel), recv(other))).value

    await both(first, second)


async def crossed(places):
    """A variable is read to be sent on one channel while it is written from another."""
    one, two, box = Chan(places), Chan(places), Box()

    async def first():
        await one.send(box.x)

    async def second():
        box.x = await two.recv()

    async def drain():
        await one.recv()

    async def feed():
        await two.send(1)

    await both(first, second, drain, feed)


async def race_chan_read_write_async():
    """TestRaceChanReadWriteAsync: a variable is read to be sent on one channel while it is set from another, with places."""
    one, two, box = Chan(10), Chan(10), Box()
    await two.send(1)

    async def first():
        await one.send(box.x)

    async def second():
        box.x = await two.recv()

    await both(first, second)


async def race_chan_read_write_sync():
    """TestRaceChanReadWriteSync: the same with channels that have no places."""
    await crossed(0)


async def norace_chan_read_write_async():
    """TestNoRaceChanReadWriteAsync: a variable is sent and set from the same channel."""
    channel, box = Chan(10), Box()

    async def first():
        await channel.send(box.x)

    async def second():
        box.x = await channel.recv()

    await both(first, second)


async def norace_producer_consumer_unbuffered():
    """TestNoRaceProducerConsumerUnbuffered: tasks go over a channel to a worker; each is a closure, and a channel of its own says that it is done."""
    tasks, box = Chan(), Box()

    async def worker():
        async for task, done in tasks:
            task()
            await done.send(True)

    def task():
        box.x += 1

    go(worker)
    for _ in range(5):
        done = Chan()
        await tasks.send((task, done))
        await done.recv()
        box.x += 1
    tasks.close()


async def race_chan_itself_send():
    """TestRaceChanItselfSend: the variable of a channel is set while it is used to send."""
    channel = Chan(10)

    async def first():
        await channel.send(1)

    def second():
        nonlocal channel
        channel = Chan(20)

    await both(first, second)


async def race_chan_itself_recv():
    """TestRaceChanItselfRecv: the variable of a channel is set while it is used to receive."""
    full = Chan(10)
    await full.send(1)
    other = Chan(10)
    await other.send(1)
    channel = full

    async def first():
        await channel.recv()

    def second():
        nonlocal channel
        channel = other

    await both(first, second)


async def race_chan_itself_nil():
    """TestRaceChanItselfNil: the variable of a channel is set to none while it is used to send."""
    channel = Chan(10)

    async def first():
        used = channel
        if used is not None:
            await used.send(1)

    def second():
        nonlocal channel
        channel = None

    await both(first, second)


async def race_chan_itself_close():
    """TestRaceChanItselfClose: the variable of a channel is set while another goroutine closes it."""
    channel = Chan()

    def first():
        channel.close()

    def second():
        nonlocal channel
        channel = Chan()

    await both(first, second)


async def race_chan_itself_len():
    """TestRaceChanItselfLen: the variable of a channel is set while len is taken."""
    channel = Chan()

    def first():
        return len(channel)

    def second():
        nonlocal channel
        channel = Chan()

    await both(first, second)


async def race_chan_itself_cap():
    """TestRaceChanItselfCap: the variable of a channel is set while its number of places is asked for."""
    channel = Chan()

    def first():
        return channel.cap

    def second():
        nonlocal channel
        channel = Chan()

    await both(first, second)


async def norace_chan_close_len():
    """TestNoRaceChanCloseLen: len meets a close."""
    channel = Chan(10)
    await both(channel.close, lambda: len(channel))


async def norace_chan_close_cap():
    """TestNoRaceChanCloseCap: the number of places is asked for while the channel is closed."""
    channel = Chan(10)
    await both(channel.close, lambda: channel.cap)


async def race_chan_close_send():
    """TestRaceChanCloseSend: a send meets a close, with places."""
    channel = Chan(10)

    def first():
        channel.close()

    async def second():
        try:
            await channel.send(1)
        except Panic:
            pass

    await both(first, second)


async def norace_chan_mutex():
    """TestNoRaceChanMutex: a channel with one place is a mutex."""
    channel, box = Chan(1), Box()

    async def work():
        await channel.send(True)
        box.x += 1
        await channel.recv()

    await both(work, work)


async def norace_select_mutex():
    """TestNoRaceSelectMutex: a channel with one place is a mutex, by select."""
    channel, never, box = Chan(1), Chan(), Box()

    async def work():
        await select(send(channel, True), recv(never))
        box.x += 1
        await select(recv(channel), recv(never))

    await both(work, work)


async def race_chan_sem():
    """TestRaceChanSem: a channel with two places lets two in."""
    channel, box = Chan(2), Box()

    async def work():
        await channel.send(True)
        box.x = 1
        await channel.recv()

    await both(work, work)


async def norace_chan_wait_group():
    """TestNoRaceChanWaitGroup: a channel with places counts the workers; to take all its places waits for all of them."""
    workers, channel = 10, Chan(3)
    results = [Box() for _ in range(workers)]

    async def work(box):
        box.x = 1
        await channel.recv()

    for box in results:
        await channel.send(True)
        go(work, box)
    for _ in range(channel.cap):
        await channel.send(True)
    for box in results:
        box.x = 2


async def norace_blocked_send_sync():
    """TestNoRaceBlockedSendSync: a sender that waited for a place is still ordered before the receiver of its item."""
    channel = Chan(1)
    await channel.send(None)

    async def first():
        box = Box()
        box.x = 1
        await channel.send(box)

    async def second():
        for _ in range(10):
            await gosched()
        await channel.recv()
        (await channel.recv()).x = 2

    await both(first, second)


async def norace_blocked_select_send_sync():
    """TestNoRaceBlockedSelectSendSync: the same, and a receive within select wakes the sender."""
    channel, never = Chan(1), Chan()
    await channel.send(None)

    async def first():
        box = Box()
        box.x = 1
        await channel.send(box)

    async def second():
        for _ in range(10):
            await gosched()
        await channel.recv()
        (await select(recv(channel), recv(never))).value.x = 2

    await both(first, second)


async def norace_close_happens_before_read():
    """TestNoRaceCloseHappensBeforeRead: a close comes before a receive from the empty channel, a hundred times."""
    for _ in range(100):
        await handed_over(Chan(1), give_end, take_both)


async def norace_elem_size_0():
    """TestNoRaceElemSize0: a channel whose items say nothing is a semaphore; what each holder did comes before whoever takes all places."""
    channel, boxes, group = Chan(2), [Box(), Box()], WaitGroup()

    async def all_places():
        for _ in range(2):
            await channel.recv()
        for box in boxes:
            box.x += 1

    async def producer(box):
        box.x += 1
        await channel.send(None)

    group.go(producer, boxes[0])
    group.go(producer, boxes[1])
    group.go(all_places)
    await group.wait()
