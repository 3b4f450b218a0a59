"""A longer value for a part of a list moves what lies behind it."""

# expect: index 7

import threading

numbers = list(range(10))


def one():
    numbers[2:5] = [0, 0, 0, 0]


def two():
    return numbers[7]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
