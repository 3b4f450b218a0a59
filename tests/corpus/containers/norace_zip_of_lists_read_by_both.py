"""Both only read, each through a zip of its own."""

import threading

names = [1, 2]
ages = [3, 4]


def one():
    return list(zip(names, ages))


def two():
    return dict(zip(names, ages))


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
