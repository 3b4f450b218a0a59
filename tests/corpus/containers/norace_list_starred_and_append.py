"""A list is read in one step when it is copied into another."""

import threading

items = [1, 2]


def one():
    return [0, *items]


def two():
    items.append(3)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
