"""An augmented assignment changes the list that both threads have."""

# expect: shape

import threading

items = [1]
more = [2, 3]


def one():
    mine = items
    mine += more


def two():
    return sum(items)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
