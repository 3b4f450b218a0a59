"""A slice assignment writes the element that the other thread reads."""

# expect: of list
# kind: torn

import threading

row = [0, 1, 2, 3]


def write():
    row[1:3] = ["b", "c"]


def read():
    return row[2]


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
