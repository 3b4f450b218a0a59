"""insert moves elements one by one: who reads one meanwhile may see it twice."""

# expect: index 1 | elements

import threading

numbers = [3, 1, 2]


def one():
    numbers.insert(0, 4)


def two():
    return numbers[1]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
