"""A list comprehension walks a list to which the other thread appends."""

# expect: of list
# kind: iteration

import threading

prices = [1.0, 2.0]


def total():
    return [price * 2 for price in prices]


def add():
    prices.append(3.0)


threads = [threading.Thread(target=total), threading.Thread(target=add)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
