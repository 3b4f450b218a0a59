"""Each thread makes a generator of its own."""

import threading


def numbers():
    yield from range(100)


results = [0, 0]


def one():
    results[0] = sum(numbers())


def two():
    own = numbers()
    results[1] = next(own) + next(own)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
