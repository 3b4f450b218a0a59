"""Random programs over channels, select, locks, groups, timers and other numbers of processors: `stress.py SEED OPERATIONS [MAXPROCS]`.

Every item that is sent carries a number that nobody else has. At the end all that was sent was received once: nothing lost, nothing
twice; and each counter under a lock is what was added to it.
"""

import sys
from random import Random

from datarace import goroutines as go


class Account:
    def __init__(self) -> None:
        self.lock = go.Mutex()
        self.balance = 0


class Table:
    def __init__(self) -> None:
        self.lock = go.RWMutex()
        self.pair = (0, 0)


async def program(seed: int, operations: int, processors: int) -> None:
    random = Random(seed)
    channels = [go.Chan[int](random.choice((0, 0, 1, 2, 7))) for _ in range(random.randint(1, 6))]
    count = random.randint(1, 12)
    share = operations // count
    accounts = [Account() for _ in range(3)]
    tables = [Table() for _ in range(2)]
    added = go.AtomicInt()
    sent: list[list[int]] = [[] for _ in range(count)]
    received: list[list[int]] = [[] for _ in range(count)]
    senders, receivers = go.WaitGroup(), go.WaitGroup()
    over = go.with_cancel(go.background())

    async def sender(me: int, random: Random) -> None:
        for number in range(share):
            item = number * count + me
            what = random.random()
            if what < 0.5:
                await random.choice(channels).send(item)
            elif what < 0.8:
                case, _, _ = await go.select(*(go.send(channel, item) for channel in channels))
                assert case >= 0
            elif what < 0.9:
                channel = random.choice(channels)
                while not channel.try_send(item):
                    await go.gosched()
            else:
                timer = go.after(random.random() * 0.002)
                case, _, _ = await go.select(go.send(random.choice(channels), item), go.recv(timer))
                if case == 1:
                    continue
            sent[me].append(item)
            await anything(random)

    async def receiver(me: int, random: Random) -> None:
        while True:
            if random.random() < 0.3:
                channel = random.choice(channels)
                if (found := channel.try_recv()) is not None and found.ok:
                    received[me].append(found.value)
                await go.gosched()
            case, value, ok = await go.select(*(go.recv(channel) for channel in channels), go.recv(over.done()))
            if case == len(channels):
                break
            if ok:
                received[me].append(value)
            await anything(random)
        for channel in channels:
            async for value in channel:
                received[me].append(value)

    async def anything(random: Random) -> None:
        what = random.random()
        if what < 0.2:
            account = random.choice(accounts)
            async with account.lock:
                balance = account.balance
                if random.random() < 0.2:
                    await go.gosched()
                account.balance = balance + 1
            added.add(1)
        elif what < 0.3:
            table = random.choice(tables)
            async with table.lock:
                left, right = table.pair
                await go.gosched()
                table.pair = (left + 1, right + 1)
        elif what < 0.4:
            table = random.choice(tables)
            async with table.lock.reading():
                left, right = table.pair
                await go.gosched()
                assert (left, right) == table.pair
        elif what < 0.42:
            await go.sleep(random.random() * 0.0005)
        elif what < 0.44:
            go.gomaxprocs(random.randint(1, processors))
        elif what < 0.46:
            group = go.WaitGroup()
            for _ in range(random.randint(1, 5)):
                group.go(go.gosched)
            await group.wait()
        elif what < 0.47:
            await go.blocking(str, 1)

    for me in range(count):
        senders.go(sender, me, Random(seed * 1000 + me))
        receivers.go(receiver, me, Random(seed * 1000 + 500 + me))
    await senders.wait()
    over.cancel()
    for channel in channels:
        channel.close()
    await receivers.wait()
    assert sorted(item for items in sent for item in items) == sorted(item for items in received for item in items)
    assert sum(account.balance for account in accounts) == added.load()
    assert all(left == right for left, right in (table.pair for table in tables))
    while go.numgoroutine() > 1:  # whoever is done with its group ends a little later
        await go.gosched()


def main() -> None:
    seed, operations = int(sys.argv[1]), int(sys.argv[2])
    processors = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    random = Random(seed)
    done = 0
    while done < operations:
        some = min(random.choice((50, 500, 3000)), operations - done)
        go.run(program, random.randrange(1 << 30), some, processors, processors=random.randint(1, processors))
        done += some
    print(f"{done} operations")


main()
