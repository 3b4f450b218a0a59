"""Dicts."""

from pair import Box, both


async def race_map_rw():
    """TestRaceMapRW: an item is read while it is put in; other keys of a Python dict are other variables."""
    items = {}

    def first():
        items[1] = 1

    def second():
        return items.get(1)

    await both(first, second)


async def race_map_rw_2():
    """TestRaceMapRW2: it is asked whether a key is there, while it is put in."""
    items = {}

    def first():
        items[1] = 1

    def second():
        return 1 in items

    await both(first, second)


async def race_map_rw_array():
    """TestRaceMapRWArray: one element of a list in the dict is read while a list is put in under its key."""
    items = {1: [1, 2, 3]}

    def first():
        items[1] = [0, 1, 2]

    def second():
        return items[1][2]

    await both(first, second)


async def norace_map_rr():
    """TestNoRaceMapRR: both read."""
    items = {1: 1}

    def first():
        return items[1]

    def second():
        return items.get(2)

    await both(first, second)


async def race_map_range():
    """TestRaceMapRange: a loop over the dict meets an insertion."""
    items = {}

    def first():
        for _ in list(items):
            pass

    def second():
        items[1] = 1

    await both(first, second)


async def race_map_range_2():
    """TestRaceMapRange2: a loop over keys and values meets an insertion."""
    items = {}

    def first():
        for _ in tuple(items.items()):
            pass

    def second():
        items[1] = 1

    await both(first, second)


async def norace_map_range_range():
    """TestNoRaceMapRangeRange: two loops over one dict."""
    items = {1: 1, 2: 2}

    def work():
        for _ in items:
            pass

    await both(work, work)


async def race_map_len():
    """TestRaceMapLen: len meets an insertion."""
    items = {}

    def first():
        return len(items)

    def second():
        items[1] = 1

    await both(first, second)


async def race_map_delete():
    """TestRaceMapDelete: a deletion meets an insertion."""
    items = {1: 1}

    def first():
        del items[1]

    def second():
        items[2] = 2

    await both(first, second)


async def race_map_len_delete():
    """TestRaceMapLenDelete: len meets a deletion."""
    items = {1: 1}

    def first():
        return len(items)

    def second():
        del items[1]

    await both(first, second)


async def race_map_variable():
    """TestRaceMapVariable: both set the variable of a dict."""
    items = {}

    def first():
        nonlocal items
        items = {1: 1}

    def second():
        nonlocal items
        items = {2: 2}

    await both(first, second)


async def race_map_variable_2():
    """TestRaceMapVariable2: the variable is set while the other side inserts through it."""
    items = {}

    def first():
        items[1] = 1

    def second():
        nonlocal items
        items = {}

    await both(first, second)


async def race_map_variable_3():
    """TestRaceMapVariable3: the variable is set while the other side reads through it."""
    items = {}

    def first():
        return items.get(1)

    def second():
        nonlocal items
        items = {}

    await both(first, second)


class Key(Box):
    """A key of two parts, which is compared and hashed by both."""

    def __hash__(self):
        return hash((self.x, self.y))

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)


async def race_map_lookup_part_key():
    """TestRaceMapLookupPartKey: a part of the key is written while the key is looked up."""
    items, key = {}, Key()

    def first():
        return items.get(key)

    def second():
        key.x = 1

    await both(first, second)


async def race_map_lookup_part_key_2():
    """TestRaceMapLookupPartKey2: a part of the key is written while it is asked whether the key is there."""
    items, key = {}, Key()

    def first():
        return key in items

    def second():
        key.x = 1

    await both(first, second)


async def race_map_delete_part_key():
    """TestRaceMapDeletePartKey: a part of the key is written while the key is deleted."""
    items, key = {Key(): 1}, Key()

    def first():
        if key in items:
            del items[key]

    def second():
        key.x = 1

    await both(first, second)


async def race_map_insert_part_key():
    """TestRaceMapInsertPartKey: a part of the key is written while the key is put in."""
    items, key = {}, Key()

    def first():
        items[key] = 1

    def second():
        key.x = 1

    await both(first, second)


async def race_map_insert_part_val():
    """TestRaceMapInsertPartVal: a part of a value is written while a copy of the value is put in."""
    items, value = {}, Box()

    def first():
        items[1] = (value.x, value.y)

    def second():
        value.x = 1

    await both(first, second)


async def race_map_assign_multiple_return():
    """TestRaceMapAssignMultipleReturn: an element of a list in a dict is set from a call with two results, while it is read."""
    items = {0: [None]}

    def results():
        return "value", None

    def first():
        items[0][0], _ = results()

    def second():
        return items[0][0]

    await both(first, second)
