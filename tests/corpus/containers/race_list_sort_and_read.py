"""`sort` moves every element; the other thread reads one by its index."""

# expect: of list
# kind: torn

import threading

row = [3, 1, 2]


def order():
    row.sort()


def first():
    return row[0]


threads = [threading.Thread(target=order), threading.Thread(target=first)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
