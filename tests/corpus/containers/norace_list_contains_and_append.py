"""A look for an item while one is added at the end."""

import threading

items = [1, 2, 3, 4]


def first():
    print(3 in items)


def second():
    items.append(9)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
