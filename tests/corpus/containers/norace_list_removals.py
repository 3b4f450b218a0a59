"""Each removal is one step, under the list's own lock."""

import threading

items = [1, 2, 3, 4]


def first():
    items.remove(2)


def second():
    items.remove(3)
    items.insert(0, 5)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
