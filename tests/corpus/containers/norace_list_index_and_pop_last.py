"""A search while the last item goes."""

import threading

items = [1, 2, 3, 4]


def first():
    print(items.index(3) < 4)


def second():
    items.pop()


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
