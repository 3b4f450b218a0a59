"""Clean: `singledispatch`, `partial`, `cache`, `cached_property`, `total_ordering` and enums, first used by many threads at once."""

import enum
import functools
import itertools
import operator
import threading

both = threading.Barrier(3)
numbers = itertools.count()


class Colour(enum.Flag):
    RED = enum.auto()
    BLUE = enum.auto()


@functools.singledispatch
def show(value):
    return "object"


@show.register
def _(value: int):
    return "int"


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.text = text

    @functools.cached_property
    def parts(self):
        found = []
        for part in self.text.split("."):
            found.append(int(part))
        return found

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


@functools.cache
def power(base, exponent):
    return 1 if exponent == 0 else base * power(base, exponent - 1)


old, new = Version("1.2"), Version("1.10")
add = functools.partial(operator.add, 1)


def work():
    both.wait()
    assert show(1) == "int" and show("") == "object"
    assert old <= new and not old > new
    assert power(2, 20) == 1 << 20
    assert Colour.RED | Colour.BLUE == Colour(3)
    assert functools.reduce(operator.add, map(add, range(3))) == 6
    next(numbers)


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert next(numbers) == 3
