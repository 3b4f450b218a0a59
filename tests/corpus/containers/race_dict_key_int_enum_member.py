"""A member of an IntEnum is the same key as its number."""

# expect: key

import enum
import threading


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


first, again, other = Level.LOW, 1, Level.HIGH
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
