"""Clean: a part of a list is replaced by as many elements; another thread uses others, and asks for the length."""

import threading

numbers = list(range(10))


def one():
    numbers[2:5] = [0, 0, 0]
    numbers[2:5] = (1, 1, 1)


def two():
    return len(numbers), numbers[7], numbers[1]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
