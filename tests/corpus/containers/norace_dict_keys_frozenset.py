"""Clean: different keys of one dict. Equal frozensets are one key, in whatever order they were filled."""

import threading

first, again, other = frozenset([1, "a", 9]), frozenset([9, "a", 1]), frozenset([1, "a", 8])
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
