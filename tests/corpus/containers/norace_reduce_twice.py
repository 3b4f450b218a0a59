"""Both only read."""

import functools
import threading

numbers = [1, 2, 3]


def one():
    return functools.reduce(max, numbers)


def two():
    return functools.reduce(min, numbers)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
