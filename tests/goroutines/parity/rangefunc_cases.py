"""Iterators that are functions: here generators."""

from pair import Box, both


def numbers(count):
    yield from range(count)


async def race_range_func_iterator():
    """TestRaceRangeFuncIterator: two goroutines go through an iterator, leave early, and the loop's body counts one variable."""
    box = Box()

    def work():
        for number in numbers(10):
            box.x += number
            if number > 4:
                break

    await both(work, work)


async def norace_range_func_iterator():
    """TestNoRaceRangeFuncIterator: two goroutines go through iterators of the same function to the end, each with its own sum."""
    box = Box()

    def first():
        for number in numbers(10):
            box.x += number

    def second():
        for number in numbers(10):
            box.y += number

    await both(first, second)
