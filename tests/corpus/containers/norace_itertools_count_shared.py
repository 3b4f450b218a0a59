"""The usual source of unique numbers: one step of count is indivisible."""

import itertools
import threading

numbers = itertools.count()


def one():
    return next(numbers)


def two():
    return next(numbers)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
