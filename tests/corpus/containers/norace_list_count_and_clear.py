"""Items are counted while all go at once: all or none were there, or the first ones."""

import threading

items = [1, 2, 3, 4]


def first():
    print(items.count(3) < 4)


def second():
    items.clear()


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
