"""The copy may have the old element or the new one."""

# expect: index 1 | elements

import copy
import threading

items = [1, 2, 3]


def one():
    return copy.copy(items)


def two():
    items[1] = 4


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
