"""`row[-1]` and `row[2]` of a list of three are one element."""

# expect: index 2 | index -1

import threading

row = [0, 0, 0]


def write():
    row[-1] = 5


def read():
    return row[2]


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
