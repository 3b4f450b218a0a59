"""Clean: a decorator takes the lock around the function."""

import functools
import threading


def synchronised(function):
    lock = threading.Lock()

    @functools.wraps(function)
    def call(*args):
        with lock:
            return function(*args)

    return call


class Counter:
    value = 0


@synchronised
def count(counter):
    counter.value += 1


counter = Counter()


def work():
    for _ in range(50):
        count(counter)


threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert counter.value == 100
