"""1, 1.0 and True are one key."""

# expect: key 1 | key True | key 1.0

import threading

table = {1: "a"}


def write():
    table[True] = "b"


def read():
    return table[1.0]


threads = [threading.Thread(target=write), threading.Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
