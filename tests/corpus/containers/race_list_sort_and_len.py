"""A list is empty while it is sorted, and so is what others see of it."""

# expect: shape

import threading

numbers = [3, 1, 2]


def one():
    numbers.sort()


def two():
    return len(numbers)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
