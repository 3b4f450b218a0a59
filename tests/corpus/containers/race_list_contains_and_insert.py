"""A look for an item while others are moved up: it can be missed."""

# expect: elements of list
# kind: torn

import threading

items = [1, 2, 3, 4]


def first():
    print(3 in items)


def second():
    items.insert(0, 9)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
