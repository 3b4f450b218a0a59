"""A search while all items move down."""

# expect: elements of list
# kind: torn

import threading

items = [1, 2, 3, 4]


def first():
    print(items.index(3) < 4)


def second():
    items.pop(0)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
