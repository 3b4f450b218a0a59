"""A shorter value for a part of a list changes its length."""

# expect: shape

import threading

numbers = list(range(10))


def one():
    numbers[2:5] = [0]


def two():
    return len(numbers)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
