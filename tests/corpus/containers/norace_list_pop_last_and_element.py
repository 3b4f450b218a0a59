"""pop() takes the last element and moves no other."""

import threading

numbers = [3, 1, 2]


def one():
    numbers.pop()


def two():
    return numbers[0]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
