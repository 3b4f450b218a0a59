"""The method was taken from the list before it is called."""

# expect: shape

import threading

items = []


def one():
    add = items.append
    for number in range(3):
        add(number)


def two():
    for _ in items:
        pass
    for _ in items:
        pass


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
