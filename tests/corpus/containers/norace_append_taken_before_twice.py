"""Two appends, each in one step, by whatever way the method is called."""

import threading

items = []


def one():
    add = items.append
    for number in range(3):
        add(number)


def two():
    items.append(4)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
