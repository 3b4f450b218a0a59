"""Counter(items) walks the list in steps."""

# expect: shape

import collections
import threading

items = [1, 2]


def one():
    return collections.Counter(items)


def two():
    items.append(3)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
