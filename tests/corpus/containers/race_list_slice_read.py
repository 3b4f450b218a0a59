"""A slice reads the element that the other thread writes."""

# expect: of list

import threading

row = [0, 1, 2, 3]


def write():
    row[2] = "c"


def read():
    return row[1:3]


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
