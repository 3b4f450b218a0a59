"""Fields of fields."""

from pair import Box, both


def nested():
    box = Box()
    box.x, box.y = Box(), Box()
    return box


async def norace_comp():
    """TestNoRaceComp: two fields of the same inner object are written."""
    box = nested()

    def first():
        box.y.x = 1

    def second():
        box.y.y = 2

    await both(first, second)


async def norace_comp_2():
    """TestNoRaceComp2: the same in the outer object's first field."""
    box = nested()

    def first():
        box.x.x = 1

    def second():
        box.x.y = 2

    await both(first, second)


async def race_comp():
    """TestRaceComp: both write one field of the inner object."""
    box = nested()

    def first():
        box.y.y = 1

    def second():
        box.y.y = 2

    await both(first, second)


async def race_comp_array():
    """TestRaceCompArray: the variable that selects the item changes while it is used."""
    items = [Box() for _ in range(10)]
    index = 0

    def first():
        items[index].x = 1

    def second():
        nonlocal index
        index = 5

    await both(first, second)


async def norace_comp_ptr():
    """TestNoRaceCompPtr: different fields are written through the same reference."""
    box = nested()
    same = box.x

    def first():
        box.x.x = 1

    def second():
        same.y = 2

    await both(first, second)


async def norace_comp_ptr_2():
    """TestNoRaceCompPtr2: one writes a field behind a reference, the other only reads the reference."""
    box = nested()

    def first():
        box.x.x = 1

    def second():
        return box.x

    await both(first, second)


async def race_comp_ptr():
    """TestRaceCompPtr: both write one field through the same reference."""
    box = nested()

    def first():
        box.x.x = 1

    def second():
        box.x.x = 2

    await both(first, second)


async def race_comp_ptr_2():
    """TestRaceCompPtr2: a field is written through a reference that is replaced meanwhile."""
    box = nested()

    def first():
        box.x.x = 1

    def second():
        box.x = Box()

    await both(first, second)
