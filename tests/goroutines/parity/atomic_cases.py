"""Atomics as flags, and atomics that meet plain accesses."""

from pair import Box, both

from datarace.goroutines import AtomicInt, AtomicPointer, gosched


async def second_arrival(touches):
    """Two write each its own variable and add one; the one that sees the given number writes the other's variable."""
    counter, boxes = AtomicInt(), [Box(), Box()]

    def work(mine, other):
        mine.x = 1
        if counter.add(1) == touches:
            other.x = 1

    await both(lambda: work(boxes[0], boxes[1]), lambda: work(boxes[1], boxes[0]))


async def hand_over(publish, seen):
    """One writes and publishes; the other goes round until it sees that, and writes."""
    box = Box()

    def first():
        box.x = 1
        publish()

    async def second():
        while not seen():
            await gosched()
        box.x = 2

    await both(first, second)


async def norace_atomic_add_int64():
    """TestNoRaceAtomicAddInt64: each writes its own variable and adds; only who comes second touches the other's."""
    await second_arrival(2)


async def race_atomic_add_int64():
    """TestRaceAtomicAddInt64: each writes its own variable and adds; who comes first touches the other's."""
    counter, one, two = AtomicInt(), Box(), Box()

    def first():
        one.x = 1
        if counter.add(1) == 1:
            two.x = 1

    def second():
        two.x = 1
        if counter.add(1) == 1:
            one.x = 1

    await both(first, second)


async def norace_atomic_add_int32():
    """TestNoRaceAtomicAddInt32: the second to add touches the other's variable; an AtomicInt has no width."""
    await second_arrival(2)


async def norace_atomic_load_add_int32():
    """TestNoRaceAtomicLoadAddInt32: an add publishes a write, loads wait for it."""
    flag = AtomicInt()
    await hand_over(lambda: flag.add(1), lambda: flag.load() == 1)


async def norace_atomic_load_store_int32():
    """TestNoRaceAtomicLoadStoreInt32: a store publishes a write, loads wait for it."""
    flag = AtomicInt()
    await hand_over(lambda: flag.store(1), lambda: flag.load() == 1)


async def norace_atomic_store_cas_int32():
    """TestNoRaceAtomicStoreCASInt32: a store publishes a write, compare-and-swap waits for it."""
    flag = AtomicInt()
    await hand_over(lambda: flag.store(1), lambda: flag.compare_and_swap(1, 0))


async def norace_atomic_cas_load_int32():
    """TestNoRaceAtomicCASLoadInt32: compare-and-swap publishes a write, loads wait for it."""
    flag = AtomicInt()
    await hand_over(lambda: flag.compare_and_swap(0, 1), lambda: flag.load() == 1)


async def norace_atomic_cas_cas_int32():
    """TestNoRaceAtomicCASCASInt32: compare-and-swap publishes a write, another one waits for it."""
    flag = AtomicInt()
    await hand_over(lambda: flag.compare_and_swap(0, 1), lambda: flag.compare_and_swap(1, 0))


async def norace_atomic_cas_cas_int32_2():
    """TestNoRaceAtomicCASCASInt32_2: two write each its own variable and compare-and-swap; the loser writes the winner's."""
    flag, boxes = AtomicInt(), [Box(), Box()]

    def work(mine, other):
        mine.x = 1
        if not flag.compare_and_swap(0, 1):
            other.x = 1

    await both(lambda: work(boxes[0], boxes[1]), lambda: work(boxes[1], boxes[0]))


async def norace_atomic_load_int64():
    """TestNoRaceAtomicLoadInt64: an add to a number of more than 32 bits publishes a write, loads wait for it."""
    flag = AtomicInt(1 << 40)
    await hand_over(lambda: flag.add(1), lambda: flag.load() == (1 << 40) + 1)


async def norace_atomic_cas_cas_uint64():
    """TestNoRaceAtomicCASCASUInt64: compare-and-swap on both sides, with numbers of 64 bits."""
    flag, high = AtomicInt(), (1 << 64) - 1
    await hand_over(lambda: flag.compare_and_swap(0, high), lambda: flag.compare_and_swap(high, 0))


async def norace_atomic_load_store_pointer():
    """TestNoRaceAtomicLoadStorePointer: a stored reference publishes a write, loads of the reference wait for it."""
    pointer, target = AtomicPointer(), Box()
    await hand_over(lambda: pointer.store(target), lambda: pointer.load() is target)


async def norace_atomic_store_cas_uint64():
    """TestNoRaceAtomicStoreCASUint64: a store of 64 bits publishes a write, compare-and-swap waits for it."""
    flag, high = AtomicInt(), (1 << 64) - 1
    await hand_over(lambda: flag.store(high), lambda: flag.compare_and_swap(high, 0))


async def race_atomic_store_load():
    """TestRaceAtomicStoreLoad: an atomic store meets a plain read of the same variable."""
    number = AtomicInt()

    def first():
        number.store(1)

    def second():
        return number.value

    await both(first, second)


async def race_atomic_load_store():
    """TestRaceAtomicLoadStore: an atomic load meets a plain write."""
    number = AtomicInt()

    def first():
        number.load()

    def second():
        number.value = 1

    await both(first, second)


async def race_atomic_add_load():
    """TestRaceAtomicAddLoad: an atomic add meets a plain read."""
    number = AtomicInt()

    def first():
        number.add(1)

    def second():
        return number.value

    await both(first, second)


async def race_atomic_add_store():
    """TestRaceAtomicAddStore: an atomic add meets a plain write."""
    number = AtomicInt()

    def first():
        number.add(1)

    def second():
        number.value = 1

    await both(first, second)
