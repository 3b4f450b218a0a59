"""A member of an enumeration is one key wherever it is used."""

# expect: key

import enum
import threading


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


first, again, other = Colour.RED, Colour(1), Colour.BLUE
table = {first: 0, other: 0}


def one():
    table[first] = 1


def two():
    table[again] = 2


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
