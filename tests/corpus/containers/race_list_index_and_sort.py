"""A search while the list is sorted."""

# expect: of list
# kind: torn

import threading

items = [1, 2, 3, 4]


def first():
    print(3 in items)


def second():
    items.sort()


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
