"""Lists and arrays of bytes."""

from pair import Box, both


async def norace_slice_range_append():
    """TestNoRaceSliceRangeAppend: a loop over the list meets a longer list that is dropped."""
    items = [0] * 10

    def first():
        for _ in items:
            pass

    def second():
        return [*items, 1]

    await both(first, second)


async def race_slice_var_write():
    """TestRaceSliceVarWrite: the variable is set while an item is written through it."""
    items = [0] * 10

    def first():
        nonlocal items
        items = [1] * 20

    def second():
        items[0] = 1

    await both(first, second)


async def race_slice_var_read():
    """TestRaceSliceVarRead: the variable is set while an item is read through it."""
    items = [0] * 10

    def first():
        nonlocal items
        items = [1] * 20

    def second():
        return items[0]

    await both(first, second)


async def race_slice_var_range():
    """TestRaceSliceVarRange: the variable is set while it is looped over."""
    items = [0] * 10

    def first():
        nonlocal items
        items = [1] * 20

    def second():
        for _ in items:
            pass

    await both(first, second)


async def race_slice_var_append():
    """TestRaceSliceVarAppend: the variable is set while a longer list is made of it."""
    items = [0] * 10

    def first():
        nonlocal items
        items = [1] * 20

    def second():
        return [*items, 1]

    await both(first, second)


async def race_slice_var_copy():
    """TestRaceSliceVarCopy: the variable is set while its list is copied into."""
    items = [0] * 10
    source = [2] * 10

    def first():
        nonlocal items
        items = [1] * 20

    def second():
        items[0:10] = source

    await both(first, second)


async def race_slice_var_copy_2():
    """TestRaceSliceVarCopy2: the variable is set while its list is copied from."""
    items = [0] * 10
    target = [2] * 10

    def first():
        nonlocal items
        items = [1] * 20

    def second():
        target[:] = items

    await both(first, second)


async def race_slice_append():
    """TestRaceSliceAppend: both append to one list."""
    items = [0] * 10

    def first():
        items.append(1)

    def second():
        items.append(2)

    await both(first, second)


async def race_slice_append_write():
    """TestRaceSliceAppendWrite: a longer list is made of the old one while an item is written."""
    items = [0] * 10

    def first():
        return [*items, 1]

    def second():
        items[0] = 1

    await both(first, second)


async def race_slice_append_slice():
    """TestRaceSliceAppendSlice: a longer list is made of the old one and another while an item of the old one is written."""
    items = [0] * 10
    more = [1, 2]

    def first():
        return items + more

    def second():
        items[0] = 1

    await both(first, second)


async def race_slice_append_slice_2():
    """TestRaceSliceAppendSlice2: an item is written in the list that is appended."""
    items = [0] * 10
    more = [1, 2]

    def first():
        items.extend(more)

    def second():
        more[0] = 3

    await both(first, second)


async def race_slice_append_string():
    """TestRaceSliceAppendString: a string is appended to bytes while one of them is written."""
    items = bytearray(10)
    text = "more"

    def first():
        return items + text.encode()

    def second():
        items[0] = 1

    await both(first, second)


async def race_pointer_slice_append():
    """TestRacePointerSliceAppend: both append a reference to one list."""
    items = [None] * 10
    box = Box()

    def first():
        items.append(box)

    def second():
        items.append(box)

    await both(first, second)


async def race_pointer_slice_append_write():
    """TestRacePointerSliceAppendWrite: a longer list of references is made of the old one while one is written."""
    items = [None] * 10
    box = Box()

    def first():
        return [*items, box]

    def second():
        items[0] = box

    await both(first, second)


async def race_pointer_slice_append_slice():
    """TestRacePointerSliceAppendSlice: a longer list is made of two lists of references while one of the first is written."""
    items = [None] * 10
    more = [Box()]

    def first():
        return items + more

    def second():
        items[0] = more

    await both(first, second)


async def race_pointer_slice_append_slice_2():
    """TestRacePointerSliceAppendSlice2: a reference is written in the list that is appended."""
    items = [None] * 10
    more = [None] * 2
    box = Box()

    def first():
        items.extend(more)

    def second():
        more[0] = box

    await both(first, second)


async def norace_slice_index_access():
    """TestNoRaceSliceIndexAccess: both only read the index, and items of two lists are written."""
    items = [0] * 10
    others = [0] * 10
    index = 2

    def first():
        items[index] = 1

    def second():
        others[index] = 1

    await both(first, second)


async def norace_slice_index_access_2():
    """TestNoRaceSliceIndexAccess2: both only read the index, and an item is read."""
    items = [0] * 10
    index = 2

    def first():
        return items[index]

    def second():
        return items[index]

    await both(first, second)


async def race_slice_index_access():
    """TestRaceSliceIndexAccess: the index is written while it is used to store."""
    items = [0] * 10
    index = 2

    def first():
        items[index] = 1

    def second():
        nonlocal index
        index = 3

    await both(first, second)


async def race_slice_index_access_2():
    """TestRaceSliceIndexAccess2: the index is written while it is used to load."""
    items = [0] * 10
    index = 2

    def first():
        return items[index]

    def second():
        nonlocal index
        index = 3

    await both(first, second)


async def race_slice_byte_to_string():
    """TestRaceSliceByteToString: bytes become a string while one is written."""
    items = bytearray(b"text")

    def first():
        return items.decode()

    def second():
        items[0] = 65

    await both(first, second)


async def race_slice_rune_to_string():
    """TestRaceSliceRuneToString: characters become a string while the last one is written."""
    items = list("text")

    def first():
        return "".join(items)

    def second():
        items[-1] = "T"

    await both(first, second)


async def race_concat_string():
    """TestRaceConcatString: a string variable is set while it is put before another string."""
    text = "hello"

    def first():
        return text + " world"

    def second():
        nonlocal text
        text = "good bye"

    await both(first, second)


async def race_compare_string():
    """TestRaceCompareString: a string variable is set while it is compared."""
    text = "hello"

    def first():
        return text == "hello world"

    def second():
        nonlocal text
        text = "good bye"

    await both(first, second)


async def race_slice_4():
    """TestRaceSlice4: bytes are moved within a bytearray, over each other, while it becomes a string."""
    items = bytearray(b"0123456789")

    def first():
        items[0:8] = items[2:10]

    def second():
        return items.decode()

    await both(first, second)
