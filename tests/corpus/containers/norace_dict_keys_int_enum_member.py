"""Clean: different keys of one dict. A member of an IntEnum is the same key as its number."""

import enum
import threading


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


first, again, other = Level.LOW, 1, Level.HIGH
table = {first: 0, other: 0}


def one():
    table[first] = 1
    table[again] += 1


def two():
    table[other] = 2
    table[other] += 1


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
