"""A copy is made in one step, before or after the append."""

import copy
import threading

items = [1, 2, 3]


def one():
    return copy.copy(items)


def two():
    items.append(4)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
