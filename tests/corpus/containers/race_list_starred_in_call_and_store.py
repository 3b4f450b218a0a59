"""The call gets the old element or the new one."""

# expect: index 0 | elements

import threading

items = [1, 2]


def one():
    return max(*items)


def two():
    items[0] = 3


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
