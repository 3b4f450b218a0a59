"""Sorting and reading are under one lock."""

import threading

numbers = [3, 1, 2]
lock = threading.Lock()


def one():
    with lock:
        numbers.sort()


def two():
    with lock:
        return numbers[0]


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
