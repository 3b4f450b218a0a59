"""reduce walks the list and calls a function at each step."""

# expect: shape

import functools
import threading

numbers = [1, 2, 3]


def one():
    return functools.reduce(lambda total, number: total + number, numbers)


def two():
    numbers.append(4)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
