"""The slice walks the list."""

# expect: shape

import itertools
import threading

items = [1, 2, 3]


def one():
    return [*itertools.islice(items, 2)]


def two():
    items.append(5)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
