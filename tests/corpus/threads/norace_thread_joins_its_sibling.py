"""Clean: the second thread waits for the first by its own join."""

import threading

total = 0


def first():
    global total
    total += 1


def second():
    global total
    one.join()
    total += 1


one = threading.Thread(target=first)
two = threading.Thread(target=second)
one.start()
two.start()
two.join()
assert total == 2
