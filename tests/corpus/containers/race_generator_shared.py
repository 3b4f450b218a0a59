"""A generator that is asked while it runs raises ValueError."""

# expect: position

import threading


def numbers():
    yield from range(100)


shared = numbers()


def one():
    for _ in shared:
        pass


def two():
    next(shared, None)


threads = [threading.Thread(target=one), threading.Thread(target=two)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
