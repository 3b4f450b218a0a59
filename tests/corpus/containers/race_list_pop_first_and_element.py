"""pop(0) moves elements one by one."""

# expect: index 1 | elements

import threading

numbers = [3, 1, 2]


def one():
    numbers.pop(0)


def two():
    return numbers[1]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
