"""Clean: what lies before a part of a list that becomes longer stays where it is."""

import threading

numbers = list(range(10))


def one():
    numbers[2:5] = [0, 0, 0, 0]


def two():
    numbers[1] = 2
    return numbers[0], numbers[1]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
