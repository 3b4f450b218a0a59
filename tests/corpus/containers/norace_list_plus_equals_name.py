"""Each thread has a list of its own, and both only read the one on the right."""

import threading

more = [2, 3]


def one():
    mine = [1]
    mine += more
    return mine


def two():
    mine = [4]
    mine += more
    return mine


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
