"""Clean: two threads extend a list, each in one step."""

import threading

numbers = list(range(10))


def one():
    mine = numbers
    mine += [10, 11, 12, 13]


def two():
    mine = numbers
    mine += [14]
    return len(mine)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
