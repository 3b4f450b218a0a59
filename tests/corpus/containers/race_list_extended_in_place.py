"""`+=` extends the list that a local name stands for."""

# expect: shape
# kind: iteration

import threading

numbers = list(range(10))


def one():
    mine = numbers
    mine += [10]


def two():
    for number in numbers:
        assert number >= 0


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
