"""Items are counted while those behind a removed one move down."""

# expect: elements of list
# kind: torn

import threading

items = [1, 2, 3, 4]


def first():
    print(items.count(3) < 4)


def second():
    items.remove(2)


threads = [threading.Thread(target=target) for target in (first, second)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
