"""Lists and arrays of bytes."""

from pair import Box, both


async def race_slice_rw():
    """TestRaceSliceRW: one item is read and written."""
    items = [1, 2, 3]

    def first():
        items[1] = 5

    def second():
        return items[1]

    await both(first, second)


async def norace_slice_rw():
    """TestNoRaceSliceRW: different items are read and written."""
    items = [1, 2, 3]

    def first():
        items[0] = 5

    def second():
        return items[1]

    await both(first, second)


async def race_slice_ww():
    """TestRaceSliceWW: both write one item."""
    items = [1, 2, 3]

    def first():
        items[1] = 5

    def second():
        items[1] = 6

    await both(first, second)


async def norace_array_ww():
    """TestNoRaceArrayWW: different elements of an array are written."""
    items = bytearray(3)

    def first():
        items[0] = 5

    def second():
        items[1] = 6

    await both(first, second)


async def race_array_ww():
    """TestRaceArrayWW: both write one element of an array."""
    items = bytearray(3)

    def first():
        items[1] = 5

    def second():
        items[1] = 6

    await both(first, second)


async def norace_slice_write_len():
    """TestNoRaceSliceWriteLen: an item is written while len is taken."""
    items = [1, 2, 3]

    def first():
        items[0] = 5

    def second():
        return len(items)

    await both(first, second)


async def norace_slice_write_cap():
    """TestNoRaceSliceWriteCap: an item is written while the place that the list takes is asked for."""
    items = [1, 2, 3]

    def first():
        items[0] = 5

    def second():
        return items.__sizeof__()

    await both(first, second)


async def race_slice_copy_read():
    """TestRaceSliceCopyRead: the list is copied into while an item is read."""
    items = [0] * 10
    source = [1] * 10

    def first():
        items[:] = source

    def second():
        return items[5]

    await both(first, second)


async def norace_slice_write_copy():
    """TestNoRaceSliceWriteCopy: one copies into the first half, the other writes an item of the second."""
    items = bytearray(10)
    source = bytes(5)

    def first():
        items[0:5] = source

    def second():
        items[7] = 1

    await both(first, second)


async def race_slice_copy_write_2():
    """TestRaceSliceCopyWrite2: the list is copied from while an item is written."""
    items = [0] * 10
    target = [1] * 10

    def first():
        target[:] = items

    def second():
        items[5] = 1

    await both(first, second)


async def race_slice_copy_write_3():
    """TestRaceSliceCopyWrite3: a string is copied into bytes while one byte is written."""
    items = bytearray(6)
    text = "qwerty"

    def first():
        items[0:6] = text.encode()

    def second():
        items[3] = 1

    await both(first, second)


async def norace_slice_copy_read():
    """TestNoRaceSliceCopyRead: the list is copied from while an item is read."""
    items = [0] * 10
    target = [1] * 10

    def first():
        target[:] = items

    def second():
        return items[5]

    await both(first, second)


async def race_pointer_slice_copy_read():
    """TestRacePointerSliceCopyRead: references are copied into a list while one is read."""
    items = [None] * 10
    source = [Box()] * 10

    def first():
        items[:] = source

    def second():
        return items[5]

    await both(first, second)


async def norace_pointer_slice_write_copy():
    """TestNoRacePointerSliceWriteCopy: references are copied into one half while one of the other half is written."""
    items = [None] * 10
    source = [Box()] * 5

    def first():
        items[0:5] = source

    def second():
        items[7] = source

    await both(first, second)


async def race_pointer_slice_copy_write_2():
    """TestRacePointerSliceCopyWrite2: references are copied from a list while one is written."""
    items = [None] * 10
    target = [None] * 10

    def first():
        target[:] = items

    def second():
        items[5] = target

    await both(first, second)


async def norace_pointer_slice_copy_read():
    """TestNoRacePointerSliceCopyRead: references are copied from a list while one is read."""
    items = [None] * 10
    target = [None] * 10

    def first():
        target[:] = items

    def second():
        return items[5]

    await both(first, second)


async def norace_slice_write_slice_2():
    """TestNoRaceSliceWriteSlice2: an item is written while a view of the bytes around it is taken."""
    items = bytearray(10)
    view = memoryview(items)

    def first():
        items[5] = 1

    def second():
        return view[3:8]

    await both(first, second)


async def race_slice_write_slice():
    """TestRaceSliceWriteSlice: an item is written through the variable that is set to a part of the list."""
    items = [0] * 10

    def first():
        items[2] = 1

    def second():
        nonlocal items
        items = items[5:]

    await both(first, second)


async def norace_slice_write_slice():
    """TestNoRaceSliceWriteSlice: an item is written while a view of other bytes is taken."""
    items = bytearray(10)
    view = memoryview(items)

    def first():
        items[1] = 1

    def second():
        return view[5:]

    await both(first, second)


async def norace_slice_len_cap():
    """TestNoRaceSliceLenCap: len is taken while the place that the list takes is asked for."""
    items = [0] * 10

    def first():
        return len(items)

    def second():
        return items.__sizeof__()

    await both(first, second)


async def norace_struct_slices_range_write():
    """TestNoRaceStructSlicesRangeWrite: one loops over the list of one field, the other writes into the list of another."""
    box = Box()
    box.x = [1, 2]
    box.y = [1, 2]

    def first():
        for _ in box.x:
            pass

    def second():
        box.y[0] = 1

    await both(first, second)


async def race_slice_different():
    """TestRaceSliceDifferent: two variables have the same list."""
    items = [0] * 10
    same = items

    def first():
        items[3] = 1

    def second():
        same[3] = 2

    await both(first, second)


async def race_slice_range_write():
    """TestRaceSliceRangeWrite: a loop takes the items while one is written."""
    items = [0] * 10

    def first():
        for _ in items:
            pass

    def second():
        items[3] = 1

    await both(first, second)


async def norace_slice_range_write():
    """TestNoRaceSliceRangeWrite: a loop over the indices takes no items while one is written."""
    items = [0] * 10

    def first():
        for _ in range(len(items)):
            pass

    def second():
        items[3] = 1

    await both(first, second)


async def race_slice_range_append():
    """TestRaceSliceRangeAppend: a loop over the variable's list meets a longer list that the variable is set to."""
    items = [0] * 10

    def first():
        for _ in items:
            pass

    def second():
        nonlocal items
        items = [*items, 1]

    await both(first, second)
