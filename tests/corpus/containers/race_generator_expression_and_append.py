"""A generator expression walks a list to which the other thread appends."""

# expect: of list
# kind: iteration

import threading

prices = [1.0, 2.0]


def cheap():
    return any(price > 5 for price in prices)


def add():
    prices.append(3.0)


threads = [threading.Thread(target=cheap), threading.Thread(target=add)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
