"""Unpacking a pair reads both elements; the other thread writes one."""

# expect: of list

import threading

pair = [1, 2]


def read():
    first, second = pair
    return first + second


def write():
    pair[1] = 3


threads = [threading.Thread(target=read), threading.Thread(target=write)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
