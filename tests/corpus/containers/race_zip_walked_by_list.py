"""list() walks what is behind the zip, a step at a time."""

# expect: shape

import threading

names = [1, 2]
ages = [3, 4]


def one():
    return list(zip(names, ages))


def two():
    ages.append(5)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
