"""The list on the right is read."""

# expect: index 0 | elements

import threading

items = [1]
more = [2, 3]


def one():
    mine = items
    mine += more


def two():
    more[0] = 4


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
