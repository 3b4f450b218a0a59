"""Access by name."""

import operator

from pair import Box, both


async def race_reflect_rw():
    """TestRaceReflectRW: a field is set by its name while it is read by its name."""
    box = Box()

    def first():
        setattr(box, "x", 1)

    def second():
        return getattr(box, "x")

    await both(first, second)


async def race_reflect_ww():
    """TestRaceReflectWW: a field is set by its name on both sides."""
    box = Box()

    def first():
        setattr(box, "x", 1)

    def second():
        setattr(box, "x", 2)

    await both(first, second)


async def race_reflect_copy_ww():
    """TestRaceReflectCopyWW: both sides copy into the whole of one bytearray."""
    target = bytearray(2)

    def first():
        operator.setitem(target, slice(None), b"ab")

    def second():
        operator.setitem(target, slice(None), b"cd")

    await both(first, second)
