"""A look for an item while all change places."""

# expect: elements of list
# kind: torn

import threading

items = [1, 2, 3, 4]


def first():
    print(3 in items)


def second():
    items.reverse()


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
