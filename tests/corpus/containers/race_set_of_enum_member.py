"""A member of an enumeration is one element wherever it is used."""

# expect: key

import enum
import threading


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


first, again, other = Colour.RED, Colour(1), Colour.BLUE
seen = {first, other}


def one():
    return first in seen


def two():
    seen.discard(again)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
