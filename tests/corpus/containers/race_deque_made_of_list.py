"""deque(items) reads every element."""

# expect: index 0 | elements

import collections
import threading

items = [1, 2]


def one():
    return collections.deque(items, maxlen=1)


def two():
    items[0] = 3


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
