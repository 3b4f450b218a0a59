"""A member of an IntEnum is the same element as its number."""

# expect: key

import enum
import threading


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


first, again, other = Level.LOW, 1, Level.HIGH
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
