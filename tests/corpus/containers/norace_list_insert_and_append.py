"""Both hold the lock of the list."""

import threading

numbers = [3, 1, 2]


def one():
    numbers.insert(0, 4)


def two():
    numbers.append(5)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
