"""One thread stores into an element that the other reads."""

# expect: index 1

import threading

row = [0, 0, 0]


def write():
    row[1] = 5


def read():
    return row[1]


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
